"""The practice that loads, and one file for every error that a writer can make: each says line and code."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import holidays
import pytest

from fairlead.apps.accounts.models import SEGMENTS as ACCOUNT_SEGMENTS
from fairlead.engines.expressions.formula import Sort
from fairlead.engines.practice.facts import COUNTRIES, SEGMENTS
from fairlead.engines.practice.load import digest, load_practice, load_texts
from fairlead.engines.practice.reading import read_folder
from fairlead.engines.practice.values import Place
from fairlead.engines.scoping.conditions import holding

EXAMPLES = Path(__file__).parents[2] / "examples" / "practice"
ERRORS = sorted((EXAMPLES / "errors").glob("*.toml"))
# An error file replaces a file of the small practice, or stands beside the files of its offering.
STANDS = {
    "practice": "practice.toml",
    "sow": "sow.toml",
    "pricebook": "pricebook.toml",
    "market": "market.toml",
    "offering": "offerings/move/zz-more.toml",
}


def small_texts() -> dict[str, str]:
    texts, findings = read_folder(EXAMPLES / "small")
    assert not findings
    return texts


def test_the_small_practice_loads_with_its_values():
    practice, findings = load_practice(EXAMPLES / "small")
    assert findings == ()
    assert practice is not None
    assert (practice.name, practice.currency, practice.confidence) == ("Small practice", "USD", 80)
    assert practice.target_margin == Decimal("0.40")
    assert practice.correlation == ((10, Decimal("0.20")), (1400, Decimal("0.02")))
    move = practice.offering("move")
    assert [question.id for question in move.questions][:3] == ["boxes", "fragile", "fragile_boxes"]
    assert move.activities[1].roles == {"engineer": Decimal("0.75"), "lead": Decimal("0.25")}
    assert move.activities[1].high == Decimal("1.5")
    assert move.questions[1].place == Place("offerings/move/offering.toml", 28)
    assert [term.kind.value for term in move.terms] == ["assumption", "exclusion", "duty", "deliverable"]


@pytest.mark.parametrize("path", ERRORS, ids=lambda path: path.stem)
def test_an_error_is_found_where_it_stands(path: Path):
    text = path.read_text(encoding="utf-8")
    expected = sorted((int(line), code) for line, code in re.findall(r"^# expect: (\d+) (\S+)$", text, re.M))
    file = STANDS[path.stem.split("-")[0]]
    practice, findings = load_texts({**small_texts(), file: text})
    assert practice is None
    assert [(finding.line, finding.code) for finding in findings] == expected, "\n".join(map(str, findings))
    assert {finding.file for finding in findings} == {file}


@pytest.mark.parametrize("path", ERRORS, ids=lambda path: path.stem)
def test_an_error_is_said_in_a_sentence(path: Path):
    file = STANDS[path.stem.split("-")[0]]
    for finding in load_texts({**small_texts(), file: path.read_text(encoding="utf-8")})[1]:
        assert finding.message.rstrip().endswith(".")
        assert len(finding.message) > 15


def test_a_typing_error_is_met_with_the_right_word():
    texts = small_texts()
    texts["practice.toml"] = texts["practice.toml"].replace("annual_cost", "anual_cost", 1)
    findings = load_texts(texts)[1]
    said = {finding.code: finding.fix for finding in findings}
    assert said["unknown-key"] == "Did you mean annual_cost?"
    assert said["missing-key"].startswith("Add `annual_cost`: an amount")


def test_a_broken_record_does_not_make_others_look_wrong():
    """A question that breaks its schema is one error, not one more in every formula that reads it."""
    texts = small_texts()
    name = "offerings/move/offering.toml"
    texts[name] = texts[name].replace('kind = "integer"\nmandatory = true\nleast = 1', 'kind = "integr"', 1)
    findings = load_texts(texts)[1]
    assert [(finding.code, finding.where) for finding in findings] == [("wrong-value", "question.boxes.kind")]


def test_missing_files_and_strange_ones_are_named():
    texts = small_texts()
    del texts["practice.toml"]
    texts["notes.toml"] = "a = 1"
    codes = {(finding.file, finding.code) for finding in load_texts(texts)[1]}
    assert {("practice.toml", "missing-file"), ("notes.toml", "unknown-file")} <= codes
    practice, findings = load_practice(EXAMPLES / "nowhere")
    assert practice is None and [finding.code for finding in findings] == ["no-folder"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\xef\xbb\xbf[practice]\n", "byte-order-mark"),
        ("[practice]\nname = 'Läufer'".encode("latin-1"), "wrong-encoding"),
        ("[practice]".encode("utf-16"), "wrong-encoding"),
        (b"# " + b"x" * 1_000_000, "too-big"),
        (b"a = \n", "syntax"),
        (b"a = " + b"[" * 20_000, "syntax"),
    ],
)
def test_files_that_cannot_be_read_are_findings(tmp_path: Path, data: bytes, code: str):
    (tmp_path / "practice.toml").write_bytes(data)
    practice, findings = load_practice(tmp_path)
    assert practice is None
    assert code in [finding.code for finding in findings]


def test_too_much_text_is_refused(tmp_path: Path):
    for index in range(11):
        (tmp_path / f"x{index}.toml").write_text("# " + "x" * 999_000)
    assert "too-big" in [finding.code for finding in load_practice(tmp_path)[1]]


def test_more_than_2000_questions_are_refused():
    one = '[[question]]\nid = "n{}"\ntext = "?"\nkind = "yesno"\nsection = "S"\nwhy = "W"\nsample = "yes"\n'
    texts = small_texts()
    texts["offerings/move/many.toml"] = "".join(one.format(index) for index in range(1_993))
    assert [finding.code for finding in load_texts(texts)[1]] == ["too-many"]


def test_the_digest_depends_on_words_and_names_not_on_line_ends():
    texts = small_texts()
    same = {name: text.replace("\n", "\r\n") for name, text in reversed(texts.items())}
    assert digest(texts) == digest(same)
    practice, _ = load_texts(same)
    assert practice is not None and practice.digest == digest(texts)
    assert load_texts(practice.texts)[0] == practice
    assert digest({**texts, "sow.toml": texts["sow.toml"] + "# more"}) != digest(texts)
    renamed = {("b.toml" if name == "sow.toml" else name): text for name, text in texts.items()}
    assert digest(renamed) != digest(texts)


def test_a_gate_may_name_what_every_offering_asks():
    texts = small_texts()
    texts["practice.toml"] = texts["practice.toml"].replace("price > 50000.0", "boxes > 500.0")
    assert load_texts(texts)[1] == ()
    other = texts["offerings/move/offering.toml"].replace('"move"', '"store"').replace("boxes", "crates")
    texts["offerings/store/offering.toml"] = other
    findings = load_texts(texts)[1]
    assert [finding.code for finding in findings] == ["unknown-name"]
    assert findings[0].where == "gate.architect.when"


def shared(text: str, uses: str = '["boxes"]') -> dict[str, str]:
    """The small practice with a second offering that uses a shared file."""
    texts = small_texts()
    head = '[offering]\nid = "store"\nname = "S"\nsummary = "S"\napproach = "S"\nvalue = "S"\n'
    own = '[[phase]]\nid = "do"\nname = "Do"\n\n'
    own += '[[driver]]\nid = "rooms"\nname = "Rooms"\nformula = "boxes / 9.0"\n'
    texts["offerings/store/offering.toml"] = f"{head}uses = {uses}\n\n{own}"
    return {**texts, "shared/boxes.toml": text}


BOXES = '[[question]]\nid = "boxes"\ntext = "?"\nkind = "integer"\nsection = "S"\nwhy = "W"\nsample = "2"\n'


def test_an_offering_uses_shared_records_before_its_own():
    practice, findings = load_texts(
        shared(BOXES + '[[driver]]\nid = "half"\nname = "H"\nformula = "boxes / 2.0"\n')
    )
    assert findings == () and practice is not None
    store = practice.offering("store")
    assert store.uses == ("boxes",)
    assert [question.id for question in store.questions] == ["boxes"]
    assert [driver.id for driver in store.drivers] == ["half", "rooms"]
    assert store.questions[0].place == Place("shared/boxes.toml", 1)


@pytest.mark.parametrize(
    ("texts", "file", "code"),
    [
        (shared(BOXES, '["boxs"]'), "offerings/store/offering.toml", "unknown-id"),
        (shared(BOXES, '["boxes"]') | {"shared/more.toml": BOXES}, "shared/more.toml", "unused-file"),
        (shared(BOXES.replace("boxes", "crates")), "offerings/store/offering.toml", "unknown-name"),
        (shared(BOXES + "[offering]\n"), "shared/boxes.toml", "missing-key"),
        (shared(BOXES + BOXES), "shared/boxes.toml", "duplicate-id"),
        (shared(BOXES.replace("integer", "yesno")), "shared/boxes.toml", "asked-otherwise"),
        (shared(BOXES.replace('"integer"', '"integer"\nunit = "t"')), "shared/boxes.toml", "asked-otherwise"),
    ],
)
def test_what_is_wrong_with_shared_records(texts: dict[str, str], file: str, code: str):
    practice, findings = load_texts(texts)
    assert practice is None
    assert (file, code) in {(finding.file, finding.code) for finding in findings}


def test_a_choice_has_the_same_options_wherever_it_is_asked():
    road = '[[question]]\nid = "road"\ntext = "?"\nkind = "choice"\nsection = "S"\nwhy = "W"\nsample = "s"\n'
    options = 'options = [{id = "short", label = "S"}, {id = "river", label = "R"}]\n'
    findings = load_texts(shared(BOXES + road + options))[1]
    assert [(finding.code, finding.where) for finding in findings] == [
        ("asked-otherwise", "question.road.options")
    ]
    assert "offerings/move/offering.toml" in findings[0].message
    about = 'about = "engagement"\n'
    assert load_texts(shared(BOXES + road + options + about))[1] == ()


def test_the_working_hours_stand_once():
    texts = small_texts() | {"market.toml": '[working]\nzone = "Europe/London"\ncountry = "GB"\n'}
    practice, findings = load_texts(texts)
    assert practice is not None, findings
    assert (practice.working.zone, practice.working.country, practice.working.open) == (
        "Europe/London",
        "GB",
        "09:00",
    )
    texts["practice.toml"] += '\n[working]\nzone = "UTC"\n'
    assert [finding.code for finding in load_texts(texts)[1]] == ["duplicate-id"]


def test_the_price_book_may_be_a_file_or_stand_in_the_firm():
    texts = small_texts()
    practice, findings = load_texts(texts)
    assert practice is not None, findings
    assert [(sku.id, str(sku.price), sku.start.year, sku.seats, sku.hours) for sku in practice.skus] == [
        ("class", "5000", 2022, 12, 0),
        ("class", "5500", 2023, 0, 10),
    ]
    texts["practice.toml"] += texts.pop("pricebook.toml")
    other = load_texts(texts)[0]
    assert other is not None and [sku.price for sku in other.skus] == [sku.price for sku in practice.skus]


def test_the_lists_of_the_outside_world_are_those_of_the_libraries():
    assert set(holidays.list_supported_countries()) >= COUNTRIES
    assert set(SEGMENTS) == set(ACCOUNT_SEGMENTS)


def test_what_is_for_one_offering_may_name_its_questions():
    texts = small_texts()
    other = texts["offerings/move/offering.toml"].replace('"move"', '"store"').replace("boxes", "crates")
    texts["offerings/store/offering.toml"] = other
    partner = 'when = "partner_preferred"'
    assert partner in texts["practice.toml"]
    alone = partner.replace("partner_preferred", "boxes > 500.0")
    texts["practice.toml"] = texts["practice.toml"].replace(partner, alone)
    assert [finding.code for finding in load_texts(texts)[1]] == ["unknown-name"]
    texts["practice.toml"] = texts["practice.toml"].replace(alone, f'{alone}\noffering = "move"')
    practice, findings = load_texts(texts)
    assert practice is not None, findings
    assert holding(practice.routes, {}, {"offering": "store"})[0] == practice.routes[1:]
    names = {"boxes": Sort.NUMBER}
    assert holding(practice.routes, names, {"offering": "move", "boxes": 501})[0] == practice.routes
