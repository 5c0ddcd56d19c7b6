"""Issue exports as GitLab writes them."""

from __future__ import annotations

import csv
import io

HEADER = (
    "Issue ID", "URL", "Title", "State", "Description", "Author", "Author Username", "Assignee",
    "Assignee Username", "Confidential", "Locked", "Due Date", "Created At (UTC)", "Updated At (UTC)",
    "Closed At (UTC)", "Milestone", "Weight", "Labels", "Time Estimate", "Time Spent",
)  # fmt: skip
PATTERN = "{customer} - Scope Engagement and Write SOW"

TABLE = """Please scope.

## SSOT

| Question | Customer answer | Sample answer | Why we ask |
|---|---|---|---|
| **Users** | 1,200 | 500 | people to inform |
| **Git repos** | 2500 | 300 | waves |
| GitLab repos > 5 GB | 12 | 0 | by hand |
| Source SCM | GitLab, self-managed | GitLab | |
| SSO provider | to-do | Okta | |
| Moon phase | full | new | |
"""


def issue(number: int, customer: str = "Northwind Freight", **said: str) -> dict[str, str]:
    """One scoping issue, open and unlabelled but for what is said (keys as in the header, _ for blanks)."""
    row = dict.fromkeys(HEADER, "") | {
        "Issue ID": str(number), "URL": f"https://git.example/ps/plan/-/issues/{number}", "State": "Open",
        "Title": PATTERN.format(customer=customer),
    }  # fmt: skip
    return row | {name.replace("_", " "): text for name, text in said.items()}


def export(*issues: dict[str, str]) -> bytes:
    """The CSV text of an export."""
    text = io.StringIO()
    writer = csv.DictWriter(text, HEADER)
    writer.writeheader()
    writer.writerows(issues)
    return text.getvalue().encode()
