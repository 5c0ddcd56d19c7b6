"""The ground floor as a Django app; it opens every room's verbs, readings and subscribers."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class Core(AppConfig):
    name = "fairlead.core"
    label = "core"

    def ready(self) -> None:
        autodiscover_modules("actions", "queries", "subscribers")
