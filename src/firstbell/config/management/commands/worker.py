from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from firstbell.config import serve


class Command(BaseCommand):
    help = "Run the background work only, for a machine of its own."

    def handle(self, *args: Any, **options: Any) -> None:
        serve.work()
