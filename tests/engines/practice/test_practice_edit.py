"""Values of a practice changed where they stand: the rest is byte-identical, and the result loads."""

from __future__ import annotations

import difflib
from pathlib import Path

import pytest
import tomli
from hypothesis import given
from hypothesis import strategies as st

from fairlead.engines.practice import reading
from fairlead.engines.practice.edit import basic, edited
from fairlead.engines.practice.load import load_texts
from fairlead.engines.practice.reading import read_folder

TEXTS, _ = read_folder(Path(reading.__file__).parents[2] / "practice")
NAME = "offerings/migration-saas/activities.toml"
ACTIVITIES = TEXTS[NAME]
COUNT = len(tomli.loads(ACTIVITIES)["activity"])

SMALL = """# A head.
[practice]  # of the firm
name = "Old" # stays

[[activity]]
id = "a"
"quoted" = 'literal'
low = "0.8"   # a remark
roles = { engineer = "1" }

# Before the second.
[[activity]]
id = "b"
effort = \"\"\"
2.0
+ 1.0\"\"\"
[activity.more]
low = "9"
"""


def changed_lines(old: str, new: str) -> list[str]:
    return [line for line in difflib.ndiff(old.splitlines(), new.splitlines()) if line[0] in "+-"]


def test_a_value_is_replaced_and_its_comment_stays():
    new = edited(SMALL, ("activity", 0), {"low": basic("0.7")})
    assert changed_lines(SMALL, new) == ['- low = "0.8"   # a remark', '+ low = "0.7"   # a remark']


def test_a_key_that_is_missing_follows_the_last_one():
    new = edited(SMALL, ("activity", 0), {"source": basic('say "so"'), "low": basic("0.7")})
    assert 'roles = { engineer = "1" }\nsource = "say \\"so\\""\n' in new
    assert tomli.loads(new)["activity"][0]["source"] == 'say "so"'


def test_a_text_of_many_lines_is_replaced_whole_and_what_lies_inside_is_not_taken_for_it():
    new = edited(SMALL, ("activity", 1), {"effort": basic("3.0"), "low": basic("0.5")})
    values = tomli.loads(new)["activity"][1]
    assert (values["effort"], values["low"], values["more"]["low"]) == ("3.0", "0.5", "9")
    assert edited(SMALL, ("practice",), {"name": basic("New")}).startswith(
        '# A head.\n[practice]  # of the firm\nname = "New" # stays\n'
    )


def test_an_empty_table_and_the_last_line_take_a_key():
    assert edited("[a]", ("a",), {"b": "1"}) == "[a]\nb = 1"
    assert edited("[[a]] # x\n", ("a", 0), {"b": "1"}) == "[[a]] # x\nb = 1\n"


def test_line_ends_stay_what_they_are():
    new = edited(SMALL.replace("\n", "\r\n"), ("activity", 0), {"low": basic("1"), "high": basic("2")})
    assert new.count("\r\n") == new.count("\n") == SMALL.count("\n") + 1


def test_what_cannot_be_done_is_refused():
    with pytest.raises(KeyError, match=r"activity\.7"):
        edited(SMALL, ("activity", 7), {"low": basic("1")})
    with pytest.raises(ValueError, match="no TOML"):
        edited(SMALL, ("activity", 0), {"low": "a = b"})
    with pytest.raises(ValueError, match="cannot be changed"):
        edited(SMALL, ("activity", 0), {"low": '"1"\nhigh = "2"'})


@given(st.text(max_size=60))
def test_any_text_comes_back_as_it_was(text):
    try:
        text.encode()
    except UnicodeEncodeError:
        return
    new = edited(SMALL, ("activity", 0), {"low": basic(text)})
    assert tomli.loads(new)["activity"][0]["low"] == text
    assert new.replace(basic(text), '"0.8"') == SMALL or text in SMALL


@given(
    st.integers(0, COUNT - 1),
    st.dictionaries(st.sampled_from(["low", "high", "source", "effort"]), st.just(""), min_size=1),
    st.decimals("0.05", "1", places=2),
)
def test_the_rest_of_the_practice_is_byte_identical_and_loads(place, keys, low):
    given_ = {"low": str(low), "high": "1.95", "source": "calibrated", "effort": "(1.0) * 1.5"}
    values = {key: basic(given_[key]) for key in keys}
    new = edited(ACTIVITIES, ("activity", place), values)
    before, after = ACTIVITIES.splitlines(), new.splitlines()
    kept = [line for line in before if line in after]
    assert len(before) - len(kept) <= len(values)
    assert len(after) - len(before) <= len(values)
    then = tomli.loads(new)["activity"][place]
    assert {key: then[key] for key in keys} == {key: given_[key] for key in keys}
    practice, findings = load_texts({**TEXTS, NAME: new})
    assert findings == () and practice is not None
