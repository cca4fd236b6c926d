from __future__ import annotations

from django.apps import AppConfig


class AgentsConfig(AppConfig):
    name = "firstbell.agents"
    label = "agents"

    def ready(self) -> None:
        from firstbell.agents import jobs, plugs, receivers, rules  # noqa: F401 -- app ready
