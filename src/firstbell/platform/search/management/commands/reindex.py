from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from firstbell.platform.search import entries, registry


class Command(BaseCommand):
    help = "Write the search index again from what is in the database; safe while Firstbell is serving."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("types", nargs="*", help="kinds of things, all when none is named")

    def handle(self, *args: Any, types: list[str], **options: Any) -> None:
        for kind in registry.types():
            if not types or kind.name in types:
                count = entries.reindex(kind.name)
                self.stdout.write(f"{kind.title}: {count:,}")
