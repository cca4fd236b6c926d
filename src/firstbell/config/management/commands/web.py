from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from firstbell.config import serve


class Command(BaseCommand):
    help = "Serve the pages only, for a machine of its own."

    def handle(self, *args: Any, **options: Any) -> None:
        serve.prepare()
        serve.web()
