"""Signing in by a link that comes by mail: it is asked for, and it opens a page that lets in with one press.

Opening the link alone does nothing, so that no programme that reads mail ahead uses it up.
"""

from __future__ import annotations

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from sesame.utils import get_user

from fairlead.core.signin import MINUTES, called
from fairlead.core.tasks import mail_link
from fairlead.faces.web.doing import ours


@require_POST
def ask(request: HttpRequest) -> HttpResponse:
    """Mail a link to whoever is called so; the answer is the same whether there is anybody."""
    if not settings.MAILS:
        raise Http404
    name, back = request.POST.get("login", "").strip()[:254], ours(request, request.POST.get("next", ""))
    if not name:
        messages.error(request, _("Write your e-mail or user name first."))
    elif not ratelimit.consume(request, action="request_login_code", key=name.casefold()):
        messages.error(
            request, _("That was asked for often just now. Look into your mail, or wait a minute.")
        )
    else:
        for user in called(name):
            mail_link.defer(user_id=user.pk, back=back)
        said = _(
            "If you are known here, a link is on its way to your mail. It lets you in once, "
            "within %(n)d minutes."
        )
        messages.success(request, said % {"n": MINUTES})
    return _to_sign_in(back)


@never_cache
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """Whose link it is, and a button that signs them in."""
    user, back = get_user(token, update_last_login=False), ours(request, request.GET.get("next", ""))
    if user is None:
        messages.error(request, _("This link was used, or is too old. Ask for another."))
        return _to_sign_in(back)
    if request.method == "POST":
        login(request, user)
        return redirect(back or "desk")
    return render(request, "account/enter.html", {"name": str(user)})


def _to_sign_in(back: str) -> HttpResponse:
    return redirect(reverse("account_login") + (f"?{urlencode({'next': back})}" if back else ""))
