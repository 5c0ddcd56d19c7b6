"""What a newer practice would change, said in sentences."""

from __future__ import annotations

from pathlib import Path

from fairlead.engines.practice.diff import diff
from fairlead.engines.practice.load import load_texts
from fairlead.engines.practice.reading import read_folder
from fairlead.engines.practice.values import Practice

SMALL = Path(__file__).parents[2] / "examples" / "practice" / "small"
RULES = "offerings/move/rules.toml"
HEAD = "offerings/move/offering.toml"


def changed(*swaps: tuple[str, str, str]) -> tuple[Practice, Practice]:
    texts = read_folder(SMALL)[0]
    newer = dict(texts)
    for file, old, new in swaps:
        assert old in newer[file]
        newer[file] = newer[file].replace(old, new, 1)
    before, after = load_texts(texts)[0], load_texts(newer)
    assert before is not None and after[0] is not None, after[1]
    return before, after[0]


def sentences(*swaps: tuple[str, str, str]) -> list[str]:
    return [change.sentence for change in diff(*changed(*swaps))]


def test_nothing_changes_when_only_lines_move():
    assert sentences((RULES, "[[driver]]", "# moved\n\n\n[[driver]]")) == []


def test_a_formula_is_said_with_both_versions():
    assert sentences((RULES, 'effort = "4.0"', 'effort = "6.0"')) == [
        "The effort formula of the activity plan-it changes from `4.0` to `6.0`."
    ]


def test_questions_come_and_go():
    question = '[[question]]\nid = "cats"\ntext = "Cats?"\nkind = "yesno"\n'
    question += 'section = "S"\nwhy = "W"\nsample = "no"\n\n'
    before, after = changed((HEAD, '[[question]]\nid = "day"', f'{question}[[question]]\nid = "day"'))
    assert [change.sentence for change in diff(before, after)] == ["The question cats is new: `Cats?`."]
    assert [change.sentence for change in diff(after, before)] == ["The question cats is gone: `Cats?`."]
    assert diff(before, after)[0].offering == "move"


def test_rates_and_the_firm():
    assert sentences(
        ("practice.toml", 'amount = "340.50"', 'amount = "355"'),
        ("practice.toml", "confidence = 80", "confidence = 90"),
        ("practice.toml", 'rate = "1.10"', 'rate = "1.15"'),
    ) == [
        "The practice's confidence changes from 80 to 90.",
        "The rate of engineer from 2026-01-01 changes from 340.50 USD to 355 USD an hour.",
        "The exchange rate of EUR from 2025-01-01 changes from 1.10 to 1.15.",
    ]


def test_shares_conditions_and_long_texts():
    long = "We carry " + "and carry " * 10 + "."
    assert sentences(
        (RULES, 'roles = {engineer = "0.75", lead = 0.25}', 'roles = {engineer = "0.5", lead = "0.5"}'),
        (RULES, 'description = "We carry."', f'description = "{long}"'),
        (RULES, 'when = "fragile"', 'when = "fragile && boxes > 1.0"'),
    ) == [
        "The description of the activity carry is worded differently.",
        "The roles of the activity carry changes from engineer 0.75, lead 0.25 to engineer 0.5, lead 0.5.",
        "The condition of the activity wrap changes from `fragile` to `fragile && boxes > 1.0`.",
    ]


def test_an_offering_may_go():
    before, after = changed()
    texts = read_folder(SMALL)[0]
    texts |= {name.replace("/move/", "/store/"): text for name, text in texts.items() if "/move/" in name}
    texts["offerings/store/offering.toml"] = texts[HEAD].replace('id = "move"', 'id = "store"', 1)
    two = load_texts(texts)[0]
    assert two is not None
    assert [change.sentence for change in diff(before, two)] == ["The offering Move is new."]
    assert [change.sentence for change in diff(two, after)] == ["The offering Move is gone."]


def test_the_price_book():
    assert sentences(
        ("pricebook.toml", 'price = "5500"', 'price = "5750.50"'),
        ("pricebook.toml", "end = 2023-02-01", "end = 2023-01-01"),
    ) == [
        "The end of the SKU class from 2022-02-01 changes from 2023-02-01 to 2023-01-01.",
        "The price of the SKU class from 2023-02-01 changes from 5500 to 5750.50.",
    ]
    before, after = changed(("pricebook.toml", "start = 2023-02-01", "start = 2024-02-01"))
    assert [change.sentence for change in diff(before, after)] == [
        "The SKU class from 2024-02-01 is new: 5500 USD a class.",
        "The SKU class from 2023-02-01 is gone.",
    ]


def test_the_market():
    texts = read_folder(SMALL)[0]
    market = '[working]\nzone = "Europe/London"\n\n[[idle]]\nid = "small"\nsegments = ["SMB"]\n'
    market += "warn_days = 7\nclose_days = 15\n"
    before = load_texts(texts | {"market.toml": market})[0]
    after = load_texts(texts | {"market.toml": market.replace("15", "20").replace("London", "Vienna")})[0]
    assert before is not None and after is not None
    said = [change.sentence for change in diff(before, after)]
    assert said[1:] == ["The close days of the idle rule small changes from 15 to 20."]
    assert "working" in said[0] and "Europe/Vienna" in said[0]


def test_the_clause_library():
    texts = (
        '[[variant]]\nid = "later"\nclause = "invoices"\nname = "Later"\naccept = "finance"\n'
        'text = "{{ customer }} pays within {{ pay_days }} days."\n\n'
        '[[figure]]\nid = "pay_days"\nclause = "invoices"\nname = "Period"\nunit = "days"\n'
        "standard = 30\nleast = 30\nmost = 60\n\n"
        '[[word]]\nid = "w"\nsays = ["etc"]\nreason = "R"\nfix = "F"\n\n[[clause]]\nid = "fixed"'
    )
    before, after = changed(("sow.toml", '[[clause]]\nid = "fixed"', texts))
    assert [change.sentence for change in diff(before, after)] == [
        "The variant later is new: `Later`.",
        "The figure pay_days is new: `Period`.",
        "The word w is new.",
    ]
    again = dict(after.texts)
    again["sow.toml"] = again["sow.toml"].replace("most = 60", "most = 90").replace('"finance"', '"legal"', 1)
    newer = load_texts(again)[0]
    assert newer is not None
    assert [change.sentence for change in diff(after, newer)] == [
        "The accept of the variant later changes from `finance` to `legal`.",
        "The most of the figure pay_days changes from 60 to 90.",
    ]
