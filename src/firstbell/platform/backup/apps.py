from __future__ import annotations

from django.apps import AppConfig


class BackupConfig(AppConfig):
    name = "firstbell.platform.backup"
    label = "backup"

    def ready(self) -> None:
        from firstbell.platform.backup import jobs, rules  # noqa: F401 -- app ready
