"""The addresses that a customer link opens; they stand apart from the pages of the desk."""

from __future__ import annotations

from django.urls import path

from fairlead.faces.web import asking, signing_by_link

app_name = "public"

urlpatterns = [
    path("ask/<str:secret>", asking.fill, name="ask"),
    path("meet/<str:secret>", asking.meet, name="meet"),
    path("sign/<str:secret>", signing_by_link.sign, name="sign"),
    path("sign/<str:secret>/reading", signing_by_link.note, name="sign-reading"),
    path("sign/<str:secret>/document.pdf", signing_by_link.document, name="sign-document"),
]
