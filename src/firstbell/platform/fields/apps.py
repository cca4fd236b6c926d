from __future__ import annotations

from django.apps import AppConfig


class FieldsConfig(AppConfig):
    name = "firstbell.platform.fields"
    label = "fields"

    def ready(self) -> None:
        from firstbell.platform.fields import rules  # noqa: F401 -- app ready
