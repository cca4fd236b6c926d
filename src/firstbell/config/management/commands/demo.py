from __future__ import annotations

from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from firstbell.config.demo.load import CAST, PASSWORD, load
from firstbell.lib import clock
from firstbell.platform.web.pages.start import is_fresh


class Command(BaseCommand):
    help = "Load the demonstration trust into an empty Firstbell."

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("migrate", verbosity=0)
        if not is_fresh():
            raise CommandError(
                "Somebody has an account here already; the demonstration needs an empty Firstbell."
            )
        load(
            at=clock.now(),
            report=lambda done, total, line: self.stdout.write(f"{done:>3} of {total}  {line}"),
        )
        self.stdout.write(f"Sign in as {CAST[0][1]} with the password: {PASSWORD}")
