from __future__ import annotations

from django.apps import AppConfig


class TimetableConfig(AppConfig):
    name = "firstbell.timetable"
    label = "timetable"

    def ready(self) -> None:
        from firstbell.timetable import plugs, receivers, rules, sheets  # noqa: F401 -- app ready
