"""Settings follow the environment; a wrong database URL is refused without showing its password."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from fairlead.core.postgres import ClusterTrouble, claim, data_home, database_settings, secret_key


def settings(url):
    return database_settings({"FAIRLEAD_DATABASE_URL": url})


def test_without_a_url_the_embedded_cluster_is_used_and_not_started(tmp_path):
    home = tmp_path / "nowhere"
    found = database_settings({"FAIRLEAD_DATA": str(home)})
    assert found["ENGINE"] == "fairlead.core.database"
    assert found["NAME"] == "fairlead"
    assert found["OPTIONS"] == {"cluster": str(home)}
    assert found["CONN_HEALTH_CHECKS"] is True
    assert not home.exists()


def test_a_url_replaces_it_entirely():
    found = settings("postgresql://ann%40x:p%3Aw%2F@db.example:6543/desk?sslmode=verify-full")
    assert (found["HOST"], found["PORT"], found["NAME"]) == ("db.example", "6543", "desk")
    assert (found["USER"], found["PASSWORD"]) == ("ann@x", "p:w/")
    assert found["OPTIONS"] == {"connect_timeout": "10", "sslmode": "verify-full"}


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("postgresql:///desk", "", ""),
        ("postgresql:///desk?host=/run/pg&port=5433", "/run/pg", "5433"),
        ("postgresql://[::1]:5433/desk", "::1", "5433"),
        ("postgresql://a:1,b:2/desk?target_session_attrs=read-write", "a,b", "1,2"),
        ("postgresql://a,b/desk", "a,b", ""),
        ("postgresql://%2Frun%2Fpg/desk", "/run/pg", ""),
    ],
)
def test_hosts_are_read_as_libpq_reads_them(url, host, port):
    found = settings(url)
    assert (found["HOST"], found["PORT"]) == (host, port)
    assert "host" not in found["OPTIONS"] and "port" not in found["OPTIONS"]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://u:hush@h/d", "begins with 'mysql'"),
        ("postgres://u:hush@h/d", "begins with 'postgres'"),
        ("sqlite:///hush", "begins with 'sqlite'"),
        ("postgresql://u:hush@h", "names no database"),
        ("postgresql://u:hush@h/d/e", "names no database"),
        ("postgresql://u:hush@h:port/d", "cannot be read"),
        ("postgresql://u:hush@h:99999/d", "cannot be read"),
        ("hush", "begins with 'nothing'"),
        ("postgresql://h/d?sslmode", "cannot be read"),
    ],
)
def test_a_wrong_url_says_how_to_write_it_and_keeps_the_password(url, said):
    with pytest.raises(ClusterTrouble) as caught:
        settings(url)
    assert caught.value.code == "bad-url"
    assert said in caught.value.message
    assert "postgresql://user:password@host:5432/fairlead" in caught.value.fix
    assert "hush" not in str(caught.value)


def test_the_data_folder_follows_the_environment(monkeypatch):
    assert data_home({"FAIRLEAD_DATA": "/x/y"}) == Path("/x/y")
    monkeypatch.setenv("HOME", "/h")
    assert data_home({"FAIRLEAD_DATA": "~/y"}) == Path("/h/y")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert data_home({}) == Path("/h/.local/share/fairlead")
    assert data_home({"XDG_DATA_HOME": "/d"}) == Path("/d/fairlead")
    assert data_home({"XDG_DATA_HOME": "relative"}) == Path("/h/.local/share/fairlead")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert data_home({"XDG_DATA_HOME": "/d"}) == Path("/var/lib/fairlead")


def test_a_hasty_server_never_gets_the_folder_of_real_work():
    assert data_home({"FAIRLEAD_TEST": "1"}).name == "fairlead-test"
    assert data_home({"FAIRLEAD_TEST": "0"}).name == "fairlead"


def test_the_secret_is_made_once_and_closed_to_others(tmp_path):
    environ = {"FAIRLEAD_DATA": str(tmp_path / "home")}
    first = secret_key(environ)
    assert len(first) >= 60
    assert secret_key(environ) == first
    assert (tmp_path / "home/secret").stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in (tmp_path / "home").iterdir()) == ["fairlead.mark", "secret"]


def test_a_spoilt_secret_is_not_used(tmp_path):
    environ = {"FAIRLEAD_DATA": str(tmp_path / "home")}
    secret_key(environ)
    (tmp_path / "home/secret").write_text("")
    with pytest.raises(ClusterTrouble, match="holds no signing key"):
        secret_key(environ)


def test_a_folder_with_other_things_is_left_alone(tmp_path):
    (tmp_path / "letter.txt").write_text("Dear Ann")
    with pytest.raises(ClusterTrouble, match=r"holds other things \(letter\.txt\)") as caught:
        claim(tmp_path)
    assert caught.value.code == "folder-taken"
    assert "FAIRLEAD_DATA" in caught.value.fix
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_a_fresh_disk_and_a_claimed_folder_are_fine(tmp_path):
    (tmp_path / "lost+found").mkdir()
    claim(tmp_path)
    (tmp_path / "something").touch()
    claim(tmp_path)


def test_a_file_and_a_foreign_cluster_are_refused(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ClusterTrouble, match="is not a folder"):
        claim(tmp_path / "file")
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign/PG_VERSION").write_text("15\n")
    with pytest.raises(ClusterTrouble, match="a PostgreSQL server that is not ours"):
        claim(tmp_path / "foreign")
