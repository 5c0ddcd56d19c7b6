"""The roles of the firm. What each may see and do is decided in `visible_to` and in each app's rules."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    ENGAGEMENT_MANAGER = "engagement-manager"
    SENIOR_ENGAGEMENT_MANAGER = "senior-engagement-manager"
    SALES = "sales"
    TECHNICAL_ARCHITECT = "technical-architect"
    DELIVERY_MANAGER = "delivery-manager"
    PROJECT_MANAGER = "project-manager"
    COORDINATOR = "coordinator"
    CONSULTANT = "consultant"
    DIRECTOR = "director"
    FINANCE = "finance"
    LEGAL = "legal"
    RECRUITER = "recruiter"
    CUSTOMER_CONTACT = "customer-contact"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        return self.value.replace("-", " ").capitalize()


# An engagement is the business of everyone who shapes, agrees or delivers it.
ENGAGEMENT_ROLES = frozenset(Role) - {Role.RECRUITER, Role.CUSTOMER_CONTACT}

# Standard cost and margin stay inside: sellers, consultants and customers never see them.
COST_ROLES = ENGAGEMENT_ROLES - {Role.SALES, Role.CONSULTANT}

ENGAGEMENT_MANAGERS = frozenset({Role.ENGAGEMENT_MANAGER, Role.SENIOR_ENGAGEMENT_MANAGER})
