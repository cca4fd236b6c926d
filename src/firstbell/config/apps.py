from __future__ import annotations

from django.apps import AppConfig


class FirstbellConfig(AppConfig):
    """The command line, and the demonstration trust, which needs every room."""

    name = "firstbell.config"
    label = "firstbell"

    def ready(self) -> None:
        from firstbell.config.demo import jobs  # noqa: F401 -- app ready
