"""The figures of an estimate, and the papers of a SOW, never change: the database refuses it."""

from django.db import migrations

FREEZE = r"""
CREATE FUNCTION fairlead_freeze_estimate() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'Estimate % is a record and cannot be deleted.', OLD.id;
    END IF;
    IF (NEW.figures, NEW.answers, NEW.terms, NEW.price, NEW.cost, NEW.currency, NEW.practice_id, NEW.number)
       IS DISTINCT FROM
       (OLD.figures, OLD.answers, OLD.terms, OLD.price, OLD.cost, OLD.currency, OLD.practice_id, OLD.number) THEN
        RAISE EXCEPTION 'The figures of estimate % are frozen; draw up a new version.', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER estimate_is_frozen BEFORE UPDATE OR DELETE ON estimates_estimate
    FOR EACH ROW EXECUTE FUNCTION fairlead_freeze_estimate();
"""

THAW = """
DROP TRIGGER estimate_is_frozen ON estimates_estimate;
DROP FUNCTION fairlead_freeze_estimate();
"""


class Migration(migrations.Migration):
    dependencies = [("estimates", "0001_initial")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
