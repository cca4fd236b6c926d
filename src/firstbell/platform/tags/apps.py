from __future__ import annotations

from django.apps import AppConfig


class TagsConfig(AppConfig):
    name = "firstbell.platform.tags"
    label = "tags"

    def ready(self) -> None:
        from firstbell.platform.tags import rules  # noqa: F401 -- app ready
