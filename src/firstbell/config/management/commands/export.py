from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from firstbell.lib import clock
from firstbell.platform.backup import leaving


class Command(BaseCommand):
    help = (
        "Write everything into one zip of CSV files and pictures that any other program can read."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", type=Path, metavar="FILE", help="default: the data folder")

    def handle(self, *args: Any, **options: Any) -> None:
        name = f"firstbell-export-{clock.now():%Y%m%d-%H%M%S}.zip"
        path = options["to"] or settings.DATA / name
        try:
            left = leaving.write(path)
        except OSError as problem:
            raise CommandError(f"{path} was not written: {problem.strerror or problem}") from None
        self.stdout.write(
            f"{path}: {left.tables} tables, {left.rows:,} rows, {left.files} files. It holds names: keep it safe."
        )
