"""Signing in: by password, through allauth. People of the demo firm can do so in demo mode alone."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.http.response import HttpResponseRedirectBase
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from fairlead.core.models import User


class Backend(AuthenticationBackend):
    """Refuses people who left, and the demo firm outside demo mode - at sign-in and on every request."""

    def user_can_authenticate(self, user: AbstractBaseUser | AnonymousUser | None) -> bool:
        return isinstance(user, User) and user.is_active and (settings.DEMO or not user.demo)

    def get_user(self, user_id: Any) -> User | None:
        user = User.objects.prefetch_related("grants").filter(pk=user_id).first()
        return user if user and self.user_can_authenticate(user) else None


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
