"""MAC addresses, host names and IMEIs that people write down, beside those that devices report."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from firstbell.equipment.models import Identity, Item
from firstbell.equipment.queries import identities, marks
from firstbell.equipment.queries.marks import MARKS
from firstbell.equipment.states import Source
from firstbell.lib.parsing import Unclear
from firstbell.lib.refusal import Refusal
from firstbell.platform.audit.events import Change
from firstbell.platform.database import bulk


def read(values: Mapping[str, Any]) -> marks.Marks:
    """Those of the values that are marks, as they are kept; refuses what is none."""
    found = {}
    for name in MARKS:
        if name in values:
            try:
                found[name] = marks.read(name, values[name])
            except Unclear as unclear:
                fields = {name: unclear.sentence}
                raise Refusal(unclear.sentence, fields=fields) from None
    return found


class Marker:
    """Sets the marks of many items: what is not told any more ends, what is new begins; one write for all."""

    def __init__(self, item_ids: Iterable[int], *, source: Source, at: datetime) -> None:
        wanted = list(item_ids)
        self.known = marks.open_rows(wanted) if wanted else {}
        self.source, self.at = source, at
        self.over: list[int] = []
        self.fresh: list[tuple[Any, ...]] = []

    def set(self, item: Item, values: Mapping[str, Any]) -> list[Change]:
        changes = []
        for name, wanted in read(values).items():
            rows = [row for row in self.known.get(item.pk, ()) if row.kind == MARKS[name]]
            was = marks.told(rows)[name]
            shown = was if name == marks.SEVERAL else was[:1]
            if _norms(shown) == _norms(wanted):
                continue
            self._set(item, name, rows, wanted)
            label = MARKS[name].label.replace("Host", "host")
            changes.append(Change(label, ", ".join(shown), ", ".join(wanted)))
        return changes

    def _set(self, item: Item, name: str, rows: list[Identity], wanted: list[str]) -> None:
        there = {row.norm for row in rows}
        self.over += [row.pk for row in rows if row.norm not in _norms(wanted)]
        for value in wanted:
            norm = identities.normal(value)
            if norm not in there:
                self.fresh.append((item.pk, MARKS[name], value, norm, self.source, self.at, None))

    def save(self) -> None:
        if self.over:
            Identity.objects.filter(pk__in=self.over).update(to_at=self.at)
        if self.fresh:
            bulk.insert_many(Identity, identities.COLUMNS, self.fresh)


def _norms(values: Iterable[str]) -> set[str]:
    return {identities.normal(value) for value in values}
