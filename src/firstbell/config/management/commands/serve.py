from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from firstbell.config import serve
from firstbell.lib.refusal import Refusal


class Command(BaseCommand):
    help = "Serve the whole of Firstbell: web, worker and scheduler."
    # Ours are in fitness.py; Django's are of the code, which does not change between two starts.
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            serve.serve()
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from None
