"""The audit is one chain that only grows: the database numbers, links and hashes entries itself."""

from django.db import migrations

# The advisory lock makes writers take turns until they commit, so the order of `seq` is the order of
# commits and no two entries follow the same one. Each statement of a volatile function has a fresh
# snapshot, so the last entry is read after the lock was granted.
CHAIN = r"""
CREATE FUNCTION fairlead_chain_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE last record;
BEGIN
    PERFORM pg_advisory_xact_lock(6277101735);
    SELECT seq, hash INTO last FROM core_auditentry ORDER BY seq DESC LIMIT 1;
    NEW.seq := COALESCE(last.seq, 0) + 1;
    NEW.previous := COALESCE(last.hash, repeat('0', 64));
    NEW.hash := encode(sha256(convert_to(NEW.previous || '|' || NEW.seq || '|' || NEW.body, 'UTF8')), 'hex');
    RETURN NEW;
END $$;
CREATE TRIGGER audit_chain BEFORE INSERT ON core_auditentry
    FOR EACH ROW EXECUTE FUNCTION fairlead_chain_audit();

CREATE FUNCTION fairlead_keep_audit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The audit is append-only: entry % stays as it is.', OLD.seq;
END $$;
CREATE TRIGGER audit_is_kept BEFORE UPDATE OR DELETE ON core_auditentry
    FOR EACH ROW EXECUTE FUNCTION fairlead_keep_audit();
"""

UNCHAIN = """
DROP TRIGGER audit_is_kept ON core_auditentry;
DROP TRIGGER audit_chain ON core_auditentry;
DROP FUNCTION fairlead_keep_audit();
DROP FUNCTION fairlead_chain_audit();
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_initial")]
    operations = [migrations.RunSQL(CHAIN, UNCHAIN)]
