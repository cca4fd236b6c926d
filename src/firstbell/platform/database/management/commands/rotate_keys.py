from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from firstbell.platform.database import rotating, secrets


class Command(BaseCommand):
    help = "Put a new key on top of those that encrypt secrets in the database, and write every secret anew with it."

    def handle(self, *args: Any, **options: Any) -> None:
        written = rotating.rotate()
        self.stdout.write(
            f"A new key is in use, and {written} secrets were written anew. Back up {secrets.path()}."
        )
