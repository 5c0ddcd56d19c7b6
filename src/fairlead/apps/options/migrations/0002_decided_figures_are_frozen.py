"""The figures of an option that was decided upon never change, and no option goes: the database refuses it."""

from django.db import migrations

FREEZE = r"""
CREATE FUNCTION fairlead_freeze_option() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'Option % is a record and cannot be deleted.', OLD.id;
    END IF;
    IF OLD.state IN ('chosen', 'not-chosen', 'dropped') AND
       (NEW.figures, NEW.basis, NEW.price, NEW.cost, NEW.currency, NEW.practice_id, NEW.answers, NEW.left_out,
        NEW.terms, NEW.marks)
       IS DISTINCT FROM
       (OLD.figures, OLD.basis, OLD.price, OLD.cost, OLD.currency, OLD.practice_id, OLD.answers, OLD.left_out,
        OLD.terms, OLD.marks) THEN
        RAISE EXCEPTION 'The figures of option % are frozen: it was decided upon.', OLD.id;
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER option_is_frozen BEFORE UPDATE OR DELETE ON options_option
    FOR EACH ROW EXECUTE FUNCTION fairlead_freeze_option();
"""

THAW = """
DROP TRIGGER option_is_frozen ON options_option;
DROP FUNCTION fairlead_freeze_option();
"""


class Migration(migrations.Migration):
    dependencies = [("options", "0001_initial")]
    operations = [migrations.RunSQL(FREEZE, THAW)]
