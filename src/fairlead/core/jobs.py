"""Jobs that do not come to their end: their worker died, they broke, or nobody knows them any more.

A job whose worker gives no sign of life is done again by another one (procrastinate tells which); one that
broke is tried again after a while; both so many times. What waited for a job that is given up hears of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateEvent, ProcrastinateJob
from procrastinate.jobs import Status

from fairlead.core.rows import Row

MOST_ATTEMPTS = 3
# A task that breaks is tried again after so many seconds.
AGAIN = RetryStrategy(max_attempts=MOST_ATTEMPTS - 1, wait=20)
# Workers say every ten seconds that they live; one that is silent for so many is taken for dead.
SILENT = 60
# A job that a living worker has been at for so long hangs.
LONGEST = timedelta(hours=1)

R = TypeVar("R", bound=Row)


async def revive() -> int:
    """Have the jobs of dead workers done again, those that were tried too often never more. Count them."""
    found = list(await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=SILENT))
    for job in found:
        if job.attempts + 1 >= MOST_ATTEMPTS:
            await app.job_manager.finish_job(job, Status.FAILED, delete_job=False)
        else:
            await app.job_manager.retry_job(job)
    return len(found)


def recover(
    rows: Iterable[R],
    task: str,
    argument: str,
    now: datetime,
    again: Callable[[R], None],
    give_up: Callable[[R], None],
) -> None:
    """Of rows that wait for a task, ask again for those whose job is gone, and give up those whose job was
    tried too often or hangs. argument: what the task calls the row's id."""
    waiting = {row.pk: row for row in rows}
    if not waiting:
        return
    jobs = ProcrastinateJob.objects.filter(task_name=task, **{f"args__{argument}__in": list(waiting)})
    states = dict[int, set[str]]()
    for key, status, args in jobs.values_list("pk", "status", "args"):
        hangs = status == "doing" and _since(key, now) > LONGEST
        states.setdefault(args[argument], set()).add("failed" if hangs else status)
    for pk, row in waiting.items():
        if pk not in states:
            again(row)
        elif not states[pk] & {"todo", "doing"}:
            give_up(row)


def _since(job: int, now: datetime) -> timedelta:
    """How long a job has been worked at."""
    begun = ProcrastinateEvent.objects.filter(job=job, type="started").order_by("-at").first()
    return now - begun.at if begun is not None and begun.at is not None else timedelta(0)
