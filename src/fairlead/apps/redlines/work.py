"""Reading a file that came back: at once when it is small, by the worker when it is not.

Reading happens before the write begins: writers take turns, and nobody waits for another's file. How large
and how odd a file may be is said by the engine (engines/redlines/limits.py), which stops at its limits.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from procrastinate.contrib.django import app

from fairlead.apps.agreements.bridge import agreed_in, amended_by, document_of
from fairlead.apps.agreements.models import Sow
from fairlead.apps.redlines import rules
from fairlead.apps.redlines.bridge import Ground, redlines_of
from fairlead.apps.redlines.events import MarkupRead
from fairlead.apps.redlines.models import Markup, Original, Redline
from fairlead.apps.redlines.states import MARKUP, REDLINE
from fairlead.apps.redlines.talk import asked_on
from fairlead.core.actor import Actor
from fairlead.core.errors import Stale, WrongTime
from fairlead.core.jobs import MOST_ATTEMPTS
from fairlead.core.recording import plain
from fairlead.core.writing import Change, bulk, creating, writing
from fairlead.engines.findings import Finding
from fairlead.engines.redlines.limits import LIMITS
from fairlead.engines.redlines.taking import take_back
from fairlead.engines.redlines.values import Comment, Returned
from fairlead.engines.shaping.wording import spare_wordings

# What is read while somebody waits for the page: a marked SOW of some 300 pages takes half a second.
AT_ONCE, UNPACKED_AT_ONCE = 600_000, 6_000_000
LIMIT = LIMITS.packed
MOST_IN_A_THREAD = 100


@dataclass(frozen=True, slots=True)
class Result:
    """What reading came to: the version that it is held against, and the state that it leads to."""

    sow: Sow
    state: str
    returned: Returned
    rows: tuple[Redline, ...] = ()

    def put(self, markup: Markup) -> None:
        markup.sow, markup.state = self.sow, self.state
        markup.manifest, markup.share = self.returned.manifest, round(self.returned.share, 4)
        markup.tally = asdict(self.returned.tally)
        markup.findings = [asdict(one) for one in self.returned.findings]


def is_light(data: bytes) -> bool:
    """Whether a file is read at once; what its parts unpack to is what they say, which the engine holds
    them to."""
    if len(data) > AT_ONCE:
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return sum(part.file_size for part in package.infolist()) <= UNPACKED_AT_ONCE
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return True


def result_of(actor: Actor, markup: Markup, data: bytes) -> Result:
    """Hold the file against the version that it was made from, or say what keeps it from being taken."""
    sow = markup.sow
    returned = take_back(data, markup.name, document_of(sow))
    if returned.refused:
        return Result(sow, "unreadable", returned)
    of = _made_from(actor, sow, returned.manifest)
    if of is not None and of.engagement_id != sow.engagement_id:
        return Result(sow, "unreadable", _anothers(markup, of, returned))
    if of is not None and of.pk != sow.pk:
        if (over := rules.take(actor, of)) is not None:
            return Result(sow, "unreadable", _over(markup, of, over))
        sow, asked = of, sow
        returned = take_back(data, markup.name, document_of(sow))
        returned = replace(returned, findings=(_elsewhere(markup, sow, asked), *returned.findings))
    foreign = any(one.code == "not-ours" for one in returned.findings)
    rows = redlines_of(markup, returned, _ground(sow), foreign)
    return Result(sow, "unreadable" if foreign else "open", returned, tuple(rows))


def _ground(sow: Sow) -> Ground:
    practice, found = amended_by(sow.estimate, agreed_in(sow))
    return Ground(practice, found.shaped, spare_wordings(practice, found.shaped.facts))


def _made_from(actor: Actor, sow: Sow, manifest: str) -> Sow | None:
    """The version whose manifest is printed in the file: of this engagement if there is one, the newest."""
    if not manifest:
        return None
    rows = Sow.objects.visible_to(actor).filter(manifest__startswith=manifest)
    rows = rows.select_related("engagement__account", "estimate")
    same = [one for one in rows.order_by("-number") if one.engagement_id == sow.engagement_id]
    if any(one.pk == sow.pk for one in same):
        return sow
    return same[0] if same else rows.order_by("-pk").first()


def _over(markup: Markup, of: Sow, why: Exception) -> Returned:
    fix = "Ask for a copy of the version that is negotiated, or open a change."
    return Returned(findings=(Finding(markup.name, 0, "", "over", f"This is {of.code}. {why}", fix),))


def _anothers(markup: Markup, of: Sow, returned: Returned) -> Returned:
    engagement = of.engagement
    message = f"This is {of.code}, of {engagement.account.name}, {engagement.name}."
    fix = "Take it back on the page of that engagement."
    other = Finding(markup.name, 0, "", "other-sow", message, fix)
    return Returned(findings=(other,), tally=returned.tally, manifest=returned.manifest)


def _elsewhere(markup: Markup, sow: Sow, asked: Sow) -> Finding:
    message = (
        f"It was made from version {sow.number}, so it is held against that one, not version {asked.number}."
    )
    apart = sow.amends != asked.amends
    fix = "" if apart else "Where a clause has changed on our side since, both stand beside it."
    return Finding(markup.name, 0, "", "older-version", message, fix)


def keep_original(actor: Actor, markup: Markup, data: bytes) -> None:
    """Keep the bytes as they came."""
    with creating(actor, "original.keep", Original(markup=markup, content=data), rules.keep, about=markup):
        pass


def keep_rows(actor: Actor, markup: Markup, rows: Sequence[Redline]) -> None:
    """Keep what was found, in one line on record."""
    for row in rows:
        row.markup = markup
    bulk(actor, "redline.find", rows, rules.keep, about=markup)


def ask_on(actor: Actor, markup: Markup, comment: Comment) -> str:
    """Put what they ask on into the thread of their question, which is open again; the clause that it is
    about, "" for the whole document."""
    row = Redline.objects.visible_to(actor).get(markup=markup)
    if len(row.comments) >= MOST_IN_A_THREAD:
        raise WrongTime("This has become long. Please ask a new question, or call your contact.")
    with writing(actor, "redline.follow", row, rules.keep) as change:
        row = change.row
        row.comments = asked_on(row.comments, row.replies, plain(asdict(comment)))
        row.authors = list(dict.fromkeys([*row.authors, comment.author]))
        row.last_at = comment.at
        if REDLINE.can(row.state, "reopen"):
            row.state, row.on = REDLINE.next(row.state, "reopen"), None
    return row.title if row.clause[0] != "@" else ""


def tell(change: Change[Markup], rows: Sequence[Redline]) -> None:
    """Announce what came of the reading, and whose wordings wait."""
    markup, owners = change.row, {row.owner for row in rows if row.kind != "commented" and not row.fixed}
    roles = sorted(role.value for owner in owners for role in rules.OWNERS.get(owner, ()))
    title = markup.sow.code
    change.announce(
        MarkupRead(markup.sow.engagement_id, title, markup.state, len(rows), tuple(roles), markup.given_in_by)
    )


def give_up(actor: Actor, markup: Markup) -> None:
    """Say of a file that its reading came to no end, however often it was begun; its bytes are kept."""
    message = f"It could not be read: the reading was begun {MOST_ATTEMPTS} times and came to no end."
    fix = (
        "The file is kept as it came. Have it saved anew by Word, or without its pictures, and take it again."
    )
    returned = Returned(findings=(Finding(markup.name, 0, "", "not-read", message, fix),))
    try:
        with writing(actor, "markup.turn_away", markup, rules.turn_away) as change:
            Result(markup.sow, "unreadable", returned).put(change.row)
            tell(change, ())
    except (Stale, WrongTime):
        return


def later(markup: Markup) -> None:
    """Ask the worker; it hears of it when this transaction commits."""
    app.configure_task("markup.read").defer(markup_id=markup.pk)


def read(actor: Actor, markup: Markup) -> None:
    """What the worker does: read, keep what was found; nothing when somebody put the file aside meanwhile."""
    data = bytes(Original.objects.visible_to(actor).get(markup=markup).content)
    result = result_of(actor, markup, data)
    sound = result.state == "open"
    code, rule = ("markup.read", rules.read) if sound else ("markup.turn_away", rules.turn_away)
    try:
        with writing(actor, code, markup, rule) as change:
            result.put(change.row)
            change.row.state = MARKUP.next("reading", "read" if sound else "turn_away")
            keep_rows(actor, change.row, result.rows)
            tell(change, result.rows)
    except (Stale, WrongTime):
        return
