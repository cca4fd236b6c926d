from __future__ import annotations

from django.apps import AppConfig


class SearchConfig(AppConfig):
    name = "firstbell.platform.search"
    label = "search"
