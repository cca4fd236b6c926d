from __future__ import annotations

from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    name = "firstbell.platform.attachments"
    label = "attachments"

    def ready(self) -> None:
        from firstbell.platform.attachments import jobs, rules  # noqa: F401 -- app ready
