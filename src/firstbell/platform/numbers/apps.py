from __future__ import annotations

from django.apps import AppConfig


class NumbersConfig(AppConfig):
    name = "firstbell.platform.numbers"
    label = "numbers"

    def ready(self) -> None:
        from firstbell.platform.numbers import rules  # noqa: F401 -- app ready
