from __future__ import annotations

from django.apps import AppConfig


class CodesConfig(AppConfig):
    name = "firstbell.platform.codes"
    label = "codes"

    def ready(self) -> None:
        from firstbell.platform.codes import rules  # noqa: F401 -- app ready
