"""What work took is on record: the database refuses to change or to delete it."""

from django.db import migrations

KEEP = r"""
CREATE FUNCTION fairlead_keep_actual() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Actual % is a record; correct or reverse it by a further one.', OLD.id;
END $$;
CREATE TRIGGER actual_is_kept BEFORE UPDATE OR DELETE ON calibration_actual
    FOR EACH ROW EXECUTE FUNCTION fairlead_keep_actual();
CREATE FUNCTION fairlead_keep_evidence() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'Calibration % is a record and cannot be deleted.', OLD.id;
    END IF;
    IF (NEW.offering, NEW.changes, NEW.evidence, NEW.practice_id, NEW.closed, NEW.until)
       IS DISTINCT FROM
       (OLD.offering, OLD.changes, OLD.evidence, OLD.practice_id, OLD.closed, OLD.until) THEN
        RAISE EXCEPTION 'The evidence of calibration % is frozen; propose anew.', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER evidence_is_kept BEFORE UPDATE OR DELETE ON calibration_calibration
    FOR EACH ROW EXECUTE FUNCTION fairlead_keep_evidence();
"""

LOOSE = """
DROP TRIGGER evidence_is_kept ON calibration_calibration;
DROP FUNCTION fairlead_keep_evidence();
DROP TRIGGER actual_is_kept ON calibration_actual;
DROP FUNCTION fairlead_keep_actual();
"""


class Migration(migrations.Migration):
    dependencies = [("calibration", "0001_initial")]
    operations = [migrations.RunSQL(KEEP, LOOSE)]
