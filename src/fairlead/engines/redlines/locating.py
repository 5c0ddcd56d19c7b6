"""Each clause's place in the file: by its control, by the signs on its heading, by words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from fairlead.engines.redlines.body import Body
from fairlead.engines.redlines.grouping import Group, bare_title, groups
from fairlead.engines.redlines.likeness import alike, matched
from fairlead.engines.redlines.marked import AFTER, Segment, settled
from fairlead.engines.redlines.order import moved
from fairlead.engines.redlines.sent import Sent
from fairlead.engines.redlines.values import COVER, KEPT, MOVED_HERE
from fairlead.engines.redlines.words import keys

# A front page keeps at least this share of its word pairs; below it the file does not begin with ours.
_COVER_ALIKE = 1 / 3


@dataclass(slots=True)
class Claim:
    """What in the file is a clause. group: the passage that they want, or the one that is struck out.

    ghosts: the same clause where it was before it was moved. tracked_move: the file says that it moved.
    """

    group: Group
    how: str
    likeness: float = 1.0
    ghosts: tuple[Group, ...] = ()
    tracked_move: bool = False

    @property
    def gone(self) -> bool:
        """Nothing of it is wanted any more."""
        return not self.group.wanted

    def segments(self) -> Sequence[Segment]:
        """Its text with marks; a passage that was moved as a whole is read as if it had always stood here."""
        return settled(self.group.segments) if self.tracked_move else self.group.segments


@dataclass(slots=True)
class Located:
    """claims: clause -> claim; strays: passages of no clause; doubled: clauses whose control stands twice;
    moved: clause -> clause it now follows."""

    claims: dict[str, Claim] = field(default_factory=dict)
    strays: list[Group] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    moved: dict[str, str] = field(default_factory=dict)


def located(body: Body, clauses: Sequence[Sent]) -> Located:
    """Where each clause of `clauses` stands in the file, and what is left over."""
    known = {one.id: one for one in clauses}
    held = {one.clause for one in body.controls} | {line.anchor for line in body.lines}
    titles = {bare_title(one.title) for one in clauses if one.id not in held and one.id != COVER}
    cut = groups(body, titles - {()})
    result = Located()
    by_clause: dict[str, list[Group]] = {}
    for group in cut:
        if group.clause in known:
            by_clause.setdefault(group.clause, []).append(group)
        else:
            result.strays.append(group)
    for name, found in by_clause.items():
        _claimed(known[name], found, result)
    _left_behind(known, result)
    _cover(known[COVER], cut, result)
    _by_words(clauses, result)
    _ordered(body, clauses, result)
    result.strays.sort(key=lambda group: group.lines[0].index)
    return result


def _claimed(clause: Sent, found: list[Group], result: Located) -> None:
    """Of several passages with the control of one clause, the likest is it; empty ones are where it was."""
    wanted = [group for group in found if group.wanted]
    ghosts = tuple(group for group in found if not group.wanted and group.had)
    if not wanted:
        if ghosts:
            result.claims[clause.id] = Claim(ghosts[0], ghosts[0].how)
        return
    best = wanted[0]
    if len(wanted) > 1:
        text = keys(clause.text)
        best = max(wanted, key=lambda group: alike(text, keys(group.wanted)))
    result.claims[clause.id] = Claim(best, best.how, 1.0, ghosts, bool(ghosts) or _came(best))
    if len(wanted) > 1:
        result.doubled.append(clause.id)
        result.strays += [group for group in wanted if group is not best]


def _left_behind(known: Mapping[str, Sent], result: Located) -> None:
    """Of a heading that was cut alone, LibreOffice takes the bookmark along: where its words stood, all of
    them, is the clause, and the heading elsewhere is text put in."""
    for name, claim in result.claims.items():
        if claim.how != "heading":
            continue
        text = keys(known[name].text)
        if text in (keys(claim.group.had), keys(claim.group.wanted)):
            continue
        twin = next((one for one in result.strays if one.wanted and keys(one.had) == text), None)
        if twin is not None:
            result.strays = [group if group is not twin else claim.group for group in result.strays]
            result.claims[name] = Claim(twin, claim.how)


def _came(group: Group) -> bool:
    """All that is wanted of it was moved here."""
    kinds = {one.mark.kind for one in group.segments if one.mark.kind in AFTER and one.text.strip()}
    return MOVED_HERE in kinds and KEPT not in kinds


def _cover(cover: Sent, cut: Sequence[Group], result: Located) -> None:
    """The front page is what stands before the first clause, if it still is ours."""
    first = cut[0] if cut else None
    if first is None or first.clause:
        return
    likeness = alike(keys(cover.text), keys(first.wanted or first.had))
    if likeness >= _COVER_ALIKE:
        result.claims[COVER] = Claim(first, "text", likeness)
        result.strays = [group for group in result.strays if group is not first]


def _by_words(clauses: Sequence[Sent], result: Located) -> None:
    """Clauses without a wanted text are looked for among the strays."""
    there = {name for name, claim in result.claims.items() if not claim.gone}
    missing = [one for one in clauses if one.id != COVER and one.id not in there]
    strays = [group for group in result.strays if group.wanted or group.had]
    texts = [group.wanted or group.had for group in strays]
    headings = [
        bare_title(text.partition("\n")[0]) if group.titled else ()
        for group, text in zip(strays, texts, strict=True)
    ]
    sent = {one.id: one.text for one in missing}
    found = matched(sent, {one.id: bare_title(one.title) for one in missing}, texts, headings)
    taken: set[int] = set()
    for at, (name, how, likeness) in sorted(found.items()):
        group, before = strays[at], result.claims.get(name)
        ghosts = (before.group,) if before and group.wanted else ()
        if before is None or group.wanted:
            result.claims[name] = Claim(group, how, likeness, ghosts, bool(ghosts) or _came(group))
            taken.add(id(group))
    result.strays = [one for one in result.strays if id(one) not in taken]


def _ordered(body: Body, clauses: Sequence[Sent], result: Located) -> None:
    """Moves by order, and by standing in the control of another section."""
    claims = {name: one for name, one in result.claims.items() if not one.gone and name != COVER}
    there = sorted(claims, key=lambda name: claims[name].group.place)
    parents = {one.id: one.parent for one in clauses}
    certain = {name for name in there if claims[name].tracked_move}
    result.moved = moved([one.id for one in clauses], there, parents, certain)
    for at, name in enumerate(there):
        around = _around(body, claims[name])
        parent = claims.get(parents[name])
        lost = parents[name] and (parent is None or parent.how != "control")
        if around not in (None, parents[name]) and not lost and name not in result.moved:
            result.moved[name] = there[at - 1] if at else ""


def _around(body: Body, claim: Claim) -> str | None:
    """The clause in whose control this one's stands, "" for none; None when it has no control."""
    if claim.how != "control":
        return None
    return body.controls[body.controls[claim.group.within].parent].clause
