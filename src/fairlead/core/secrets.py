"""Secrets that stand in addresses: random, signed by us for one purpose, and kept as a hash alone."""

from __future__ import annotations

import hashlib
import secrets

from django.core.signing import BadSignature, Signer

from fairlead.core.errors import Missing


def _signer(purpose: str) -> Signer:
    return Signer(salt=f"fairlead.{purpose}", sep=".")


def new_secret(purpose: str) -> str:
    """256 random bits with our signature: a forged one is told apart before anything is looked up."""
    return _signer(purpose).sign(secrets.token_urlsafe(32))


def digest_of(secret: str) -> str:
    """What is kept of a secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


def genuine(purpose: str, secret: str) -> str:
    """The digest of a secret that was made here for this purpose; Missing otherwise."""
    try:
        _signer(purpose).unsign(secret)
    except BadSignature as error:
        raise Missing("There is nothing here.") from error
    return digest_of(secret)
