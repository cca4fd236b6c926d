from __future__ import annotations

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    name = "firstbell.platform.webhooks"
    label = "webhooks"

    def ready(self) -> None:
        from firstbell.platform.webhooks import addresses, forgetting, jobs, receivers, rules  # noqa: F401 -- app ready

        addresses.allowed()  # a network that is none stops the start
