from __future__ import annotations

from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    name = "firstbell.platform.database"
    label = "database"
