"""The two doors that speak HTTP."""

from django.urls import include, path

from fairlead.faces.api.app import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("", include("fairlead.faces.web.public")),
    path("", include("fairlead.faces.web.urls")),
]
