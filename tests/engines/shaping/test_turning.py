"""What would change the route, one fact at a time."""

from __future__ import annotations

from fairlead.engines.practice.values import Route
from fairlead.engines.shaping.turning import turns

ROUTES = (
    Route("free", "not-ours", "free_edition && offering != 'discovery'", "Free."),
    Route("fits", "standard-sku", "billing == 'fixed-fee' && hours <= 60.0 && discount == 0.0", "Fits."),
    Route("small", "partner", "segment == 'SMB' || region in ['x', 'y']", "Small."),
    Route("custom", "custom-sow", "true", "Custom."),
)
FACTS = {
    "free_edition": False, "offering": "migration", "billing": "fixed-fee", "hours": 61.0, "discount": 0.0,
    "segment": "Ent_WEST", "region": "amer", "msa": True,
}  # fmt: skip
FRAME = ("free_edition", "billing", "hours", "discount", "segment", "region", "msa")


def said(facts, among=FRAME):
    return [(turn.fact, turn.value, turn.route.to) for turn in turns(ROUTES, facts, among)]


def test_every_single_change_that_sends_the_sale_another_way():
    assert said(FACTS) == [
        ("free_edition", True, "not-ours"), ("hours", 60.0, "standard-sku"),
        ("region", "x", "partner"), ("segment", "SMB", "partner"),
    ]  # fmt: skip


def test_back_to_custom_from_the_edge_of_a_threshold():
    assert said({**FACTS, "hours": 60.0}) == [
        ("free_edition", True, "not-ours"), ("billing", "", "custom-sow"),
        ("discount", 0.01, "custom-sow"), ("hours", 60.01, "custom-sow"),
    ]  # fmt: skip


def test_only_what_may_change_is_tried_and_an_offering_is_what_it_is():
    assert said({**FACTS, "segment": "SMB"}, ("segment", "unknown")) == [("segment", "", "custom-sow")]
    assert said(FACTS, ("msa",)) == []
