from __future__ import annotations

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "firstbell.places"
    label = "places"

    def ready(self) -> None:
        from firstbell.places import plugs, rules, sheets  # noqa: F401 -- app ready
