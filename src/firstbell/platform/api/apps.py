from __future__ import annotations

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "firstbell.platform.api"
    label = "api"

    def ready(self) -> None:
        from firstbell.platform.api import jobs, rules  # noqa: F401 -- app ready
