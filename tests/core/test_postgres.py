"""The embedded server as a desk uses it: made, shared, stopped, and found again."""

from __future__ import annotations

import os
import shutil
import signal
import threading
import time
from pathlib import Path

import psycopg
import pytest

from fairlead.core.postgres import Cluster
from tests.core.postgres_processes import ask, eventually, finish, first_line, gone, server_pid, user_of

pytestmark = pytest.mark.xdist_group("postgres")


def test_the_server_is_made_and_is_private(home):
    cluster = Cluster(home)
    address = cluster.ensure_running()
    assert ask(address, "SELECT current_database(), current_user, current_setting('server_encoding')") == (
        "fairlead",
        "fairlead",
        "UTF8",
    )
    assert ask(address, "SELECT current_setting('listen_addresses'), current_setting('fsync')") == ("", "off")
    assert ask(address, "SELECT upper('é'), 'ç' ~ '[[:alpha:]]'") == ("É", True)
    assert Path(address.host).stat().st_mode & 0o777 == 0o700
    assert (home / "postgres").stat().st_mode & 0o777 == 0o700
    cluster.release()


def test_real_work_is_written_to_the_disk(cluster, monkeypatch):
    monkeypatch.setenv("FAIRLEAD_TEST", "0")
    address = cluster.ensure_running()
    wanted = ("on", "on", "on")
    settings = "fsync", "synchronous_commit", "full_page_writes"
    assert ask(address, f"SELECT {', '.join(f'current_setting({name!r})' for name in settings)}") == wanted


def test_our_environment_does_not_reach_the_server(cluster, monkeypatch):
    monkeypatch.setenv("PGOPTIONS", "-c fsync=on")
    monkeypatch.setenv("PGPORT", "1")
    monkeypatch.setenv("PGDATA", "/nowhere")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    address = cluster.ensure_running()
    # This one is rightly obeyed by the client library.
    monkeypatch.delenv("PGOPTIONS")
    assert ask(address, "SELECT current_setting('timezone'), current_setting('port')") == ("UTC", "5432")


def test_data_stays_and_the_second_start_takes_less_than_a_second(cluster):
    with psycopg.connect(cluster.ensure_running().url) as connection:
        connection.execute("CREATE TABLE note AS SELECT 'kept' AS text")
    cluster.release()
    assert cluster.running() is None
    began = time.monotonic()
    address = cluster.ensure_running()
    assert time.monotonic() - began < 1
    assert ask(address, "SELECT text FROM note") == ("kept",)


def test_asking_again_is_cheap(cluster):
    cluster.ensure_running()
    began = time.monotonic()
    for _ in range(100):
        cluster.ensure_running()
    assert (time.monotonic() - began) / 100 < 0.005


def test_processes_that_start_at_once_share_one_server_and_the_last_one_stops_it(home):
    users = [user_of(home) for _ in range(3)]
    servers = {int(first_line(user)) for user in users}
    assert len(servers) == 1
    server = servers.pop()
    for user in users[:-1]:
        finish(user)
    assert not gone(server)
    finish(users[-1])
    assert gone(server)
    assert not (home / "postgres/postmaster.pid").exists()


def test_threads_of_one_process_share_it_too(cluster, home):
    found = []
    threads = [threading.Thread(target=lambda: found.append(cluster.ensure_running())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8 and len(set(found)) == 1
    cluster.release()
    assert not (home / "postgres/postmaster.pid").exists()


def test_two_clusters_of_one_process_count_as_two_users(cluster, home):
    other = Cluster(home)
    other.ensure_running()
    cluster.ensure_running()
    other.release()
    assert cluster.running() is not None
    cluster.release()
    assert cluster.running() is None


def test_a_forked_child_does_not_stop_the_server_of_its_parent(cluster, home):
    cluster.ensure_running()
    server = server_pid(home)
    child = os.fork()
    if child == 0:
        cluster.ensure_running()
        cluster.release()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    assert not gone(server)
    assert server_pid(home) == server


def test_ctrl_c_in_our_terminal_does_not_reach_the_server(cluster, home):
    user = user_of(home)
    server = int(first_line(user))
    cluster.ensure_running()
    os.killpg(user.pid, signal.SIGINT)
    # Waited for before its stdin is closed: the end of its input would let it finish in order as well.
    user.wait(timeout=30)
    user.communicate()
    assert user.returncode != 0
    assert not gone(server)
    assert ask(cluster.ensure_running(), "SELECT 1") == (1,)
    assert server_pid(home) == server


def test_ctrl_c_of_the_only_user_stops_the_server_in_order(home):
    user = user_of(home)
    server = int(first_line(user))
    os.killpg(user.pid, signal.SIGINT)
    user.communicate(timeout=30)
    assert eventually(lambda: gone(server))
    assert "database system is shut down" in (home / "postgres.log").read_text()


@pytest.mark.parametrize("name", ["x" * 200 + "/" + "y" * 200, "with space, 'quote' & ü 漢字", "-dash/$HOME"])
def test_odd_folder_names(home, name):
    cluster = Cluster(home / name)
    try:
        address = cluster.ensure_running()
        assert len(os.fsencode(address.host)) < 60
        assert ask(address, "SELECT 1") == (1,)
    finally:
        cluster.stop()
        shutil.rmtree(home)


def test_another_data_folder_is_another_server(cluster, home):
    other = Cluster(home.with_name("other"))
    try:
        assert other.ensure_running().host != cluster.ensure_running().host
        assert server_pid(home) != server_pid(home.with_name("other"))
    finally:
        other.release()


def test_stop_is_for_everybody(cluster, home):
    user = user_of(home)
    server = int(first_line(user))
    cluster.stop()
    assert gone(server)
    finish(user)
    Cluster(home / "never-used").stop()


CHURN = """
import random, sys, time
from pathlib import Path
import psycopg
from fairlead.core.postgres import Cluster
cluster = Cluster(Path(sys.argv[1]))
for _ in range(4):
    with psycopg.connect(cluster.ensure_running().url) as connection:
        connection.execute("INSERT INTO note VALUES (1)")
    time.sleep(random.random() * 0.03)
    cluster.release()
    time.sleep(random.random() * 0.06)
"""


def test_no_call_is_lost_while_processes_come_and_go(cluster, home):
    """The last one leaving stops the server just when the next one arrives."""
    with psycopg.connect(cluster.ensure_running().url) as connection:
        connection.execute("CREATE TABLE note (number int)")
    cluster.release()
    users = [user_of(home, CHURN) for _ in range(5)]
    for user in users:
        finish(user)
    assert ask(cluster.ensure_running(), "SELECT count(*) FROM note") == (20,)
