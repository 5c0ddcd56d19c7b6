"""Files as people give them in."""

from __future__ import annotations

import base64

from tests.engines.intake.workbooks import project, report, saved, user

GB = 1_000_000_000
NAME = "evaluate_report.xlsx"
TEAMS = b"team,active users,container registry size\nnorth,120,1.5\nsouth,80,0.5\n"


def sent(data) -> str:
    """A workbook or bytes as the API takes them."""
    content = data if isinstance(data, bytes) else saved(data).getvalue()
    return base64.b64encode(content).decode()


def whole(**changed):
    """A report on three projects and three accounts."""
    projects = [project(1, repository_size=6 * GB), project(2, container_registry_size=3 * GB), project(3)]
    people = [user(1), user(2), user(3, state="blocked")]
    flags = [("service-1", "repo size exceeding 5000000000")]
    return report(projects, people, flagged=flags, **changed)


def broken():
    """A report with one cell that is no size."""
    return report([project(1, repository_size="large"), project(2)], [user(1)])
