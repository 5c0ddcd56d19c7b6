"""Saving one answer in the browser, price and page part included: statements and time, against its bar.

Run: python -m bench saving. It raises a database of its own on the embedded server and drops it again.
"""

from __future__ import annotations

import os
import statistics
import time

BAR = 12
ROUNDS = 20
BRACKETS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")


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
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext
    from tests import cast

    from fairlead.apps.scoping.models import Answer
    from fairlead.core.models import User

    engagement = cast.answered(cast.firm())
    client = Client()
    client.force_login(User.objects.get(username="ana"), backend="fairlead.core.signin.Backend")

    def save(value: int) -> None:
        row = Answer.objects.get(engagement=engagement, question="users")
        voice = {"source": row.source, "said_by": row.said_by, "confidence": row.confidence}
        said = {"value": value, "seen": row.version, **voice}
        path = f"/engagements/{engagement.pk}/answers/users"
        begun = time.perf_counter()
        with CaptureQueriesContext(connection) as asked:
            reply = client.post(path, said, headers={"HX-Request": "true"})
        assert reply.status_code == 200, reply.content
        taken.append(time.perf_counter() - begun)
        counts.append(sum(not q["sql"].startswith(BRACKETS) for q in asked.captured_queries))

    taken, counts = list[float](), list[int]()
    for turn in range(ROUNDS):
        save(1000 + turn)
    print("name | ours | peer | ratio | bar")
    worst = max(counts[1:])
    print(f"saving one answer, statements | {worst} | - | {worst / BAR:.2f} | {BAR}")
    print(f"saving one answer, to the page | {statistics.median(taken[1:]) * 1000:.1f} ms | - | - | -")
