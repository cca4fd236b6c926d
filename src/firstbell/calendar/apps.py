from __future__ import annotations

from django.apps import AppConfig


class CalendarConfig(AppConfig):
    name = "firstbell.calendar"
    label = "calendar"

    def ready(self) -> None:
        from firstbell.calendar import plugs, rules  # noqa: F401 -- app ready
