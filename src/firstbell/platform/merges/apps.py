from __future__ import annotations

from django.apps import AppConfig


class MergesConfig(AppConfig):
    name = "firstbell.platform.merges"
    label = "merges"
