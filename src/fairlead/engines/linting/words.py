"""Words that make a text vague or unbounded, as the practice lists them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from fairlead.engines.linting.values import Remark, Spot
from fairlead.engines.practice.values import Place, Word

SENTENCES = re.compile(r"(?<=[.!?;])\s+")


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    ordered = sorted({phrase.strip() for phrase in phrases}, key=len, reverse=True)
    said = "|".join(r"\s+".join(map(_literal, phrase.split())) for phrase in ordered)
    return re.compile(rf"(?<![\w-])(?:{said})(?![\w-])", re.IGNORECASE)


def _literal(part: str) -> str:
    """A word as it is written; "#" is any number."""
    return r"\d[\d.,]*" if part == "#" else re.escape(part)


class Watch:
    """The listed words, made ready once for a whole document."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._words = [
            (word, _pattern(word.says), _pattern(word.unless) if word.unless else None) for word in words
        ]
        everything = [phrase for word, _, _ in self._words for phrase in word.says]
        self._any = _pattern(everything) if everything else None

    def remarks(self, spot: Spot, place: Place, base: str | None = None) -> Iterator[Remark]:
        """One remark a listed word that a sentence says.

        base: the practice's own words, where somebody has changed them: in a sentence that is not among them
        a word is looked for whatever the section.
        """
        if self._any is None or not self._any.search(spot.text):
            return
        for word, pattern, unless in self._words:
            here = not word.blocks or spot.top in word.blocks
            for sentence in SENTENCES.split(spot.text):
                if not here and (base is None or sentence in base):
                    continue
                match = pattern.search(sentence)
                if match and not (unless and unless.search(sentence)):
                    message = f"`{match[0]}`: {word.reason}"
                    yield spot.remark(f"word-{word.id}", word.severity, (message, word.fix), sentence, place)
