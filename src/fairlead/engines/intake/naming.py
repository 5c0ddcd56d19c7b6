"""Which question somebody means, and what their words are as its answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher, get_close_matches
from typing import Any

from fairlead.engines.intake import cells
from fairlead.engines.intake.headings import plain
from fairlead.engines.practice.taking import Refusal, taken
from fairlead.engines.practice.values import Kind, Question

# How the published scoping tables (em-process 2.3) call what a question asks, in plain letters.
CALLED = {
    "users": ("users", "number of users", "user count", "users when complete", "active users", "seats"),
    "projects": ("git repos", "git repositories", "projects", "number of projects", "repositories", "repos"),
    "repos_over_5gb": ("gitlab repos 5 gb", "repos over 5gb", "repositories over 5 gb", "large repos"),
    "registry_gb": ("registry size", "container registry size", "registry gb", "container registry gb"),
    "packages_gb": ("package registry size", "packages size", "packages gb"),
    "source_scm": ("source scm", "source system", "current scm"),
    "source_version": ("source version", "current version", "gitlab version"),
    "source_os": ("source os", "operating system of the source"),
    "source_db": ("source db", "source database"),
    "portfolios": ("portfolios", "portfolios with a lead", "number of portfolios", "departments"),
    "ci_systems": ("ci system", "ci systems", "ci cd system"),
    "ci_jobs": ("ci jobs", "ci jobs to re point", "build jobs"),
    "sso_provider": ("sso provider", "sso", "identity provider", "idp"),
    "target": ("destination", "destination form", "target"),
    "tier": ("licence tier", "license tier", "tier", "subscription"),
    "hosting": ("where hosted", "hosting", "cloud provider"),
    "availability": ("ha target", "ha", "high availability"),
    "geo": ("geo", "geo dr", "disaster recovery"),
    "os": ("os", "operating system"),
    "air_gap": ("air gap", "air gapped", "airgap"),
    "proxy": ("proxy", "outbound proxy"),
    "hypervisor": ("hypervisor",),
}

_ALIKE = 0.84
_OPEN = frozenset({"", "to do", "todo", "tbd", "tbc"})


def is_open(answer: str) -> bool:
    """Whether a written answer stands for "not answered yet"."""
    return plain(answer) in _OPEN or cells.blank(answer)


def question_meant(name: str, questions: Iterable[Question]) -> Question | None:
    """The question that goes by that name: its id, its text, a published name of it, or nearly its text."""
    asked, wanted = list(questions), plain(name)
    if not wanted:
        return None
    for question in asked:
        if wanted in {plain(question.id), plain(question.text), *CALLED.get(question.id, ())}:
            return question
    scored = [(alike(wanted, question), question.id) for question in asked]
    score, best = max(scored, default=(0.0, ""))
    return next((q for q in asked if q.id == best), None) if score >= _ALIKE else None


def alike(name: str, question: Question) -> float:
    """0 to 1: how much a plain name looks like a question's id, text or one of its published names."""
    names = (plain(question.id), plain(question.text), *CALLED.get(question.id, ()))
    return max(SequenceMatcher(None, name, other).ratio() for other in names)


def nearest(name: str, questions: Iterable[Question], count: int = 3) -> tuple[str, ...]:
    """Ids of the questions that look the most like a name."""
    ranked = sorted(questions, key=lambda question: -alike(plain(name), question))
    return tuple(question.id for question in ranked[:count])


def said_as(question: Question, cell: Any) -> Any:
    """A cell as the value that the question takes; None for nothing; Wrong when it is no answer to it."""
    value = _READ[question.kind](question, cell)
    if value is None or isinstance(value, cells.Wrong):
        return value
    accepted = taken(question, value)
    if isinstance(accepted, Refusal):
        return cells.Wrong(accepted.code, accepted.message, accepted.fix)
    return accepted


def _day(_question: Question, cell: Any) -> Any:
    value = cells.day(cell)
    return value if value is None or isinstance(value, cells.Wrong) else value.isoformat()


def _text(_question: Question, cell: Any) -> Any:
    value = None if cells.blank(cell) else cells.text(cell)
    return value if value is None or isinstance(value, cells.Wrong) else str(value).strip()


def _choice(question: Question, cell: Any) -> Any:
    said = _text(question, cell)
    return said if said is None or isinstance(said, cells.Wrong) else _option(question, said)


def _option(question: Question, said: str) -> Any:
    names = {plain(name): option.id for option in question.options for name in (option.id, option.label)}
    wanted = plain(said)
    close = [wanted] if wanted in names else get_close_matches(wanted, list(names), 1, 0.85)
    if close:
        return names[close[0]]
    options = ", ".join(option.id for option in question.options)
    message = f"{cells.shown(said)} is not an option of {question.id}."
    return cells.Wrong("unknown-option", message, f"The options are: {options}.")


def _choices(question: Question, cell: Any) -> Any:
    said = _text(question, cell)
    if said is None or isinstance(said, cells.Wrong):
        return said
    parts: Sequence[str] = [
        part for part in said.replace(";", ",").replace("\n", ",").split(",") if part.strip()
    ]
    found = [_option(question, part) for part in parts]
    wrong = next((part for part in found if isinstance(part, cells.Wrong)), None)
    return wrong or list(dict.fromkeys(found))


_READ: dict[Kind, Any] = {
    Kind.INTEGER: lambda _question, cell: cells.count(cell),
    Kind.NUMBER: lambda _question, cell: cells.number(cell),
    Kind.YESNO: lambda _question, cell: cells.flag(cell),
    Kind.DATE: _day,
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.CHOICES: _choices,
}
