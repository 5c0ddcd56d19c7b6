"""Invents the demo firm's past: two dozen closed moves to GitLab.com and what each line of them took.

    python examples/make_closed.py        writes closed.csv and closed-actuals.csv beside this file

Nothing in them happened. The seed is fixed, so the same practice gives the same files: planning waves always
runs a third over, checking them less; whole engagements share a fate; larger ones run over a little less.
"""

from __future__ import annotations

import csv
import sys
from datetime import date, timedelta
from pathlib import Path

import numpy as np

from fairlead.engines.practice.load import load_practice
from fairlead.engines.shaping.shape import shape
from fairlead.faces.cli import past

HERE = Path(__file__).parent
PRACTICE = Path(past.__file__).parents[2] / "practice"
SEED, COUNT = 20261126, 24
OVER = {"wave-plan": 1.34, "wave-check": 1.22, "sign-on": 0.86, "runbook": 1.12}
CUSTOMERS = (
    "Granite Bay School District", "Verdant Seeds", "Quillon Payments", "Orchard Lane Software",
    "Copper Kettle Coffee", "Prairie State Motor Vehicles", "Maple Transit Authority", "Cobalt Ridge Mining",
)  # fmt: skip
NAMES = ("Move of the platform group", "Second division to GitLab.com", "Move of the data teams")


def engagements() -> list[dict[str, str]]:
    """One row an engagement: who, when, and the answers in which it differs from the example's."""
    stream = np.random.default_rng(SEED)
    rows = []
    for place in range(COUNT):
        users = int(stream.integers(60, 420))
        rows.append(
            {
                "account": CUSTOMERS[place % len(CUSTOMERS)],
                "name": NAMES[place // len(CUSTOMERS)],
                "em": "rita" if place % 3 == 2 else "ana",
                "date": str(date(2025, 3, 3) + timedelta(days=17 * place)),
                "users": str(users),
                "projects": str(int(users * stream.uniform(0.8, 2.2))),
                "portfolios": str(int(stream.integers(1, 5))),
                "integrations": str(int(stream.integers(0, 3))),
                "registry_gb": str(int(stream.choice([0, 0, 40, 120]))),
                "runners": str(int(stream.integers(0, 8))),
            }
        )
    return rows


def took(row: dict[str, str], stream: np.random.Generator) -> list[dict[str, str]]:
    """What each line took, and the whole with what no line foresaw."""
    practice, findings = load_practice(PRACTICE)
    if practice is None:
        sys.exit("\n".join(map(str, findings)))
    shaped, wrong = shape(practice, past.scoping_of(row, practice))
    if shaped is None:
        sys.exit("\n".join(map(str, wrong)))
    work = [line for line in shaped.estimate.lines if line.kind == "work" and line.hours > 0]
    shared = float(np.exp(stream.normal(0.02 if sum(line.hours for line in work) > 150 else 0.06, 0.09)))
    finished = date.fromisoformat(row["date"]) + timedelta(days=int(stream.integers(60, 130)))
    about = {"account": row["account"], "engagement": row["name"], "finished": str(finished)}
    rows, total = [], 0.0
    for line in work:
        own = float(np.exp(stream.normal(0, 0.17))) if stream.random() > 0.25 else 1.0
        hours = round(4 * float(line.hours) * OVER.get(line.id, 1.0) * shared * own) / 4
        total += hours
        rows.append({**about, "line": line.id, "hours": f"{max(hours, 0.25):g}", "source": "Timesheets"})
    days = int(stream.integers(35, 75) + total / 8)
    whole = {"hours": f"{round(4 * total * 1.01) / 4:g}", "days": str(days), "cost": f"{total * 113:.0f}"}
    return [*rows, {**about, "line": "", **whole, "source": "Closing report"}]


def main() -> None:
    """Write both files."""
    rows = engagements()
    stream = np.random.default_rng(SEED + 1)
    actuals = [line for row in rows for line in took(row, stream)]
    columns = ("account", "engagement", "line", "hours", "days", "cost", "finished", "source")
    for name, kept, lines in (("closed", tuple(rows[0]), rows), ("closed-actuals", columns, actuals)):
        with (HERE / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.DictWriter(file, kept, lineterminator="\n")
            writer.writeheader()
            writer.writerows(lines)


if __name__ == "__main__":
    main()
