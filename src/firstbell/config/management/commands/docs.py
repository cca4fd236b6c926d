from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from firstbell.config.documents import documents


class Command(BaseCommand):
    help = "Write the documents that are made from the code, or compare them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing; fail if one is out of date"
        )
        parser.add_argument("--folder", type=Path, default=Path(), help="the project's folder")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        stale = []
        for name, write in documents().items():
            path, text = folder / name, write()
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            stale.append(name)
            if not options["check"]:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
        if stale and options["check"]:
            raise CommandError(f"Out of date: {', '.join(stale)}. Run ./dev docs.")
        self.stdout.write("Written: " + ", ".join(stale) if stale else "Everything is up to date.")
