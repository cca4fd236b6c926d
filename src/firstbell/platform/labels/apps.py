from __future__ import annotations

from django.apps import AppConfig


class LabelsConfig(AppConfig):
    name = "firstbell.platform.labels"
    label = "labels"

    def ready(self) -> None:
        from firstbell.platform.labels import logos, rules  # noqa: F401 -- app ready
