from __future__ import annotations

from django.apps import AppConfig


class ListsConfig(AppConfig):
    name = "firstbell.platform.lists"
    label = "lists"

    def ready(self) -> None:
        from firstbell.platform.lists import forgetting, jobs, rules  # noqa: F401 -- app ready
