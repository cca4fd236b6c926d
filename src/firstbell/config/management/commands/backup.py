from __future__ import annotations

import sqlite3
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from firstbell.lib import clock
from firstbell.platform.backup import actions
from firstbell.platform.database import room


class Command(BaseCommand):
    help = "Copy everything into one file, while Firstbell serves."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, help="default: the data folder's backups/")
        parser.add_argument(
            "--with-keys", action="store_true", help="also the keys; whoever has the file has them"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            path, manifest = actions.make(
                at=clock.now(), to=options["to"], with_keys=options["with_keys"]
            )
        except (OSError, sqlite3.Error, DatabaseError) as problem:
            if room.is_full(problem):
                raise CommandError(f"The backup was not made. {room.FULL}") from None
            raise CommandError(f"The backup was not made: {problem}") from None
        keys = (
            "with the keys"
            if manifest.keys
            else "without the keys: keep DATA/keys somewhere else too"
        )
        self.stdout.write(
            f"{path}: {sum(manifest.rows.values()):,} rows, {len(manifest.digests)} files, {keys}."
        )
