"""The scoping board with 50 and with 5,000 engagements: queries and time to the page, against its bars.

Run: python -m bench board. It raises a database of its own on the embedded server and drops it again.
"""

from __future__ import annotations

import os
import time
from datetime import timedelta

SIZES = (50, 5_000)
ROUNDS = 25
QUERIES = 8
TIMES = 2.0

# How a board is filled: early columns are busy, and most of what there ever was is closed.
SHARES = {
    "open": 6, "awaiting-discovery": 12, "strawman-wip": 14, "estimate-feedback": 12, "on-hold": 4,
    "sow-wip": 10, "ready-for-approval": 6, "approved": 6, "closed-won": 18, "closed-lost": 12,
}  # fmt: skip


def run() -> None:
    """Print the rows."""
    os.environ.setdefault("FAIRLEAD_TEST", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairlead.settings")
    import django

    django.setup()
    from django.test.utils import setup_databases, teardown_databases

    databases = setup_databases(verbosity=0, interactive=False)
    try:
        _measure()
    finally:
        teardown_databases(databases, verbosity=0)


def _measure() -> None:
    from django.test import Client
    from tests import cast

    from fairlead.core.models import User

    firm = cast.firm()
    client = Client()
    client.force_login(User.objects.get(username="ana"), backend="fairlead.core.signin.Backend")
    pages = {
        "board": "/board", "board, late": "/board?late=1", "board, quiet": "/board?idle=1", "wins": "/wins",
        "intake": "/triage", "desk": "/",
    }  # fmt: skip
    found = dict[int, dict[str, tuple[int, float, int]]]()
    for size in SIZES:
        _fill(firm, size)
        found[size] = {name: _asked(client, address) for name, address in pages.items()}
    small, large = (found[size] for size in SIZES)
    print("name | ours | peer | ratio | bar")
    count, taken, octets = large["board"]
    print(f"board of {SIZES[1]:,}, queries | {count} | - | {count / QUERIES:.2f} | {QUERIES}")
    ratio = taken / small["board"][1]
    before = small["board"][1]
    print(
        f"board of {SIZES[1]:,} against {SIZES[0]} | {taken:.1f} ms | {before:.1f} ms | {ratio:.2f} | {TIMES}"
    )
    for name in list(pages)[1:]:
        count, taken, octets = large[name]
        before = small[name][1]
        what = f"{name} at {SIZES[1]:,} ({count} queries, {octets // 1024} kB)"
        print(f"{what} | {taken:.1f} ms | {before:.1f} ms | {taken / before:.2f} | -")


def _asked(client: object, address: str) -> tuple[int, float, int]:
    """Queries, milliseconds to the page and its size in octets.

    Of the rounds the best: other work on the machine only adds to a time.
    """
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    get = client.get  # type: ignore[attr-defined]
    get(address)
    with CaptureQueriesContext(connection) as asked:
        octets = len(get(address).content)
        # Counted here: the next request empties the log.
        count = len(asked)
    times = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        assert get(address).status_code == 200
        times.append((time.perf_counter() - begun) * 1000)
    return count, min(times), octets


def _fill(firm: object, size: int) -> None:
    """Bring as many engagements about as are missing, a hundred to an account, through the bulk door."""
    from decimal import Decimal

    from django.db import connection
    from django.utils import timezone
    from tests import cast

    from fairlead.apps.accounts.models import SEGMENTS, Account
    from fairlead.apps.engagements.models import Engagement
    from fairlead.core.access import anyone
    from fairlead.core.actor import system
    from fairlead.core.writing import bulk

    root, now = system("the bench fills the board"), timezone.now()
    people = [cast.person(name) for name in ("ana", "rita")]
    practice = firm.practice  # type: ignore[attr-defined]
    accounts = bulk(
        root, "account.import",
        [Account(name=f"Account {size} {n}", segment=SEGMENTS[n % 9]) for n in range(size // 50)],
        anyone,
    )  # fmt: skip
    states = [state for state, share in SHARES.items() for _ in range(share)]
    clocked = ("open", "strawman-wip")
    there = Engagement.objects.count()
    rows = [
        Engagement(
            account=accounts[n % len(accounts)], name=f"Work {n}", offering="migration-saas",
            practice=practice, state=states[n * 7 % 100], moved_at=now - timedelta(hours=n), em=people[n % 2],
            segment=SEGMENTS[n % 9], currency="USD", priced_on=now.date(), price=Decimal(40_000 + n),
            price_p90=Decimal(50_000 + n), estimate_state="approved", route="custom-sow",
            route_reason="No standard service covers this without a change.", territory="enterprise-west",
            due_at=now + timedelta(hours=n % 200 - 40) if states[n * 7 % 100] in clocked else None,
            due_clock="first-touch" if states[n * 7 % 100] in clocked else "",
            reason="value" if states[n * 7 % 100] == "closed-won" else "",
        )
        for n in range(there, size)
    ]  # fmt: skip
    for start in range(0, len(rows), 1000):
        bulk(root, "engagement.import", rows[start : start + 1000], anyone)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
