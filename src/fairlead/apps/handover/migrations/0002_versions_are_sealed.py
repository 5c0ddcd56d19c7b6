"""What was handed over, read and stated is on record: the database refuses to change or delete it."""

from django.db import migrations

KEEP = r"""
CREATE FUNCTION fairlead_keep_handover() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'Hand-over % is a record and cannot be deleted.', OLD.id;
    END IF;
    IF (NEW.pack, NEW.digest, NEW.sow_id, NEW.number) IS DISTINCT FROM
       (OLD.pack, OLD.digest, OLD.sow_id, OLD.number) THEN
        RAISE EXCEPTION 'Hand-over % is frozen; hand over anew.', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER handover_is_kept BEFORE UPDATE OR DELETE ON handover_handover
    FOR EACH ROW EXECUTE FUNCTION fairlead_keep_handover();
CREATE FUNCTION fairlead_keep_word() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Row % of % is a record.', OLD.id, TG_TABLE_NAME;
END $$;
CREATE TRIGGER reading_is_kept BEFORE UPDATE OR DELETE ON handover_reading
    FOR EACH ROW EXECUTE FUNCTION fairlead_keep_word();
CREATE TRIGGER readiness_is_kept BEFORE UPDATE OR DELETE ON handover_readiness
    FOR EACH ROW EXECUTE FUNCTION fairlead_keep_word();
"""

LOOSE = """
DROP TRIGGER readiness_is_kept ON handover_readiness;
DROP TRIGGER reading_is_kept ON handover_reading;
DROP FUNCTION fairlead_keep_word();
DROP TRIGGER handover_is_kept ON handover_handover;
DROP FUNCTION fairlead_keep_handover();
"""


class Migration(migrations.Migration):
    dependencies = [("handover", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, LOOSE)]
