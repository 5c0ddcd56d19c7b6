"""The mail that asks for what is missing: plain text, whole, and short enough for an address."""

from __future__ import annotations

from urllib.parse import unquote

from fairlead.engines.scoping.asking import MOST_ADDRESS, Gap, requests


def gap(number, ask="customer", mandatory=False, told=()):
    return Gap(f"q{number}", f"Question {number}?", f"Because {number}.", f"{number}", ask, mandatory, told)


def test_one_request_a_party_the_customer_first_and_needed_ones_first():
    found = requests([gap(1, "data"), gap(2), gap(3, "account-team"), gap(4, mandatory=True)], "Move")
    assert [request.ask for request in found] == ["customer", "account-team", "data"]
    assert [g.id for g in found[0].gaps] == ["q4", "q2"]
    assert found[0].whom == "Customer"


def test_the_text_has_number_question_reason_and_sample():
    (request,) = requests(
        [gap(1, mandatory=True, told=("Carl does not know; ask Ben.",)), gap(2)], "Move & more"
    )
    assert request.subject == "Move & more: 2 questions"
    assert request.body.splitlines() == [
        "Hello,", "", "To size Move & more we still need to know the following.",
        "The first one is needed before there can be an estimate; the others make it more certain.",
        "", "1. Question 1?", "   Why we ask: Because 1.", "   For example: 1",
        "   Carl does not know; ask Ben.",
        "", "2. Question 2?", "   Why we ask: Because 2.", "   For example: 2",
        "", "If someone else knows better, tell us whom to ask.", "", "Thank you!",
    ]  # fmt: skip
    assert request.whole
    assert unquote(request.mailto).endswith(request.body)
    assert "Move%20%26%20more" in request.mailto


def test_what_is_too_long_for_an_address_is_left_to_be_copied():
    (request,) = requests([gap(n) for n in range(60)], "Move")
    assert not request.whole
    assert len(request.mailto) < MOST_ADDRESS < len(request.body)
    assert "body=" not in request.mailto


def test_nothing_open_nothing_asked():
    assert requests([], "Move") == ()
