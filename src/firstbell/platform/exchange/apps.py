from __future__ import annotations

from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "firstbell.platform.exchange"
    label = "exchange"

    def ready(self) -> None:
        from firstbell.platform.exchange import forgetting, jobs, rules  # noqa: F401 -- app ready
