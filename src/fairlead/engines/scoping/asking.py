"""What is still to be asked, by whom to ask, with a text that is ready to be sent."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

# Mail programs cut longer addresses; what does not fit is copied instead.
MOST_ADDRESS = 1_800

# Who is asked most comes first; others follow by name.
_FIRST = ("customer", "account-team", "architect")


@dataclass(frozen=True, slots=True)
class Gap:
    """A question without an answer. `told`: who said that they do not know, and whom to ask instead."""

    id: str
    text: str
    why: str
    sample: str
    ask: str
    mandatory: bool
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """All that one party is to be asked, what is needed first, and the mail that asks it.

    ask: whom, as the practice names them. body: plain text. mailto: the address of the mail; without the text
    (`whole` is False) when it would be longer than mail programs take.
    """

    ask: str
    whom: str
    gaps: tuple[Gap, ...]
    subject: str
    body: str
    mailto: str
    whole: bool


def requests(gaps: Iterable[Gap], name: str) -> tuple[Request, ...]:
    """One request for each party that is to be asked; `name` is what the work is called."""
    grouped = dict[str, list[Gap]]()
    for gap in gaps:
        grouped.setdefault(gap.ask, []).append(gap)
    order = sorted(grouped, key=lambda ask: (_FIRST.index(ask) if ask in _FIRST else len(_FIRST), ask))
    return tuple(_request(ask, grouped[ask], name) for ask in order)


def _request(ask: str, gaps: Sequence[Gap], name: str) -> Request:
    ordered = tuple(sorted(gaps, key=lambda gap: not gap.mandatory))
    subject = f"{name}: {len(ordered)} question{'' if len(ordered) == 1 else 's'}"
    body = _body(ordered, name)
    whole = f"mailto:?subject={quote(subject)}&body={quote(body)}"
    fits = len(whole) <= MOST_ADDRESS
    short = f"mailto:?subject={quote(subject)}"
    whom = ask.replace("-", " ").capitalize()
    return Request(ask, whom, ordered, subject, body, whole if fits else short, fits)


def _body(gaps: Sequence[Gap], name: str) -> str:
    """Plain text with the line ends of mail, needed questions first."""
    needed = sum(gap.mandatory for gap in gaps)
    lines = ["Hello,", "", f"To size {name} we still need to know the following."]
    if 0 < needed < len(gaps):
        those = "The first one is" if needed == 1 else f"The first {needed} are"
        lines.append(f"{those} needed before there can be an estimate; the others make it more certain.")
    for number, gap in enumerate(gaps, start=1):
        lines += ["", f"{number}. {gap.text}"]
        lines += [f"   Why we ask: {gap.why}"] if gap.why else []
        lines += [f"   For example: {gap.sample}"] if gap.sample else []
        lines += [f"   {told}" for told in gap.told]
    lines += ["", "If someone else knows better, tell us whom to ask.", "", "Thank you!"]
    return "\r\n".join(lines)
