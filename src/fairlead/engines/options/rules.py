"""The rules of the negotiation frontier, one sentence each; soft ones are costed and so only ranked by."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the search. cost: what breaking it costs, in words; "" for a rule that is never broken."""

    id: str
    sentence: str
    cost: str = ""


MANDATORY = Rule("mandatory", "Every line that is not optional is part of every scope.")
NEEDS = Rule("needs", "A line is kept only together with the optional lines that have to come before it.")
BUDGET = Rule("budget", "The price after discount is at most the budget.")
DISCOUNT = Rule(
    "discount", "One discount is given on the whole list price, within its bounds, in hundredths."
)
FLOOR = Rule("floor", "The margin is at least the floor.")
CHEAPER = Rule("cheaper", "Each further scope has a lower list price than the one before it.")
WORTH = Rule("worth", "What the customer values is kept.", "a line left out costs its worth in points")
LEAN = Rule("lean", "Among scopes that lose the same, the one with the lowest list price comes first.",
            "one minor unit of list price, counted after every point of worth")  # fmt: skip

RULES = (MANDATORY, NEEDS, BUDGET, DISCOUNT, FLOOR, CHEAPER, WORTH, LEAN)
