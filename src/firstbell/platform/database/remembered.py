"""What every page asks and hardly anybody changes, kept in this process until the marks of its tables move on."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from django.db.models import Model

from firstbell.platform.database import marks

V = TypeVar("V")


class Remembered(Generic[V]):
    """`Remembered(Field).get(noun, read)` reads again only after a change.

    What is remembered belongs to every thread: look, do not touch.
    """

    def __init__(self, *models: type[Model], most: int = 256) -> None:
        unmarked = [model._meta.label for model in models if not getattr(model, "marked", False)]
        if unmarked:
            raise LookupError(f"No change of {', '.join(unmarked)} would be noticed: not marked")
        self._tables = [model._meta.db_table for model in models]
        self._most = most
        self._found: dict[Hashable, tuple[list[str | None], V]] = {}

    def get(self, key: Hashable, read: Callable[[], V]) -> V:
        # The marks come first: what is read after them is at least as new as they are.
        now = marks.now()
        current = [now.get(table) for table in self._tables]
        found = self._found.get(key)
        if found is not None and found[0] == current:
            return found[1]
        value = read()
        if None not in current:
            if len(self._found) >= self._most:
                self._found.clear()
            self._found[key] = (current, value)
        return value
