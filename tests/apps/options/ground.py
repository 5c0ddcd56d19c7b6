"""The ground for options: an engagement whose practice lets some lines be left out, and two ways to do it."""

from __future__ import annotations

import re

from fairlead.apps.catalog import actions as catalog
from fairlead.apps.engagements import actions as engagements
from fairlead.apps.engagements.models import Engagement
from fairlead.apps.options import actions
from fairlead.apps.options.models import Disagreement, Option
from tests import cast
from tests.replay import replayed

# What may be left out, its worth, and what has to be kept with it.
OPTIONAL = {
    "sign-on": (4, []),
    "provisioning": (2, ["sign-on"]),
    "runners": (3, []),
    "integrations": (3, []),
    "hypercare": (5, []),
    "user-class": (1, []),
}


def made_optional(text: str) -> str:
    """The activities with these lines optional, whatever the text said of that before."""
    return "".join(map(_block, re.split(r"(?m)^(?=\[\[)", text)))


def _block(block: str) -> str:
    if not block.startswith("[[activity]]"):
        return block
    name = re.search(r'^id = "([a-z0-9-]+)"$', block, re.M)
    block = re.sub(r"^(optional|worth|after) = .*\n", "", block, flags=re.M)
    if name is None or name[1] not in OPTIONAL:
        return block
    worth, after = OPTIONAL[name[1]]
    more = f"{name[0]}\noptional = true\nworth = {worth}\nafter = {after}"
    return block.replace(name[0], more.replace("'", '"'), 1)


@replayed
def negotiable(firm: cast.Firm) -> Engagement:
    """The firm's engagement, answered, with a practice in which some lines are optional."""
    texts = cast.practice_texts()
    texts = {name: made_optional(text) for name, text in texts.items()}
    practice = catalog.load(cast.actor("dora"), texts=texts)
    engagement = cast.as_it_is(cast.answered(firm))
    if engagement.practice_id != practice.pk:
        engagements.adopt(cast.actor("ana"), engagement, practice=practice)
    return cast.as_it_is(engagement)


@replayed
def option(engagement: Engagement, name: str = "As asked", **wanted: object) -> Option:
    """An option that Ana opened."""
    return as_it_is(actions.open_option(cast.actor("ana"), engagement, name=name, **wanted))


def as_it_is(row: Option) -> Option:
    return Option.objects.select_related("engagement__account").get(pk=row.pk)


def estimated(engagement: Engagement, name: str = "As asked", **wanted: object) -> Option:
    return as_it_is(actions.estimate(cast.actor("ana"), option(engagement, name, **wanted)))


def two(engagement: Engagement) -> tuple[Option, Option]:
    """Everything, and a leaner way without classes and hypercare."""
    whole = estimated(engagement)
    lean = estimated(engagement, "Lean", idea="No classes.", left_out=["hypercare", "user-class"])
    return whole, lean


def disagreement(engagement: Engagement) -> Disagreement:
    return actions.raise_disagreement(
        cast.actor("ana"), engagement, asked="All projects in one night.", why="One night holds 400 of 2,500."
    )
