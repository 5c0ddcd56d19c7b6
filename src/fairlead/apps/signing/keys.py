"""Signing links: their secrets, and who holds one. Each is for one signature and for nothing else."""

from __future__ import annotations

from django.utils.crypto import constant_time_compare

from fairlead.apps.signing.models import Signature
from fairlead.core import secrets
from fairlead.core.actor import Actor, signer, system
from fairlead.core.errors import Missing
from fairlead.core.secrets import genuine

PURPOSE = "signing-link"


def new_secret() -> str:
    return secrets.new_secret(PURPOSE)


def held(secret: str) -> tuple[Signature, Actor]:
    """The signature that a secret is for, and whoever holds it; Missing when it is forged or was replaced.

    What may still be done by it, the rules say: one that was used still shows what was signed.
    """
    digest = genuine(PURPOSE, secret)
    rows = Signature.objects.visible_to(system("a signing link is opened"))
    row = rows.select_related("sending__sow__engagement__account").filter(digest=digest).first()
    if row is None or row.digest is None or not constant_time_compare(row.digest, digest):
        raise Missing("There is nothing here.")
    return row, signer(row.name, row.pk)
