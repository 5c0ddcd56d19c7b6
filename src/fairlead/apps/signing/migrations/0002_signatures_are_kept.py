"""What somebody signed, and the file that came of it, stay as they are: the database refuses to change them."""

from django.db import migrations

KEEP = r"""
CREATE FUNCTION fairlead_keep_signature() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state <> 'awaited' THEN
        RAISE EXCEPTION 'Signature % is a record and stays as it was given.', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER signature_is_kept BEFORE UPDATE OR DELETE ON signing_signature
    FOR EACH ROW EXECUTE FUNCTION fairlead_keep_signature();

CREATE FUNCTION fairlead_keep_countersigned() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR NEW.content <> OLD.content OR NEW.sha256 <> OLD.sha256
        OR NEW.sending_id <> OLD.sending_id OR OLD.state IN ('accepted', 'refused') THEN
        RAISE EXCEPTION 'Signed file % is a record and stays as it came.', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER countersigned_is_kept BEFORE UPDATE OR DELETE ON signing_countersigned
    FOR EACH ROW EXECUTE FUNCTION fairlead_keep_countersigned();
"""

UNKEEP = """
DROP TRIGGER signature_is_kept ON signing_signature;
DROP FUNCTION fairlead_keep_signature();
DROP TRIGGER countersigned_is_kept ON signing_countersigned;
DROP FUNCTION fairlead_keep_countersigned();
"""


class Migration(migrations.Migration):
    dependencies = [("signing", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, UNKEEP)]
