"""The addresses that a customer link opens; they stand apart from the pages of the desk."""

from __future__ import annotations

from django.urls import path

from fairlead.faces.web import asking

app_name = "public"

urlpatterns = [
    path("ask/<str:secret>", asking.fill, name="ask"),
    path("meet/<str:secret>", asking.meet, name="meet"),
]
