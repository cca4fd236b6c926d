from __future__ import annotations

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "firstbell.people"
    label = "people"

    def ready(self) -> None:
        from firstbell.people import jobs, plugs, receivers, rules, sheets  # noqa: F401 -- app ready
