from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from firstbell.config import fitness, serve
from firstbell.lib.refusal import Refusal


class Command(BaseCommand):
    help = "Run the background work only, for a machine of its own."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            fitness.check_data()
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from None
        serve.work()
