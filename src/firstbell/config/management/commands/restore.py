from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import localtime

from firstbell.lib.refusal import Refusal
from firstbell.platform.backup import restoring


class Command(BaseCommand):
    help = "Put a backup back, and prove that it is whole. Stop Firstbell first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--over", action="store_true", help="replace the data that is here")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            proof = restoring.restore(options["file"], over=options["over"])
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write(
            f"Restored as of {_spoken(proof.made_at)}: {proof.rows:,} rows in {proof.tables} tables and {proof.files} files, all counted."
        )
        if not proof.keys:
            self.stdout.write(
                "The backup holds no keys: copy your own DATA/keys back. Without them people must sign in again, and "
                "authenticator apps and recovery codes no longer count: 'firstbell password --without-second-factors' "
                "lets somebody in who has nothing else."
            )


def _spoken(moment: str) -> str:
    return f"{localtime(datetime.fromisoformat(moment)):%a %-d %b %Y, %H:%M}"
