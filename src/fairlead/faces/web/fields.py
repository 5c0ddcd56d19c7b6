"""The fields of every form: their labels, their help, their choices."""

from __future__ import annotations

from collections.abc import Iterable
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from fairlead.apps.people.queries import people as people_of
from fairlead.core.actor import Actor
from fairlead.core.roles import ENGAGEMENT_MANAGERS, Role
from fairlead.engines.practice.values import Offering
from fairlead.faces.web.forms import Field
from fairlead.faces.web.places import model_of

Choices = tuple[tuple[str, str], ...]

CURRENCIES = ("USD", "EUR", "GBP", "AUD", "CAD", "CHF", "JPY", "INR", "SGD")


def choices_of(noun: str, column: str) -> Choices:
    """The choices of a column, as its table declares them."""
    return tuple(
        (str(value), str(label)) for value, label in model_of(noun)._meta.get_field(column).choices or ()
    )


def segments() -> Choices:
    return choices_of("account", "segment")


def people(actor: Actor, *wanted: Iterable[Role]) -> list[Choices]:
    """People as choices, one list for each set of roles that is asked for; one reading for all of them."""
    rows = [(row, {grant.role for grant in row.user.grants.all()}) for row in people_of(actor)]
    return [
        tuple((str(row.pk), row.name) for row, held in rows if held & {role.value for role in roles})
        for roles in wanted
    ]


def managers(actor: Actor) -> Choices:
    """Engagement managers, in one query."""
    roles = [role.value for role in ENGAGEMENT_MANAGERS]
    rows = people_of(actor).filter(user__grants__role__in=roles).prefetch_related(None).distinct()
    return tuple((str(row.pk), row.name) for row in rows)


def currencies() -> Choices:
    return tuple((code, code) for code in CURRENCIES)


def account() -> tuple[Field, ...]:
    return (
        Field("name", _("Name"), required=True, wide=True),
        Field("segment", _("Segment"), "choice", (("", _("None")), *segments())),
        Field("territory", _("Territory")),
        Field("region", _("Region"), help=_("Rates can differ by region: amer, emea, apac.")),
        Field("country", _("Country"), help=_("Two letters, like DE.")),
        Field("currency", _("Currency"), "choice", currencies()),
        Field("msa", _("Master agreement executed"), "yesno"),
        Field("public_sector", _("Public sector"), "yesno"),
        Field("free_edition", _("Uses the free edition"), "yesno"),
        Field("partner_preferred", _("Prefers a partner"), "yesno"),
    )


def contact() -> tuple[Field, ...]:
    return (
        Field("name", _("Name"), required=True),
        Field("email", _("E-mail"), "email", required=True),
        Field("title", _("Title")),
        Field("part", _("Part in the engagement"), help=_("Sponsor, technical lead, procurement …")),
    )


def invitation() -> tuple[Field, ...]:
    return (
        Field("username", _("User name"), required=True),
        Field("password", _("First password"), "password", help=_("They change it after they sign in.")),
    )


def engagement(actor: Actor, offerings: Iterable[Offering]) -> tuple[Field, ...]:
    return (
        Field("name", _("Name"), required=True, wide=True, help=_("What the customer calls the work.")),
        Field("offering", _("Offering"), "choice", tuple((o.id, o.name) for o in offerings), required=True),
        Field("em", _("Engagement manager"), "choice", (("", _("Nobody yet")), *managers(actor))),
    )


def engagement_edit() -> tuple[Field, ...]:
    return (
        Field("name", _("Name"), required=True, wide=True),
        Field("em_status", _("Whose turn"), "choice", choices_of("engagement", "em_status")),
        Field("start_on", _("Wished start"), "date"),
        Field(
            "goal",
            _("What the customer wants it for"),
            "area",
            wide=True,
            help=_("The outcome, in a sentence of theirs; the statement of work says it."),
        ),
        Field("pains", _("Pain points"), "area", wide=True, help=_("In the customer's words, if you can.")),
        Field("constraints", _("Technical or organisational constraints"), "area", wide=True),
    )


def terms() -> tuple[Field, ...]:
    return (
        Field("billing", _("Billing"), "choice", choices_of("engagement", "billing")),
        Field(
            "discount", _("Discount"), "number", unit="%", help=_("Taken off once, on the whole. 0 to 100.")
        ),
        Field("investment", _("Free services"), "number", help=_("What the firm gives without charge.")),
        Field(
            "confidence",
            _("Confidence"),
            "number",
            unit="%",
            help=_("How likely the hours suffice: 50 to 95."),
        ),
        Field("currency", _("Currency"), "choice", currencies()),
        Field("priced_on", _("Rates as of"), "date"),
        Field("paper", _("Paper"), "choice", choices_of("engagement", "paper")),
        Field("acceptance_days", _("Days for acceptance"), "number", unit=_("days")),
    )


def assignment(actor: Actor) -> tuple[Field, ...]:
    nobody = ("", _("Nobody yet"))
    leaders, architects, sellers = people(
        actor, ENGAGEMENT_MANAGERS, [Role.TECHNICAL_ARCHITECT], [Role.SALES]
    )
    return (
        Field("em", _("Engagement manager"), "choice", (nobody, *leaders)),
        Field(
            "architect",
            _("Technical architect"),
            "choice",
            (nobody, *architects),
        ),
        Field("seller", _("Sales"), "choice", (nobody, *sellers)),
    )


def architect(actor: Actor) -> tuple[Field, ...]:
    (architects,) = people(actor, [Role.TECHNICAL_ARCHITECT])
    return (
        Field("architect", _("Technical architect"), "choice", architects, required=True),
        Field("note", _("What for"), "area", help=_("The call, its day, and what is to be answered there.")),
    )


def cover(territories: Choices) -> tuple[Field, ...]:
    return (Field("territories", _("Territories"), "many", territories, wide=True),)


def person() -> tuple[Field, ...]:
    roles = tuple((role.value, role.label) for role in Role if role is not Role.CUSTOMER_CONTACT)
    return (
        Field("name", _("Name"), required=True),
        Field("username", _("User name"), required=True),
        Field("email", _("E-mail"), "email", required=True),
        Field("title", _("Title")),
        Field("territory", _("Territory")),
        Field("zone", _("Time zone"), "choice", zones()),
        Field("password", _("First password"), "password", help=_("Without one they cannot sign in yet.")),
        Field("roles", _("Roles"), "many", roles, wide=True),
    )


def person_edit() -> tuple[Field, ...]:
    return (
        Field("title", _("Title")),
        Field("territory", _("Territory")),
        Field("zone", _("Time zone"), "choice", zones()),
    )


def role() -> tuple[Field, ...]:
    roles = tuple((role.value, role.label) for role in Role if role is not Role.CUSTOMER_CONTACT)
    return (Field("role", _("Role"), "choice", roles, required=True),)


def zones() -> Choices:
    return tuple(
        (zone, zone.replace("_", " "))
        for zone in sorted(available_timezones())
        if "/" in zone or zone == "UTC"
    )
