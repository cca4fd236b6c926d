from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from firstbell.config.api import api

DEFAULT = Path("docs/openapi.json")


class Command(BaseCommand):
    help = "Write the API's description to docs/openapi.json, or compare with what is there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true")
        parser.add_argument("--to", type=Path, default=DEFAULT)

    def handle(self, *args: Any, **options: Any) -> None:
        text = (
            json.dumps(api.get_openapi_schema(), indent=1, ensure_ascii=False, default=str) + "\n"
        )
        path: Path = options["to"]
        if not options["check"]:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"{path} is written.")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise CommandError(
                f"{path} is not what the API says of itself: run firstbell openapi, and commit it."
            )
