"""How the house sends mail: one address of a server, read from the environment, loud on what cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from email.utils import parseaddr
from typing import Any
from urllib.parse import unquote, urlsplit

# What stands before ://, how it is encrypted, and the port that is meant without one.
_WAYS = {"smtps": ("ssl", 465), "smtp+starttls": ("tls", 587), "smtp": ("", 25)}

# A server that does not answer for so long is tried again later.
PATIENCE = 20


def line(text: str) -> str:
    """In one line, without signs that are none: nothing that somebody wrote begins another header."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def mail_settings(environment: Mapping[str, str]) -> dict[str, Any]:
    """Django's settings for mail. Without FAIRLEAD_MAIL the house sends none, and MAILS is off."""
    url = environment.get("FAIRLEAD_MAIL", "")
    address = environment.get("FAIRLEAD_ADDRESS", "").rstrip("/")
    sender = environment.get("FAIRLEAD_MAIL_FROM", "")
    off = "django.core.mail.backends.dummy.EmailBackend"
    base = {"MAILS": bool(url), "ADDRESS": address, "EMAIL_TIMEOUT": PATIENCE, "EMAIL_BACKEND": off}
    if not url:
        return base
    if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).netloc:
        raise SystemExit("FAIRLEAD_MAIL needs FAIRLEAD_ADDRESS: where links lead, like https://desk.example.")
    if "@" not in parseaddr(sender)[1] or not sender.isprintable():
        raise SystemExit("FAIRLEAD_MAIL needs FAIRLEAD_MAIL_FROM: who writes, like Desk <desk@firm.example>.")
    return {**base, **_server(url), "DEFAULT_FROM_EMAIL": sender, "SERVER_EMAIL": sender}


def _server(url: str) -> dict[str, Any]:
    """The server that an address names. It holds a password, so no refusal repeats it."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise SystemExit(
            "FAIRLEAD_MAIL is no address of a server; write : / @ in a password as %3A %2F %40."
        ) from None
    if parts.scheme not in _WAYS or not parts.hostname:
        raise SystemExit(f"FAIRLEAD_MAIL is {', '.join(f'{way}://host' for way in _WAYS)}; this is none.")
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if not f"{user}{password}".isascii():
        # A server is told them in ASCII alone; found out at the first mail, no mail would ever say why.
        raise SystemExit("FAIRLEAD_MAIL: a name and a password have no letters outside ASCII; choose others.")
    encryption, usual = _WAYS[parts.scheme]
    if password and not encryption:
        raise SystemExit(
            "FAIRLEAD_MAIL: a password goes over smtps:// or smtp+starttls://, never in the clear."
        )
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or usual,
        "EMAIL_HOST_USER": user,
        "EMAIL_HOST_PASSWORD": password,
        "EMAIL_USE_SSL": encryption == "ssl",
        "EMAIL_USE_TLS": encryption == "tls",
    }
