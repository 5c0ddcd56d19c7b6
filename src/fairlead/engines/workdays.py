"""The working days of countries and regions. Apart from `engines.calendar` because the list of the
world's holidays takes a tenth of a second to load."""

from __future__ import annotations

import functools
from datetime import date

import holidays

from fairlead.engines.calendar import MONDAY_TO_FRIDAY, DateRange, Workdays

# Law changes; nobody's SOW looks further, and a day outside raises instead of passing for worked.
YEARS = range(2015, 2046)


@functools.cache
def working_days(code: str) -> Workdays:
    """Working days by ISO 3166 code of a country ("GB") or of its part ("US-CA", "DE-BY").

    "" is Monday to Friday without holidays. Weekends are the country's own; a holiday moved to a weekday
    counts on that day. Source: the holidays package. Raises ValueError for an unknown code.
    """
    if not code:
        return MONDAY_TO_FRIDAY
    country, _, part = code.partition("-")
    try:
        found = holidays.country_holidays(country, subdiv=part or None, years=YEARS)
    except NotImplementedError as error:
        raise ValueError(
            f"no holidays are known for {code!r}; write a country like 'GB' or a part of one like 'US-CA'"
        ) from error
    return Workdays(
        name=code,
        weekdays=frozenset(range(7)) - frozenset(found.weekend),
        holidays=dict(sorted(found.items())),
        known=DateRange(date(YEARS.start, 1, 1), date(YEARS.stop, 1, 1)),
    )
