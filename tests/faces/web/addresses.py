"""Every address of the desk, filled with rows that exist."""

from __future__ import annotations

from django.urls import URLPattern, reverse

from fairlead.apps.agreements.models import Paper
from fairlead.core.models import AuditEntry
from fairlead.faces.web.urls import urlpatterns
from tests import cast
from tests.apps.calibration import closings

NAMES = sorted(pattern.name for pattern in urlpatterns if isinstance(pattern, URLPattern))

# Addresses that only take a POST.
POSTED = {"act", "undo", "answer", "calibration-propose", "similar-take"}

SIGN_IN = {"account_login", "account_logout"}


def fill(name: str, firm: cast.Firm) -> str:
    """The address of that name, about the firm's own rows."""
    rows = {
        "account": firm.account.pk,
        "contact": firm.contact.pk,
        "practice": firm.practice.pk,
        "offering": firm.practice.pk,
        "person": cast.person("ana").pk,
    }
    own = {
        "answer": [firm.engagement.pk, "users"],
        "similar-take": [firm.engagement.pk, "wave-plan"],
        "act": ["engagement.move", firm.engagement.pk],
        "undo": [AuditEntry.objects.latest("seq").seq],
        "offering": [firm.practice.pk, "migration-saas"],
        "practice-compare": [firm.practice.pk, firm.practice.pk],
        "paper": [getattr(Paper.objects.first(), "pk", 1)],
    }
    if name in ("calibration", "actual-correct"):
        return reverse(name, args=[closings.number_of(name, firm.engagement)])
    if name in own:
        return reverse(name, args=own[name])
    pattern = next(p for p in urlpatterns if p.name == name)
    if name == "engagement-new":
        return f"{reverse(name)}?account={firm.account.pk}"
    if "pk" not in pattern.pattern.converters:
        return reverse(name)
    noun = name.partition("-")[0]
    return reverse(name, args=[rows.get(noun, firm.engagement.pk)])
