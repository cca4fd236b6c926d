from __future__ import annotations

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "firstbell.platform.notifications"
    label = "notifications"

    def ready(self) -> None:
        from firstbell.platform.notifications import jobs, kinds, rules  # noqa: F401 -- app ready
