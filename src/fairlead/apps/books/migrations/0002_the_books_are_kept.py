"""What was booked, and what was given for it, is on record: the database refuses to change or delete it."""

from django.db import migrations

KEEP = r"""
CREATE FUNCTION fairlead_keep_booking() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Booking % is in the books; correct it by an entry that reverses it.', OLD.id;
END $$;
CREATE TRIGGER booking_is_kept BEFORE UPDATE OR DELETE ON books_booking
    FOR EACH ROW EXECUTE FUNCTION fairlead_keep_booking();
CREATE FUNCTION fairlead_keep_proof() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Proof % is a record; give another one for its item.', OLD.id;
END $$;
CREATE TRIGGER proof_is_kept BEFORE UPDATE OR DELETE ON books_proof
    FOR EACH ROW EXECUTE FUNCTION fairlead_keep_proof();
"""

LOOSE = """
DROP TRIGGER proof_is_kept ON books_proof;
DROP FUNCTION fairlead_keep_proof();
DROP TRIGGER booking_is_kept ON books_booking;
DROP FUNCTION fairlead_keep_booking();
"""


class Migration(migrations.Migration):
    dependencies = [("books", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, LOOSE)]
