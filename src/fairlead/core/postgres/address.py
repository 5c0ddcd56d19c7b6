"""Which database Django is to use: the embedded one, or the one that a URL names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from fairlead.core.postgres.cluster import DATABASE, ROLE
from fairlead.core.postgres.home import data_home
from fairlead.core.postgres.trouble import DATABASE_URL, ClusterTrouble

ENGINE = "fairlead.core.database"
EXAMPLE = "postgresql://user:password@host:5432/fairlead?sslmode=verify-full"

# Connections are kept between requests and looked at before each: a restarted server goes unnoticed.
KEPT = {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}


def database_settings(environ: Mapping[str, str] = os.environ) -> dict[str, Any]:
    """The entry "default" of Django's DATABASES. Starts nothing. Raises ClusterTrouble "bad-url"."""
    url = environ.get(DATABASE_URL, "").strip()
    return _external(url) if url else _embedded(environ)


def _embedded(environ: Mapping[str, str]) -> dict[str, Any]:
    # OPTIONS["cluster"] is taken out again by our backend, which turns it into a host when it connects.
    options = {"cluster": str(data_home(environ))}
    return {"ENGINE": ENGINE, "NAME": DATABASE, "USER": ROLE, "OPTIONS": options, **KEPT}


def _external(url: str) -> dict[str, Any]:
    try:
        parts = urlsplit(url)
        hosts, ports = _hosts(parts.netloc.rpartition("@")[2])
        options = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=bool(parts.query)))
    except ValueError as error:
        # The error of the library may quote the URL, and with it the password.
        raise _bad("cannot be read") from error
    if parts.scheme != "postgresql":
        raise _bad(f"begins with {parts.scheme or 'nothing'!r}; only PostgreSQL is possible")
    name = unquote(parts.path.removeprefix("/"))
    if not name or "/" in name:
        raise _bad("names no database after the host")
    credentials = parts.netloc.rpartition("@")[0].partition(":")
    return {
        "ENGINE": ENGINE,
        "NAME": name,
        "USER": unquote(credentials[0]) or options.pop("user", ""),
        "PASSWORD": unquote(credentials[2]) or options.pop("password", ""),
        "HOST": hosts or options.pop("host", ""),
        "PORT": ports or options.pop("port", ""),
        "OPTIONS": {"connect_timeout": "10", **options},
        **KEPT,
    }


def _hosts(text: str) -> tuple[str, str]:
    """Hosts and ports as libpq takes them: several, parted by commas, are tried in turn."""
    if not text:
        return "", ""
    found = [urlsplit(f"//{one}") for one in text.split(",")]
    ports = ",".join(str(one.port or "") for one in found)
    return ",".join(unquote(one.hostname or "") for one in found), ports.strip(",") and ports


def _bad(how: str) -> ClusterTrouble:
    return ClusterTrouble(
        "bad-url",
        f"The database URL in {DATABASE_URL} {how}.",
        f"Write it like {EXAMPLE}, or leave the variable out to use the embedded server.",
    )
