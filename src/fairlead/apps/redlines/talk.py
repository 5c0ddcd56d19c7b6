"""Threads of comments: what belongs together, and which wait for an answer that the customer reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

Said = dict[str, Any]


def heads(comments: Iterable[Said]) -> list[Said]:
    """The comments that begin a thread, in the order of the file."""
    known = {one["id"] for one in comments}
    return [one for one in comments if one["reply_to"] not in known]


def family(key: str, comments: Iterable[Said]) -> set[str]:
    """A comment and everything that answers it, however deep; the file lists answers after their question."""
    found = {key}
    for one in comments:
        if one["reply_to"] in found:
            found.add(one["id"])
    return found


def waiting(comments: Sequence[Said], replies: Sequence[Said]) -> set[str]:
    """The threads, by the comment that begins each, that nothing answers: no reply for the customer's eyes,
    and nobody has said that it needs none. One that they resolved in their file needs none."""
    found = set()
    for head in heads(comments):
        ids = family(head["id"], comments)
        told = any(one["comment"] in ids and is_answer(one) for one in replies)
        if not told and not head["resolved"]:
            found.add(head["id"])
    return found


def is_answer(reply: Said) -> bool:
    """Whether the customer reads it, or it says that they need read nothing."""
    return not reply.get("inside", True) or bool(reply.get("enough"))
