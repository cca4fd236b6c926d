"""The sections of a report as text that is the same whenever the machine is: for keeping, and for telling change."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import Final

import orjson

from firstbell.lib.agentprotocol.fields import VOLATILE, VOLATILE_SECTIONS
from firstbell.lib.agentprotocol.reports import Report
from firstbell.lib.agentprotocol.vocabulary import Row

_SLOWLY: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_BETWEEN: Final = "},{"
UNCHANGING: Final = "volatile"


def documents(report: Report) -> dict[str, tuple[str, str]]:
    """By section its canonical JSON and a hash of what in it is worth a change."""
    return {name: _document(name, rows) for name, rows in report.sections.items()}


def rows_of(document: str) -> list[Row]:
    """What `documents` wrote, read again."""
    rows: list[Row] = json.loads(document)
    return rows


def _document(name: str, rows: list[Row]) -> tuple[str, str]:
    if name in VOLATILE_SECTIONS:
        return _text(rows), UNCHANGING
    text = _text(rows)
    volatile = VOLATILE.get(name)
    if volatile is None:
        return text, _hash(text)
    return text, _hash(_text([_settled(row, volatile) for row in rows]))


def _text(rows: list[Row]) -> str:
    """Rows have no order of their own: agents list them as they find them."""
    if not rows:
        return "[]"
    parts = _encoded(rows)[2:-2].split(_BETWEEN)
    if len(parts) != len(rows):  # a text of theirs has the mark in it
        parts = [_encoded(row)[1:-1] for row in rows]
    parts.sort()
    return f"[{{{_BETWEEN.join(parts)}}}]"


def _encoded(value: Row | list[Row]) -> str:
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS).decode()
    except TypeError:  # a number or a character that only Python has
        return _SLOWLY(value)


def _settled(row: Row, volatile: frozenset[str]) -> Row:
    return {name: value for name, value in row.items() if name not in volatile}


def _hash(text: str) -> str:
    return blake2b(text.encode(), digest_size=16).hexdigest()
