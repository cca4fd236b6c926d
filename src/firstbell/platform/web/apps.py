from __future__ import annotations

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "firstbell.platform.web"
    label = "web"

    def ready(self) -> None:
        from firstbell.platform.web import housekeeping, plugs, receivers  # noqa: F401 -- app ready
