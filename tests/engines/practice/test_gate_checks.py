"""Gates held against each other: topics, order, who overrules, who never signs."""

from __future__ import annotations

from pathlib import Path

import pytest

from fairlead.engines.practice.diff import diff
from fairlead.engines.practice.load import load_texts
from fairlead.engines.practice.reading import read_folder
from fairlead.engines.practice.topics import DEPARTURES, TOPICS

SMALL = Path(__file__).parents[2] / "examples" / "practice" / "small"
SHIPPED = Path(__file__).parents[3] / "src" / "fairlead" / "practice"

GATE = """
[[gate]]
id = "{id}"
name = "A gate"
role = "{role}"
stage = "{stage}"
when = "true"
reason = "Because."
{more}
"""


def gate(id_: str, more: str = "", role: str = "director", stage: str = "sow") -> str:
    return GATE.format(id=id_, more=more, role=role, stage=stage)


def loaded(*gates: str):
    texts = dict(read_folder(SMALL)[0])
    texts["practice.toml"] += "\n".join(gates)
    return load_texts(texts)


def test_a_gate_says_what_it_vouches_for_and_what_it_waits_for():
    practice, findings = loaded(
        gate("one"), gate("two", 'vouches = ["price", "rates"]\nafter = ["one"]\noverrule = ""')
    )
    assert not findings
    one, two = (g for g in practice.gates if g.id in ("one", "two"))
    assert (one.vouches, one.after, one.overrule) == ((), (), "director")
    assert (two.vouches, two.after, two.overrule) == (("price", "rates"), ("one",), "")


@pytest.mark.parametrize(
    ("gates", "code", "where"),
    [
        ([gate("one", 'vouches = ["prise"]')], "unknown-id", "gate.one.vouches"),
        ([gate("one", 'after = ["nobody"]')], "unknown-id", "gate.one.after"),
        ([gate("one", 'after = ["one"]')], "circle", "gate.one.after"),
        ([gate("one", 'after = ["two"]'), gate("two", 'after = ["one"]')], "circle", "gate.one.after"),
        ([gate("one", 'after = ["two"]'), gate("two", stage="signature")], "wrong-stage", "gate.one.after"),
        ([gate("one", 'overrule = "boss"')], "unknown-role", "gate.one.overrule"),
        ([gate("one", role="sales", stage="signature")], "sales-signs", "gate.one.role"),
        ([gate("one", 'vouches = ["price"]', stage="estimate")], "unknown-key", "gate.one.vouches"),
        ([gate("one", "vouches = 5")], "wrong-type", "gate.one.vouches"),
    ],
)
def test_what_cannot_be_is_said_with_its_place(gates, code, where):
    practice, findings = loaded(*gates)
    assert practice is None
    assert [(f.code, f.where) for f in findings] == [(code, where)]
    assert findings[0].line > 0


def test_a_newer_practice_says_what_its_gates_vouch_for():
    old, _ = loaded(gate("one", 'vouches = ["price"]'), gate("two"))
    new, _ = loaded(gate("one", 'vouches = ["price", "rates"]'), gate("two", 'after = ["one"]'))
    assert [change.sentence for change in diff(old, new)] == [
        "The vouches of the gate one changes from `price` to `price`, `rates`.",
        "The after of the gate two is new: `one`.",
    ]


def test_every_shipped_gate_of_the_sow_says_what_it_is_for():
    from fairlead.engines.practice.load import load_practice

    practice, findings = load_practice(SHIPPED)
    assert not findings
    late = [g for g in practice.gates if g.stage != "estimate"]
    assert {g.id for g in late if not g.vouches} == {"signer"}
    assert {topic for g in late for topic in g.vouches} >= set(TOPICS) - set(DEPARTURES)
