# ruff: noqa: E501 - the texts of a practice, one row each
"""A small firm and one engagement, made by hand: figures chosen so that sums can be checked on paper."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal

from fairlead.engines.estimating.values import Estimate, Line, Lock, RoleHours, Spread
from fairlead.engines.money import Money, allocate, total
from fairlead.engines.practice.values import (
    Activity,
    Block,
    Clause,
    Contradiction,
    Kind,
    Offering,
    Option,
    Phase,
    Practice,
    Question,
    Rate,
    Role,
    Route,
    ScopeTerm,
    Term,
)
from fairlead.engines.scoping.values import Answer, Review, Scoping, Terms, Work
from fairlead.engines.shaping.values import Chosen, Shaped, Worded

DAY = date(2026, 11, 23)
RATES = {"architect": Decimal("310"), "engineer": Decimal("262.50"), "manager": Decimal("225")}
COSTS = {"architect": Decimal("151.17"), "engineer": Decimal("127.83"), "manager": Decimal("113.29")}
NAMES = {
    "architect": "Technical Architect",
    "engineer": "Professional Services Engineer",
    "manager": "Project Manager",
}
BLOCKS = (
    Block("parties", "Parties and governing terms", "parties"),
    Block("background", "Background and goals"),
    Block("activities", "Activities and estimated effort", "activities"),
    Block("deliverables", "Deliverables and acceptance", "deliverables"),
    Block("scope", "Terms of scope", "terms"),
    Block("price", "Price", "price"),
    Block("billing", "Billing and expenses"),
    Block("schedule", "Schedule", "schedule"),
    Block("changes", "Changes and ending"),
    Block("signatures", "Signatures", "signatures"),
)
CLAUSES = (
    (
        "background-why",
        "background",
        "Background",
        "{customer} runs its source code on servers of its own and wants to stop. "
        "It moves to GitLab.com so that its teams release more often and its operators look after fewer machines.\n\n"
        "The goals agreed in discovery are:\n- all projects on GitLab.com before the licence of the old servers ends\n"
        "- sign-on through the customer's identity provider\n- no lost history, issue or merge request",
    ),
    (
        "acceptance",
        "deliverables",
        "Passive acceptance",
        "A deliverable is accepted when the customer says so in writing, or when "
        "5 business days have passed since delivery without a written and reasoned objection.",
    ),
    (
        "invoices",
        "billing",
        "Invoices",
        "Invoices follow the month in which the work was rendered and are payable within 30 days.",
    ),
    (
        "travel",
        "billing",
        "Travel and expenses",
        "Travel and expenses are not part of the price. They are billed in arrears on actuals, "
        "approved by the customer beforehand, with receipts on request.",
    ),
    (
        "delay",
        "schedule",
        "Delay",
        "If a customer duty is late, the schedule moves with it and waiting time of named consultants is invoiced.",
    ),
    (
        "change-orders",
        "changes",
        "Change orders",
        "A change of scope, price or schedule is made by a change order that both parties sign.",
    ),
    (
        "ending",
        "changes",
        "Ending early",
        "Either party may end this statement of work with 15 days' written notice. Fees to that day stay due.",
    ),
)
WORK = (
    # id, phase, name, description, hours by role, low, high
    ("discovery", "prepare", "Discovery workshops", "Three workshops on users, projects, runners and integrations; a written record of each.",
     {"architect": "12", "manager": "4"}, "0.8", "1.5"),
    ("plan", "prepare", "Migration plan", "Waves, owners, freeze windows and the way back, agreed with the customer.",
     {"architect": "10.5", "manager": "5.5"}, "0.8", "1.4"),
    ("sso", "prepare", "Single sign-on", "SAML set up with the customer's identity provider and tested with ten users.",
     {"engineer": "14"}, "0.7", "2"),
    ("trial", "move", "Trial wave", "Ten projects moved, checked and timed; the plan corrected by what was seen.",
     {"engineer": "20", "manager": "4"}, "0.8", "1.6"),
    ("waves", "move", "Migration waves", "2,500 projects moved in 13 waves of 200, each checked by count and by sample.",
     {"engineer": "97.5", "manager": "26"}, "0.75", "1.9"),
    ("runners", "move", "Runner fleet", "Runners for build and deployment registered, sized and handed over.",
     {"engineer": "23.25"}, "0.8", "1.7"),
    ("handover", "close", "Handover", "Runbook, open points and lessons, walked through with the customer's operators.",
     {"engineer": "6", "architect": "4", "manager": "6"}, "0.9", "1.2"),
)  # fmt: skip
FIXED = (
    "training",
    "close",
    "GitLab with Git Essentials",
    "One remote class of two days for up to 12 people (SKU GS-EDU-01).",
    "5000.00",
)
TERMS = (
    ("a-versions", Term.ASSUMPTION, "", "The source runs a version that is no more than 2 major versions behind.", "", "", ""),
    ("a-size", Term.ASSUMPTION, "", "There are no more than 2,500 projects with 400 GB of repositories in all.", "", "", ""),
    ("a-remote", Term.ASSUMPTION, "", "All work is done remotely, in English, on working days between 9:00 and 17:00 Eastern time.", "", "", ""),
    ("x-pipelines", Term.EXCLUSION, "", "Rewriting of pipelines that were made for another CI system.", "", "", ""),
    ("x-packages", Term.EXCLUSION, "", "Container images, packages and artefacts of past pipelines.", "", "", ""),
    ("d-owner", Term.DUTY, "", "name a project manager with authority to decide", "Customer sponsor", "Before start", ""),
    ("d-access", Term.DUTY, "", "give administrator access to the source servers and to the identity provider", "Customer IT", "First day", ""),
    ("p-plan", Term.DELIVERABLE, "Migration plan", "Waves, owners, dates, checks and the way back.", "", "", "Agreed in writing by the customer's project manager"),
    ("p-moved", Term.DELIVERABLE, "Projects on GitLab.com", "All projects in scope, with history, issues and merge requests.", "", "",
     "Counts agree and a sample of 50 projects is checked"),
    ("p-runbook", Term.DELIVERABLE, "Runbook", "How runners and sign-on are kept running.", "", "", "Walked through with the operators"),
)  # fmt: skip
QUESTIONS = (
    Question("projects", "How many projects are to move?", Kind.INTEGER, "Size", "Waves follow the count.", "2500", mandatory=True, unit="projects"),
    Question("users", "How many people will sign in?", Kind.INTEGER, "Size", "Sign-on and training.", "1200", mandatory=True, unit="users"),
    Question("sso", "Which identity provider is used?", Kind.CHOICE, "Access", "SAML set-up.", "okta",
             options=(Option("okta", "Okta"), Option("entra", "Microsoft Entra ID"))),
    Question("runners", "Do you run your own runners?", Kind.YESNO, "CI", "Runner fleet.", "true"),
    Question("freeze", "May projects be frozen while they move?", Kind.YESNO, "Cutover", "Decides the wave size.", "true",
             mandatory=True, default=True),
)  # fmt: skip


def money(amount: str | Decimal, currency: str = "USD") -> Money:
    return Money(Decimal(amount), currency)


def cents(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def role_hours(role: str, hours: Decimal, costs: dict[str, Decimal], currency: str = "USD") -> RoleHours:
    rate, cost = RATES[role], costs[role]
    return RoleHours(
        role, hours, money(rate, currency), money(cost, currency),
        money(cents(hours * rate), currency), money(cents(hours * cost), currency),
    )  # fmt: skip


def line(
    name: tuple[str, str, str, str], hours: dict[str, str], costs: dict[str, Decimal],
    low: str = "1", high: str = "1", kind: str = "work", price: str = "", currency: str = "USD",
) -> Line:  # fmt: skip
    roles = tuple(role_hours(role, Decimal(value), costs, currency) for role, value in hours.items())
    if price:
        parts = allocate(money(price, currency), [role.hours for role in roles])
        hourly = money(cents(Decimal(price) / sum(role.hours for role in roles)), currency)
        roles = tuple(replace(role, rate=hourly, price=part) for role, part in zip(roles, parts, strict=True))
    likely = sum((role.hours for role in roles), Decimal(0))
    line_id, phase, title, text = name
    return Line(
        line_id, phase, title, text, kind, kind == "fixed", likely,
        likely * Decimal(low), likely, likely * (1 + (Decimal(high) - 1) * Decimal("0.6")), likely * Decimal(high),
        roles, total((role.price for role in roles), currency), total((role.cost for role in roles), currency),
        ("projects",) if "wave" in line_id else ("users",), (f"{likely} hours: rule of {line_id}.",),
    )  # fmt: skip


def estimate(
    costs: dict[str, Decimal] | None = None, discount: str = "7.58", currency: str = "USD"
) -> Estimate:
    paid = costs or COSTS
    lines = [
        line((i, p, n, d), hours, paid, low, high, currency=currency) for i, p, n, d, hours, low, high in WORK
    ]
    lines.append(line(FIXED[:4], {"engineer": "24"}, paid, kind="fixed", price=FIXED[4], currency=currency))
    lines.append(
        line(("contingency", "", "Contingency", "Allowance that brings the estimate to 80% confidence."),
             {"architect": "5.25", "engineer": "18.75", "manager": "6"}, paid, kind="contingency", currency=currency)
    )  # fmt: skip
    return totalled(lines, Decimal(discount), currency)


def totalled(lines: Iterable[Line], discount: Decimal, currency: str) -> Estimate:
    lines = tuple(lines)
    listed = total((one.price for one in lines), currency)
    cost = total((one.cost for one in lines), currency)
    off = (listed * (discount / 100)).rounded()
    price = listed - off  # the rules of estimating: once on the whole, minimum price rounded up
    taught = total((one.price for one in lines if one.education), currency)
    education, consulting = allocate(price, [taught.amount, listed.amount - taught.amount])
    hours = sum((one.hours for one in lines), Decimal(0))
    spare = sum((one.price.amount for one in lines if one.kind == "contingency"), Decimal(0))
    net = price.amount
    return Estimate(
        currency, lines, listed, discount, off, price, cost,
        ((net - cost.amount) / net).quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP), education, consulting,
        money((cost.amount / Decimal("0.6")).quantize(Decimal("0.01"), rounding=ROUND_CEILING), currency), hours, cents(hours / 8),
        (spare / (listed.amount - spare)).quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP),
        {"hours": spread(hours), "days": spread(hours / 8), "price": spread(net), "cost": spread(cost.amount)},
        Decimal("0.15"),
        Lock("2026.11", "ab" * 32, "1.0", DAY, currency, {role: str(rate) for role, rate in RATES.items()}, {}, "0.15", 80, 20000, 20261123),
        (),
    )  # fmt: skip


def spread(p80: Decimal) -> Spread:
    return Spread(*(cents(p80 * Decimal(share)) for share in ("0.93", "0.78", "0.90", "1", "1.07")))


def practice(**changes: object) -> Practice:
    made = Practice(
        "Reference practice", "2026.11", "GitLab Professional Services", "USD", 80, Decimal("0.40"), Decimal(8), ((10, Decimal("0.20")),),
        tuple(Role(role, NAMES[role], COSTS[role] * 1880) for role in RATES),
        tuple(Rate(role, rate, "USD", date(2026, 2, 1)) for role, rate in RATES.items()),
        (), (), (), (), BLOCKS, (), (offering(),), digest="ab" * 32,
    )  # fmt: skip
    return replace(made, **changes)


def offering() -> Offering:
    activities = tuple(
        Activity(i, p, n, d, "1.0", {r: Decimal(1) for r in hours}, Decimal(low), Decimal(high))
        for i, p, n, d, hours, low, high in WORK
    )
    return Offering(
        "migration-saas", "Migration to GitLab.com", "Projects and people move to GitLab.com.",
        "We prepare on paper, try on ten projects, then move in waves that can each be taken back.",
        "Teams release more often and operators look after fewer machines.",
        (Phase("prepare", "Prepare", "We agree what moves, when and how it can be taken back."),
         Phase("move", "Move", "A trial first, then waves."), Phase("close", "Close", "Handover and training.")),
        QUESTIONS, (), (), activities, (),
    )  # fmt: skip


def shaped(
    costs: dict[str, Decimal] | None = None, customer: str = "Northwind Freight", name: str = "Move to GitLab.com",
    discount: str = "7.58", currency: str = "USD", wording: str = "", **changes: object,
) -> Shaped:  # fmt: skip
    """The engagement. `wording`, when given, is said by every customer-readable text of the practice."""
    made = estimate(costs, discount, currency)
    if wording:
        made = replace(
            made, lines=tuple(replace(one, name=wording, description=wording) for one in made.lines)
        )
    terms = Terms(
        customer,
        name,
        "migration-saas",
        DAY,
        currency,
        80,
        20261123,
        discount=Decimal(discount),
        start=date(2027, 1, 11),
        contact="Ana Ruiz",
    )
    answers = {
        "projects": Answer(2500, "Evaluate workbook", date(2026, 11, 2), "high", 12),
        "users": Answer(1200, wording, DAY, "low", 13),
        "sso": Answer("okta", "Call of 9 November", date(2026, 11, 9), "medium", 14),
        "runners": Answer(True, "", None, "medium", 15),
    }
    works = tuple(Work(activity, 1.0, None, frozenset()) for activity in offering().activities)
    clash = Contradiction(
        "sso-users",
        ("sso", "users"),
        "true",
        wording or "Single sign-on is asked for, but only ten of 1,200 users are in the directory.",
    )
    review = Review(
        offering(),
        {"freeze": True},
        tuple(q.id for q in QUESTIONS),
        tuple(answers),
        ("freeze",),
        (clash,),
        (),
        works,
    )
    worded = tuple(
        Worded(ScopeTerm(i, kind, text, title, accept, owner, due), wording or text)
        for i, kind, title, text, owner, due, accept in TERMS
    )
    clauses = tuple(
        Worded(Clause(i, block, title, text), wording or text.replace("{customer}", customer))
        for i, block, title, text in CLAUSES
    )
    return Shaped(
        Scoping(replace(terms, **changes), answers), review, made, {"margin": float(made.margin)}, (),
        Chosen(Route("custom", "custom-sow", "true", ""), ""), worded, clauses,
    )  # fmt: skip


def with_estimate(made: Shaped, other: Estimate) -> Shaped:
    """The same engagement with another estimate."""
    return replace(made, estimate=other)
