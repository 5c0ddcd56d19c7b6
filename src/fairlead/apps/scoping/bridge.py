"""Rows to engine values: the commercial frame and the answers of an engagement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal

from fairlead.apps.accounts.models import Account
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.scoping.models import Answer
from fairlead.engines.scoping import values

# As the table keeps them, also before the row is read back: frozen figures compare letter by letter.
_KEPT = Decimal("0.01")


def terms_of(engagement: Engagement) -> values.Terms:
    """What frames the price, from the engagement and its account."""
    account: Account = engagement.account
    return values.Terms(
        customer=account.name,
        name=engagement.name,
        offering=engagement.offering,
        day=engagement.priced_on,
        currency=engagement.currency,
        confidence=engagement.confidence,
        seed=engagement.seed,
        billing=engagement.billing,
        discount=engagement.discount.quantize(_KEPT),
        investment=engagement.investment.quantize(_KEPT),
        region=engagement.region,
        segment=engagement.segment,
        paper=engagement.paper,
        msa=account.msa,
        acceptance_days=engagement.acceptance_days,
        partner_preferred=account.partner_preferred,
        free_edition=account.free_edition,
        public_sector=account.public_sector,
        start=engagement.start_on,
        goal=engagement.goal,
    )


def answers_of(rows: Iterable[Answer]) -> Mapping[str, values.Answer]:
    """Answers by question, without those that were cleared; an inherited one says where it was given."""
    return {
        row.question: values.Answer(row.value, _source(row), row.said_on, row.confidence)
        for row in rows
        if row.value is not None
    }


def _source(row: Answer) -> str:
    return f"{row.who} ({row.inherited_from})" if row.inherited_from else row.who


def scoping_of(engagement: Engagement, rows: Iterable[Answer]) -> values.Scoping:
    """The whole scoping file, as the engines take it."""
    return values.Scoping(terms_of(engagement), answers_of(rows))
