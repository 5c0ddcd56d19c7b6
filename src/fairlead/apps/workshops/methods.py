"""How a workshop is led: its steps, who has to be there and why, what is captured, and when it fits.

The figures that rules of fit read are counted by `situation.py`; a rule fits from its figure upwards.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

PARTS = (
    ("facilitator", "Facilitator"),
    ("decider", "Decider"),
    ("expert", "Expert"),
    ("scribe", "Scribe"),
    ("guest", "Guest"),
)
SENIORITY = (
    ("practitioner", "Practitioner"),
    ("senior", "Senior"),
    ("lead", "Lead"),
    ("executive", "Executive"),
)
_LEVEL = {name: level for level, (name, _) in enumerate(SENIORITY, 1)}
_PARTS = dict(PARTS)
_LEVELS = dict(SENIORITY)


@dataclass(frozen=True, slots=True)
class Step:
    """One item of the agenda: how long, and what is done in it."""

    title: str
    minutes: int
    what: str


@dataclass(frozen=True, slots=True)
class Need:
    """Who has to be there: a part, the least seniority ("" for any), how many, and why."""

    part: str
    seniority: str
    why: str
    least: int = 1


@dataclass(frozen=True, slots=True)
class Fit:
    """It fits when that figure is at least so high; the reason says the figure as {n}."""

    figure: str
    least: int
    reason: str


@dataclass(frozen=True, slots=True)
class Method:
    """A method. ranking: what weighs most, one of `prioritising.MODES`. dots: how many for each person."""

    id: str
    name: str
    summary: str
    steps: tuple[Step, ...]
    captures: tuple[str, ...]
    needs: tuple[Need, ...]
    fits: tuple[Fit, ...]
    ranking: str = "moscow"
    dots: int = 5

    @property
    def minutes(self) -> int:
        return sum(step.minutes for step in self.steps)


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who takes part, as far as a method asks."""

    part: str
    seniority: str


_LEADS = Need("facilitator", "senior", "somebody has to keep the time and stay out of the argument")
_WRITES = Need("scribe", "", "who leads cannot also write down what is said")

