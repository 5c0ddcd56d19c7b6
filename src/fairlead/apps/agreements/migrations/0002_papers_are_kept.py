"""A paper that was made stays as it was made: the database refuses to change or delete it."""

from django.db import migrations

KEEP = r"""
CREATE FUNCTION fairlead_keep_paper() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Paper % is a record and stays as it was made.', OLD.id;
END $$;
CREATE TRIGGER paper_is_kept BEFORE UPDATE OR DELETE ON agreements_paper
    FOR EACH ROW EXECUTE FUNCTION fairlead_keep_paper();
"""

UNKEEP = """
DROP TRIGGER paper_is_kept ON agreements_paper;
DROP FUNCTION fairlead_keep_paper();
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, UNKEEP)]
