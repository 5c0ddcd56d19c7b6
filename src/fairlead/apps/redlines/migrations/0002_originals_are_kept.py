"""A file that came back stays as it came: the database refuses to change or delete it."""

from django.db import migrations

KEEP = r"""
CREATE FUNCTION fairlead_keep_original() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'File % is a record and stays as it came.', OLD.id;
END $$;
CREATE TRIGGER original_is_kept BEFORE UPDATE OR DELETE ON redlines_original
    FOR EACH ROW EXECUTE FUNCTION fairlead_keep_original();
"""

UNKEEP = """
DROP TRIGGER original_is_kept ON redlines_original;
DROP FUNCTION fairlead_keep_original();
"""


class Migration(migrations.Migration):
    dependencies = [("redlines", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, UNKEEP)]
