"""Doing what a merge does to rows, and writing down beside each what it was: that is what makes it undoable."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from firstbell.platform.audit.events import By
from firstbell.platform.merges.models import Merge, Step
from firstbell.platform.merges.states import CHANGED, MADE, NOTED, REMOVED
from firstbell.platform.merges.values import columns, packed

AT_ONCE = 5_000
M = TypeVar("M", bound=Model)


class Moves:
    """Handed to whoever takes part in a merge; rows are changed, removed and made through it."""

    def __init__(self, merge: Merge, *, by: By, at: datetime) -> None:
        self.merge, self.by, self.at = merge, by, at

    def update(self, rows: QuerySet[Any], **values: Any) -> int:
        """`rows.update(**values)`, remembered."""
        now = columns(rows.model, values)
        groups: dict[tuple[Any, ...], list[Any]] = defaultdict(list)
        for pk, *was in rows.order_by("pk").values_list("pk", *now):
            if was != list(now.values()):
                groups[tuple(was)].append(pk)
        for known, pks in groups.items():
            self._change(rows.model, pks, dict(zip(now, known, strict=True)), now)
        return sum(map(len, groups.values()))

    def _change(self, model: Any, pks: list[Any], was: dict[str, Any], now: dict[str, Any]) -> None:
        for start in range(0, len(pks), AT_ONCE):
            some = pks[start : start + AT_ONCE]
            self._remember(model, pks=some, was=was, now=now)
            model._base_manager.filter(pk__in=some).update(**now)

    def delete(self, rows: QuerySet[Any]) -> int:
        """`rows.delete()`, remembered whole. Only for rows that nothing points to: nothing else is put back."""
        names = [field.attname for field in rows.model._meta.concrete_fields]
        found = list(rows.order_by("pk").values(*names))
        if found:
            kept = [{name: packed(value) for name, value in row.items()} for row in found]
            self._step(rows.model, REMOVED, {"rows": kept})
            rows.model._base_manager.filter(
                pk__in=[row[rows.model._meta.pk.name] for row in found]
            ).delete()
        return len(found)

    def create(self, row: M) -> M:
        row.save()
        self._step(type(row), MADE, {"pks": [row.pk]})
        return row

    def wrote(self, thing: Model, **was: Any) -> None:
        """The verb saved these fields of one of the two itself: what they were, each to be put back on its own."""
        for name, value in columns(type(thing), was).items():
            now = getattr(thing, name)
            if now != value:
                self._remember(type(thing), pks=[thing.pk], was={name: value}, now={name: now})

    def note(self, thing: Model, **what: Any) -> None:
        """What the verb wants to know when it is undone."""
        self._step(type(thing), NOTED, what)

    def _remember(
        self, model: type[Model], *, pks: list[Any], was: dict[str, Any], now: dict[str, Any]
    ) -> None:
        self._step(
            model,
            CHANGED,
            {
                "pks": pks,
                "was": {name: packed(value) for name, value in was.items()},
                "now": {name: packed(value) for name, value in now.items()},
            },
        )

    def _step(self, model: type[Model], act: str, doc: dict[str, Any]) -> None:
        Step.objects.create(merge=self.merge, model=model._meta.label_lower, act=act, doc=doc)
