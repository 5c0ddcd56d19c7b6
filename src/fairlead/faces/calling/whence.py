"""From where a request came, as far as it can be known behind proxies."""

from __future__ import annotations

from collections.abc import Mapping

from django.conf import settings


def whence(meta: Mapping[str, str]) -> tuple[str, str]:
    """(address, agent) of a request. Behind so many proxies of ours (FAIRLEAD_PROXIES) the address is the one
    that the first of them saw; what a visitor writes into the header before that is not believed."""
    address = meta.get("REMOTE_ADDR", "")
    passed = [one.strip() for one in meta.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
    if settings.PROXIES and len(passed) >= settings.PROXIES:
        address = passed[-settings.PROXIES]
    return address, meta.get("HTTP_USER_AGENT", "")
