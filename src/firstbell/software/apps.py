from __future__ import annotations

from django.apps import AppConfig


class SoftwareConfig(AppConfig):
    name = "firstbell.software"
    label = "software"

    def ready(self) -> None:
        from firstbell.software import jobs, plugs, receivers, rules  # noqa: F401 -- app ready
