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
    """The threads, by the comment that begins each, that nothing answers: no reply for the customer's eyes
    since they wrote last, and nobody has said that it needs none. One that they resolved needs none."""
    found = set()
    for head in heads(comments):
        ids = family(head["id"], comments)
        since = max(_since(one) for one in comments if one["id"] in ids)
        told = any(one["comment"] in ids and is_answer(one) for one in replies[since:])
        if not told and not head["resolved"]:
            found.add(head["id"])
    return found


def is_answer(reply: Said) -> bool:
    """Whether the customer reads it, or it says that they need read nothing."""
    return not reply.get("inside", True) or bool(reply.get("enough"))


def answered_by(comment: Said, comments: Sequence[Said], replies: Sequence[Said]) -> list[int]:
    """The places of the replies that stand behind a comment: behind what they wrote last before each."""
    found = []
    for place, reply in enumerate(replies):
        ids = family(reply["comment"], comments) if reply["comment"] else set()
        later = [one["id"] for one in comments if one["id"] in ids and 0 < _since(one) <= place]
        if (later[-1] if later else reply["comment"]) == comment["id"]:
            found.append(place)
    return found


def asked_on(row_comments: Sequence[Said], replies: Sequence[Said], new: Said) -> list[Said]:
    """The comments of a thread with what they ask on in it, behind everything that was replied so far."""
    head = heads(row_comments)[0]["id"]
    number = str(len(row_comments) + 1)
    return [*row_comments, {**new, "id": number, "reply_to": head, "since": len(replies)}]


def _since(comment: Said) -> int:
    """How many replies there were before it; of what came in a file, none."""
    return int(comment.get("since", 0))
