"""Every page of the desk."""

from __future__ import annotations

from allauth.account import views as account
from django.urls import path

from fairlead.faces.web import (
    accounts,
    agreements,
    catalog,
    desk,
    doing,
    engagements,
    estimates,
    meeting,
    people,
    scoping,
)

urlpatterns = [
    path("", desk.home, name="desk"),
    path("notices", desk.notices, name="notices"),
    path("board", engagements.board, name="board"),
    path("engagements", engagements.index, name="engagements"),
    path("engagements/new", engagements.new, name="engagement-new"),
    path("engagements/<int:pk>", engagements.show, name="engagement"),
    path("engagements/<int:pk>/discover", scoping.discover, name="discover"),
    path("engagements/<int:pk>/answers/<slug:question>", scoping.answer, name="answer"),
    path("engagements/<int:pk>/answers/<slug:question>/act", scoping.act, name="answer-act"),
    path("engagements/<int:pk>/answers", scoping.take_file, name="answers-import"),
    path("engagements/<int:pk>/links", meeting.show, name="links"),
    path("engagements/<int:pk>/meeting", meeting.meeting, name="meeting"),
    path("engagements/<int:pk>/estimate", estimates.show, name="estimate"),
    path("engagements/<int:pk>/agree", agreements.show, name="agree"),
    path("engagements/<int:pk>/activity", engagements.activity, name="activity"),
    path("engagements/<int:pk>/edit", engagements.edit, name="engagement-edit"),
    path("engagements/<int:pk>/terms", engagements.terms, name="engagement-terms"),
    path("engagements/<int:pk>/people", engagements.assign, name="engagement-people"),
    path("engagements/<int:pk>/practice", engagements.adopt, name="engagement-practice"),
    path("papers/<int:pk>", agreements.download, name="paper"),
    path("accounts", accounts.index, name="accounts"),
    path("accounts/new", accounts.new, name="account-new"),
    path("accounts/import", accounts.take_file, name="accounts-import"),
    path("accounts/<int:pk>", accounts.show, name="account"),
    path("accounts/<int:pk>/edit", accounts.edit, name="account-edit"),
    path("accounts/<int:pk>/contacts/new", accounts.new_contact, name="contact-new"),
    path("contacts/<int:pk>/invite", accounts.invite, name="contact-invite"),
    path("practice", catalog.index, name="practices"),
    path("practice/<int:pk>", catalog.show, name="practice"),
    path("practice/<int:pk>/offerings/<slug:offering>", catalog.offering, name="offering"),
    path("practice/<int:pk>/compare/<int:newer>", catalog.compare, name="practice-compare"),
    path("people", people.index, name="people"),
    path("people/new", people.new, name="person-new"),
    path("people/<int:pk>", people.show, name="person"),
    path("tokens", people.tokens, name="tokens"),
    path("do/<str:verb>/<int:pk>", doing.act, name="act"),
    path("undo/<int:seq>", doing.undo, name="undo"),
    path("sign-in", account.login, name="account_login"),
    path("sign-out", account.logout, name="account_logout"),
    path("password", account.password_change, name="account_change_password"),
]