METHODS: tuple[Method, ...] = (
    Method(
        "requirements",
        "Requirements discovery",
        "From pains and goals to requirements that can be held against the scoping questions.",
        (
            Step("Welcome and goals", 10, "Say why everybody is here and what will be there at the end."),
            Step(
                "Pains and goals",
                20,
                "The customer's pain points in their own words, then what would be better.",
            ),
            Step("How it is today", 25, "Walk the present way of working once; capture constraints."),
            Step(
                "Requirements",
                40,
                "One line for each; name the scoping question that it answers, if one does.",
            ),
            Step("MoSCoW", 15, "Must, should, could, won't; at most six in ten are musts."),
            Step("Open questions and next steps", 10, "Each with a name and a day."),
        ),
        ("requirement", "question", "assumption", "action"),
        (
            _LEADS,
            Need("decider", "lead", "requirements without somebody who can say no grow for ever"),
            Need("expert", "senior", "somebody has to know the systems that are spoken about", 2),
            _WRITES,
        ),
        (
            Fit("unanswered", 5, "{n} mandatory scoping questions have no answer."),
            Fit("no_pains", 1, "No pain point is written down, and the architect asks for them first."),
        ),
    ),
    Method(
        "moscow",
        "Prioritisation (MoSCoW)",
        "What there is to do, sorted into must, should, could and won't this time.",
        (
            Step("The list", 10, "Read every requirement aloud once; split what holds two."),
            Step("Must", 20, "Would it be illegal, unsafe or pointless without it? Else it is no must."),
            Step("Should and could", 20, "What hurts when it is missing, and what is merely nice."),
            Step("Won't this time", 10, "Say it aloud and write it down."),
            Step("Check", 10, "At most six in ten of the effort are musts."),
        ),
        ("requirement", "decision", "assumption"),
        (
            _LEADS,
            Need("decider", "lead", "only somebody who answers for the result can say won't"),
            Need("expert", "", "somebody has to know what each line takes"),
        ),
        (Fit("unplanned", 6, "{n} requirements have no place on the roadmap."),),
        dots=0,
    ),
    Method(
        "dots",
        "Prioritisation (dot vote)",
        "A quick and quiet vote when many opinions have to become one order.",
        (
            Step("The list", 10, "Read every line once; merge doubles."),
            Step("Vote", 10, "Everybody gives their dots in silence, at the same time."),
            Step("Talk about the top and the split", 20, "The first five, and those where opinions differ."),
            Step("Second vote", 10, "Take dots back and give them anew."),
            Step("Close", 5, "Read the order aloud; the decider confirms it."),
        ),
        ("requirement", "decision"),
        (
            _LEADS,
            Need("decider", "lead", "a vote advises; somebody has to confirm the order"),
            Need("expert", "", "a vote of fewer than three is a talk", 3),
        ),
        (Fit("unplanned", 15, "{n} requirements without a place are too many to argue about one by one."),),
        ranking="dots",
        dots=5,
    ),
    Method(
        "value-effort",
        "Prioritisation (value and effort)",
        "Each line gets value and effort from 1 to 5; what gives most for least comes first.",
        (
            Step("The list", 10, "Read every line once."),
            Step(
                "Value",
                20,
                "The business side says what each is worth, 1 to 5, against a line that all know.",
            ),
            Step("Effort", 20, "The technical side says what each takes, 1 to 5."),
            Step("Order", 15, "Look at the quick wins and at the costly ones that everybody wants."),
            Step("Close", 5, "Confirm the order and who tells whom."),
        ),
        ("requirement", "decision", "risk"),
        (
            _LEADS,
            Need("decider", "lead", "value is the word of somebody who answers for it"),
            Need("expert", "senior", "effort that is guessed by others is no effort"),
        ),
        (Fit("estimated", 1, "There is an estimate, so that effort need not be guessed from nothing."),),
        ranking="value",
        dots=0,
    ),
    Method(
        "roadmap",
        "Road-mapping",
        "What comes now, next and later, what has to be there first, and what would change the order.",
        (
            Step("Where to", 15, "The outcome in a year, in one sentence that all would sign."),
            Step("What there is", 20, "Every initiative on a line of its own."),
            Step("What waits for what", 20, "Name what has to be there first."),
            Step("Now, next, later", 30, "Must is now, should is next, could is later."),
            Step("Risks of the order", 15, "What would turn it over?"),
            Step("Owners and next steps", 10, "Each of the now-column has a name and a day."),
        ),
        ("requirement", "decision", "risk", "action"),
        (
            _LEADS,
            Need("decider", "executive", "a roadmap moves money between teams"),
            Need("expert", "lead", "somebody has to know what waits for what"),
        ),
        (Fit("requirements", 8, "{n} requirements are written down and want an order in time."),),
    ),
    Method(
        "premortem",
        "Risk pre-mortem",
        "It is a year later and it failed: why? Then what is done about the reasons.",
        (
            Step("The story of the failure", 10, "It is a year later and it went wrong. Say nothing yet."),
            Step("Write alone", 10, "Everybody writes the reasons, one a line."),
            Step("Collect", 20, "One reason each, round after round, without argument."),
            Step("Vote", 10, "Dots for what is likely and hurts most."),
            Step("What we do about it", 25, "For the first five: an action, a name, a day."),
        ),
        ("risk", "action", "decision", "assumption"),
        (
            _LEADS,
            Need("expert", "senior", "risks are seen by those who did it before", 2),
            Need("decider", "lead", "somebody accepts the risks that are left"),
        ),
        (
            Fit("no_risks", 1, "An estimate is drawn up and no risk is in the log."),
            Fit("high_risks", 3, "{n} risks of high priority are open."),
        ),
        ranking="dots",
        dots=5,
    ),
    Method(
        "value-stream",
        "Value-stream mapping",
        "The way of a change from idea to use, with work and waiting; the longest wait goes first.",
        (
            Step("Frame", 10, "One kind of change, from where to where."),
            Step("Walk it", 40, "Every step: who, how long the work, how long the wait, how often back."),
            Step("Where it hurts", 15, "Mark the longest waits and the most frequent ways back."),
            Step("How it could be", 30, "The same way without the three worst waits."),
            Step("What to do", 15, "Requirements and actions, each with its wait."),
        ),
        ("requirement", "action", "question", "assumption"),
        (
            _LEADS,
            Need("expert", "practitioner", "the way is known by those who walk it", 3),
            Need("decider", "lead", "waits end where somebody changes a rule"),
            _WRITES,
        ),
        (
            Fit(
                "pains_only",
                1,
                "Pain points are written down and no requirement yet: a map shows their causes.",
            ),
        ),
        ranking="value",
    ),
    Method(
        "events",
        "Event storming, light",
        "The events of the business in time; where they cross systems, a migration has its seams.",
        (
            Step("Legend", 5, "An event happened: say it in the past tense."),
            Step("Events", 35, "Everybody writes; then sort them in time."),
            Step("Who and what", 20, "Which person or system makes each happen."),
            Step("Hot spots", 20, "Where it is unclear: a question. Where it breaks: a risk."),
            Step("Seams", 15, "Where one system ends and the next begins."),
            Step("Next steps", 10, "Questions get a name and a day."),
        ),
        ("question", "risk", "requirement", "assumption"),
        (
            _LEADS,
            Need("expert", "practitioner", "events are told by those who see them happen", 3),
            Need("scribe", "", "a wall full of events is lost without a hand that keeps it"),
        ),
        (Fit("clashes", 1, "{n} answers contradict each other; the events show which of them is so."),),
        ranking="dots",
    ),
    Method(
        "strategy",
        "Strategy alignment",
        "Goals, measures and what is not done, agreed by those who pay and those who do.",
        (
            Step("Why now", 15, "What happens if nothing is done."),
            Step("Goals and measures", 30, "At most three goals, each with a figure and a day."),
            Step("What we will not do", 15, "Three things that are left out, and by whom that was decided."),
            Step("How we decide", 15, "Who decides what, how fast, and who is told."),
            Step("Sponsors and next steps", 15, "Names and days."),
        ),
        ("decision", "assumption", "risk", "action"),
        (
            Need("facilitator", "lead", "executives are led by an equal"),
            Need("decider", "executive", "a strategy without the one who pays is a wish", 2),
            _WRITES,
        ),
        (Fit("untouched", 1, "Nothing is answered, and nobody has said what is to become better."),),
        dots=3,
    ),
)

BY_ID: Mapping[str, Method] = {method.id: method for method in METHODS}
CHOICES = tuple((method.id, method.name) for method in METHODS)


def missing(method: Method, there: Iterable[Attendee]) -> tuple[str, ...]:
    """A sentence for every need of the method that those who are there do not meet."""
    present = list(there)
    return tuple(_lack(need, present) for need in method.needs if _count(need, present) < need.least)


def _count(need: Need, there: list[Attendee]) -> int:
    least = _LEVEL.get(need.seniority, 0)
    return sum(one.part == need.part and _LEVEL.get(one.seniority, 0) >= least for one in there)


def _lack(need: Need, there: list[Attendee]) -> str:
    found = _count(need, there)
    level = f", {_LEVELS[need.seniority].lower()} or above" if need.seniority else ""
    many = f" ({found} of {need.least})" if need.least > 1 else ""
    return f"{_PARTS[need.part]}{level} is missing{many}: {need.why}."


def fitting(method: Method, figures: Mapping[str, int]) -> tuple[str, ...]:
    """Why the method fits now; nothing when it does not."""
    return tuple(
        fit.reason.format(n=figures[fit.figure])
        for fit in method.fits
        if figures.get(fit.figure, 0) >= fit.least
    )
