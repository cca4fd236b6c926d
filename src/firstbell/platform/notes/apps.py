from __future__ import annotations

from django.apps import AppConfig


class NotesConfig(AppConfig):
    name = "firstbell.platform.notes"
    label = "notes"

    def ready(self) -> None:
        from firstbell.platform.notes import rules  # noqa: F401 -- app ready
