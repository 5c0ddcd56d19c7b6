"""Meaning: the digest of a topic, and whether an approval still holds for a later version.

Two texts mean the same when they differ in whitespace, kind of quotation mark, kind of dash or invisible
characters alone, or where a word that was spelt wrong is put right (`spelling.py`). Any other letter, a
figure or a sign is meaning: a superscript is not the figure that it looks like.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from fairlead.engines.agreeing.spelling import put_right, words_of
from fairlead.engines.agreeing.statement import Said, Statement
from fairlead.engines.practice.topics import TOPICS

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("“”„‟″«»", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", None),
    }
)


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing vouched for that is not as it was; old or new is "" for what came or went."""

    topic: str
    key: str
    label: str
    old: str
    new: str

    @property
    def sentence(self) -> str:
        """What changed, as a reader would say it; a long text is not repeated."""
        if not self.old or not self.new:
            return f"{self.label} is {'new' if self.new else 'gone'}."
        if max(len(self.old), len(self.new)) > 60:
            return f"{self.label} is worded differently."
        return f"{self.label} changed from {self.old} to {self.new}."


def normal(text: str) -> str:
    """The text without what is no meaning."""
    return " ".join(unicodedata.normalize("NFC", text).translate(_ALIKE).split())


def vouched(topics: Iterable[str]) -> tuple[str, ...]:
    """The topics that a gate vouches for, in reading order: all of them where it names none."""
    named = frozenset(topics)
    return tuple(topic for topic in TOPICS if not named or topic in named)


def digest(said: Iterable[Said], salt: str = "") -> str:
    """Hex SHA-256 over what is said. salt: keeps what few know from being found by trying."""
    lines = sorted([one.key, normal(one.value)] for one in said)
    text = json.dumps([salt, lines], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def digests(of: Statement, topics: Iterable[str], salt: str = "") -> dict[str, str]:
    """The digest of each of these topics."""
    return {topic: digest(of.topics.get(topic, ()), salt) for topic in topics}


def changes(then: Statement, now: Statement, topics: Iterable[str]) -> tuple[Changed, ...]:
    """What is said otherwise about these topics, in reading order; each thing once."""
    found: dict[str, Changed] = {}
    for topic in topics:
        was, is_ = _by_key(then, topic), _by_key(now, topic)
        for key in (*was, *(key for key in is_ if key not in was)):
            old, new = was.get(key), is_.get(key)
            before, after = (normal(one.value) if one else "" for one in (old, new))
            label = (new or old or Said(key, key, "")).label
            if before != after:
                found.setdefault(key, Changed(topic, key, label, before, after))
    return tuple(found.values())


def _spelt(found: Iterable[Changed], then: Statement) -> tuple[tuple[str, str], ...]:
    """The words that were put right, where nothing else differs."""
    spelt = dict[tuple[str, str], None]()
    for change in found:
        others = (one.value for said in then.topics.values() for one in said if one.key != change.key)
        elsewhere = {word.lower() for value in others for word in words_of(value)}
        pairs = put_right(change.old, change.new, elsewhere)
        if not pairs:
            return ()
        spelt |= dict.fromkeys(pairs)
    return tuple(spelt)


def _by_key(of: Statement, topic: str) -> dict[str, Said]:
    return {one.key: one for one in of.topics.get(topic, ())}


@dataclass(frozen=True, slots=True)
class Kept:
    """Whether an approval still holds for a later version; if not, what changed and why in sentences. Where
    it holds, why says which words were put right."""

    holds: bool
    changes: tuple[Changed, ...]
    why: tuple[str, ...]


def kept(
    given: Mapping[str, str],
    topics: Iterable[str],
    then: Statement,
    now: Statement,
    salt: str = "",
) -> Kept:
    """Whether what was vouched for means the same.

    given:  the digests that the approval keeps, by topic, made with `salt`.
    topics: what its gate vouches for today; one that it did not vouch for then is asked anew.
    then:   what the document said when it was given; now: what it says.
    """
    wanted = tuple(topics)
    added = tuple(topic for topic in wanted if topic not in given)
    fresh = digests(now, wanted, salt)
    moved = tuple(topic for topic in wanted if topic in given and given[topic] != fresh[topic])
    found = changes(then, now, moved)
    # What is on record of then is taken on trust only where it is what was vouched for.
    sound = all(given[topic] == digest(then.topics.get(topic, ()), salt) for topic in moved)
    if spelt := _spelt(found, then) if sound and not added else ():
        return Kept(True, (), tuple(f"“{old}” is spelt “{new}”." for old, new in spelt))
    why = [change.sentence for change in found]
    why += [f"The step now vouches for {TOPICS.get(topic, topic)} as well." for topic in added]
    if moved and not found:
        why.append(f"{', '.join(TOPICS.get(t, t) for t in moved)}: kept in another form by another release.")
    return Kept(not moved and not added, found, tuple(why))
