"""Signing in: by password, through allauth, or by a link that comes by mail (django-sesame). People of the
demo firm can do so in demo mode alone."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.core.mail import EmailMessage
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from sesame.backends import SesameBackendMixin
from sesame.utils import get_token

from fairlead.core.mail import line
from fairlead.core.models import User

# A link of a mail lets in once, and no longer than so many minutes.
MINUTES = 10
MOST_NAMESAKES = 5


class Backend(AuthenticationBackend):
    """Refuses people who left, and the demo firm outside demo mode - at sign-in and on every request."""

    def user_can_authenticate(self, user: AbstractBaseUser | AnonymousUser | None) -> bool:
        return isinstance(user, User) and user.is_active and (settings.DEMO or not user.demo)

    def get_user(self, user_id: Any) -> User | None:
        user = User.objects.prefetch_related("grants").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


class ByLink(SesameBackendMixin):
    """Takes the token of a link for the person whom it was mailed to; signing in any way ends it."""

    def get_user(self, user_id: Any) -> User | None:
        return Backend().get_user(user_id)


class Adapter(DefaultAccountAdapter):
    """People are added by an administrator; nobody signs themselves up."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(
        self, request: HttpRequest, user: AbstractBaseUser, **further: Any
    ) -> HttpResponseRedirectBase | None:
        """Turn away whoever the backend refuses; with a right password allauth lets them come this far."""
        if Backend().user_can_authenticate(user):
            return None
        messages.error(request, _("This account cannot sign in."))
        return redirect("account_login")


def called(name: str) -> list[User]:
    """Whoever may sign in under this user name or address."""
    rows = User.objects.filter(Q(username=name) | Q(email__iexact=name)).exclude(email="")
    return [user for user in rows[:MOST_NAMESAKES] if Backend().user_can_authenticate(user)]


def letter(user: User, back: str) -> EmailMessage:
    """The mail with a link that lets this person in, once. back: the page that they wanted, "" for the desk.

    The token is made here, where the mail is sent: it stands in no queue and in no table.
    """
    query = f"?{urlencode({'next': back})}" if back else ""
    link = f"{settings.ADDRESS}{reverse('sign-in-link', args=[get_token(user)])}{query}"
    body = (
        f"Hello {line(str(user))},\n\nthis link signs you in, once, within {MINUTES} minutes:\n{link}\n\n"
        "Nobody else is to have it. If you did not ask for it, somebody else did; without the link they "
        "cannot get in.\n"
    )
    headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    return EmailMessage("Your link to sign in", body, to=[user.email], headers=headers)
