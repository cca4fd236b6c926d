from __future__ import annotations

from django.apps import AppConfig


class FirstbellConfig(AppConfig):
    """The command line: serve, init, demo, token, worker, web."""

    name = "firstbell.config"
    label = "firstbell"
