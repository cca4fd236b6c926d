from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from firstbell.lib import clock
from firstbell.platform.backup import actions


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
        except OSError as problem:
            raise CommandError(f"The backup was not made: {problem}") from None
        keys = (
            "with the keys"
            if manifest.keys
            else "without the keys: keep DATA/keys somewhere else too"
        )
        self.stdout.write(
            f"{path}: {sum(manifest.rows.values()):,} rows, {len(manifest.digests)} files, {keys}."
        )
