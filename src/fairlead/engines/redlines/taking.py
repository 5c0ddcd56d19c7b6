"""A Word file that came back, against the document that was sent: every clause, and all that is left over."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from fairlead.engines.documents.tree import Document, walk
from fairlead.engines.documents.word import bookmark_of, tag_of
from fairlead.engines.redlines.body import Body
from fairlead.engines.redlines.changing import change, outsiders
from fairlead.engines.redlines.grouping import Group
from fairlead.engines.redlines.limits import LIMITS, Limits
from fairlead.engines.redlines.locating import Located, located
from fairlead.engines.redlines.margins import Margins, margins_of, marks_in
from fairlead.engines.redlines.notes import comments_of, notes_of
from fairlead.engines.redlines.package import Package, opened
from fairlead.engines.redlines.running import body_of
from fairlead.engines.redlines.sent import Sent, sent_clauses
from fairlead.engines.redlines.styles import styles_of
from fairlead.engines.redlines.telling import odd, told
from fairlead.engines.redlines.values import (
    COVER,
    DELETED,
    INSERTED,
    MOVED_AWAY,
    MOVED_HERE,
    Comment,
    Returned,
    Tally,
)

_MANIFEST = re.compile(r"\bmanifest ([0-9a-f]{16,64})\b")


def take_back(data: bytes, name: str, document: Document, limits: Limits = LIMITS) -> Returned:
    """What came back in a Word file, clause by clause against the document that was sent.

    data: the bytes of the file; name: as the reader knows it, for findings. Any bytes give an answer: a file
    that cannot be read gives `refused` and the findings that say why. The same input gives the same values.
    """
    package, trouble = opened(data, name, limits)
    if package is None:
        return Returned(findings=trouble, refused=True)
    clauses = sent_clauses(document)
    ids = [section.id for section in walk(document.sections)]
    tags = {tag_of(one): one for one in reversed(ids)}
    bookmarks = {bookmark_of(one): one for one in reversed(ids)}
    styles = styles_of(package.styles)
    body = body_of(package.document, styles, tags, bookmarks, notes_of(package))
    margins = margins_of(package, styles, document, _manifest(package))
    return _returned(name, document, package, body, margins, clauses, limits)


def _returned(
    name: str,
    document: Document,
    package: Package,
    body: Body,
    margins: Margins,
    clauses: Sequence[Sent],
    limits: Limits,
) -> Returned:
    where = located(body, clauses)
    comments = comments_of(package, body.anchors, limits)
    filed, loose = _filed(where, body, comments)
    changes = tuple(change(one, where, filed) for one in clauses)
    outside = outsiders(body, where, filed) + ((margins.outside,) if margins.outside else ())
    found = sum(one.found != "" for one in changes if one.id != COVER)
    share = found / max(len(changes) - 1, 1)
    manifest = _manifest(package)
    bodies = (body, *margins.bodies)
    tally = Tally(
        marks_in(bodies, INSERTED),
        marks_in(bodies, DELETED),
        marks_in(bodies, MOVED_HERE) + marks_in(bodies, MOVED_AWAY),
        body.formatting,
        len(comments),
    )
    read = Returned(changes, outside, loose, (), tally, manifest, share)
    about = told(name, read, clauses, document.meta.manifest)
    return replace(read, findings=(*about, *odd(name, body, margins.bodies, where, package)))


def _filed(
    where: Located, body: Body, comments: Sequence[Comment]
) -> tuple[dict[int, tuple[Comment, ...]], tuple[Comment, ...]]:
    """(comments by the passage in which they stand, comments that stand nowhere).

    One on an empty line goes with the passage before it, and one on the old place of a moved clause with it.
    """
    owner: dict[int, Group] = {}
    for claim in where.claims.values():
        for group in (*claim.ghosts, claim.group):
            owner |= {line.index: claim.group for line in group.lines}
    for group in where.strays:
        owner |= {line.index: group for line in group.lines}
    places = sorted(owner)
    found: dict[int, list[Comment]] = defaultdict(list)
    loose: list[Comment] = []
    for comment in comments:
        if comment.id in body.places and places:
            at = bisect_right(places, body.places[comment.id]) - 1
            found[id(owner[places[max(at, 0)]])].append(comment)
        else:
            loose.append(comment)
    return {key: tuple(some) for key, some in found.items()}, tuple(loose)


def _manifest(package: Package) -> str:
    """The manifest that our writer puts into the keywords of the file."""
    words = package.properties.child("cp:keywords") if package.properties else None
    found = _MANIFEST.search(words.text) if words else None
    return found.group(1) if found else ""
