"""Where a statement of work is offered to be drawn up, and where it is said why it is not."""

from __future__ import annotations

from decimal import Decimal

from fairlead.apps.agreements import actions as agreements
from fairlead.apps.engagements import actions as engagements
from fairlead.apps.estimates import actions as estimates
from tests import cast

OFFERED, WHY = 'action="/do/sow.generate/', "it no longer says what was agreed"


def pages(visit, firm) -> list[str]:
    client = visit("ana")
    address = f"/engagements/{firm.engagement.pk}"
    return [client.get(f"{address}/{name}").content.decode() for name in ("agree", "estimate")]


def test_from_an_approved_estimate_both_pages_offer_it_in_the_same_words(firm, visit):
    cast.approved(firm)
    for page in pages(visit, firm):
        assert OFFERED in page and "Draw up the SOW" in page


def test_once_its_terms_have_changed_neither_offers_it_and_both_say_why(ana, firm, visit):
    cast.approved(firm)
    engagements.price(ana, cast.as_it_is(firm.engagement), discount=Decimal("5"))
    agree, estimate = pages(visit, firm)
    assert OFFERED not in agree and WHY in agree
    assert OFFERED not in estimate and "No SOW is drawn up from this version" in estimate


def test_what_is_drawn_up_from_the_newest_estimate_is_not_offered_again(ana, firm, visit):
    agreements.generate(ana, cast.approved(firm))
    agree, estimate = pages(visit, firm)
    assert OFFERED not in agree and OFFERED not in estimate
    engagements.price(ana, cast.as_it_is(firm.engagement), discount=Decimal("5"))
    assert WHY not in pages(visit, firm)[0]


def test_a_newer_approved_estimate_offers_it_anew(ana, theo, firm, visit):
    agreements.generate(ana, cast.approved(firm))
    engagement = engagements.price(ana, cast.as_it_is(firm.engagement), discount=Decimal("5"))
    estimate = estimates.submit(ana, estimates.draft(ana, engagement))
    for username in ("theo", "dora"):
        if estimate.state == "in-review" and cast.actor(username).has_any(estimate.awaited):
            estimate = estimates.approve(cast.actor(username), estimate)
    agree, _ = pages(visit, firm)
    assert OFFERED in agree and "Draw up the SOW anew" in agree
