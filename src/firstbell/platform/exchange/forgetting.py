"""What a field keeps secret from now on does not stay in the lines that were brought in before."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from firstbell.platform.exchange import sheets
from firstbell.platform.exchange.models import (
    ImportProfile,
    ImportRow,
    ImportSession,
    MappingProfile,
)
from firstbell.platform.exchange.own_fields import OWN
from firstbell.platform.fields import registry
from firstbell.platform.fields.models import Field
from firstbell.platform.fields.secrecy import sealed_in
from firstbell.platform.fields.values import MASK

_AT_ONCE = 500


@registry.forgets
def forget(field: Field) -> None:
    """The cells of its column go; what an undo would set back is sealed. The file itself lies outside the database."""
    key = f"{OWN}{field.key}"
    names = [one.name for one in sheets.all_sheets() if one.thing_type == field.noun]
    for session in ImportSession.objects.filter(sheet__in=names).select_for_update():
        places = {at for at, to in session.mapping.items() if to == key}
        if places or key in session.fill:
            _forget_in(session, places, key)
            _forget_lines(session, places, field.key)
    for kind in (ImportProfile, MappingProfile):
        for row in kind._default_manager.filter(sheet__in=names, settings__fill__has_key=key):
            row.settings["fill"].pop(key)
            row.save(update_fields=["settings"])


def _forget_in(session: ImportSession, places: Collection[str], key: str) -> None:
    session.mapping = {at: "" if at in places else to for at, to in session.mapping.items()}
    session.fill.pop(key, None)
    for column in session.reading.get("columns", ()):
        if str(column["at"]) in places:
            column.update(samples=[], field="")
    session.save(update_fields=["mapping", "fill", "reading"])


def _forget_lines(session: ImportSession, places: Collection[str], key: str) -> None:
    for rows in _lines(session):
        for row in rows:
            row.cells = [
                MASK if str(at) in places and cell else cell for at, cell in enumerate(row.cells)
            ]
            row.edited = {at: cell for at, cell in (row.edited or {}).items() if at not in places}
            row.edited = row.edited or None
            row.undo = _sealed(row.undo, key)
        ImportRow.objects.bulk_update(rows, ["cells", "edited", "undo"], batch_size=100)


def _lines(session: ImportSession) -> Iterator[list[ImportRow]]:
    last = 0
    while rows := list(session.rows.filter(pk__gt=last).order_by("pk")[:_AT_ONCE]):
        yield rows
        last = rows[-1].pk


def _sealed(undo: Any, key: str) -> Any:
    """Each sheet keeps its own kind of undo; in all of them the own fields stand under "custom"."""
    if isinstance(undo, dict):
        return {name: _custom(part, key) if name == "custom" else _sealed(part, key) for name, part in undo.items()}  # fmt: skip
    return [_sealed(part, key) for part in undo] if isinstance(undo, list) else undo


def _custom(part: Any, key: str) -> Any:
    return [sealed_in(one, key) for one in part] if isinstance(part, list) else sealed_in(part, key)
