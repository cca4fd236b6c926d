"""One row of a section, whatever shape it came in: short texts, numbers, yes and no under lower-case names."""

from __future__ import annotations

import json
import math
from typing import Any, Final

from firstbell.lib.agentprotocol.vocabulary import Row, Scalar

LONGEST: Final = 4_000
MOST_FIELDS: Final = 300
_LONGEST_NAME: Final = 100
_LARGEST: Final = 2**63
_CONTROLS: Final = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])


def read_row(raw: dict[str, Any]) -> Row:
    """A row as JSON has it. Nothing is refused: what is no scalar becomes one, what is empty is left out."""
    row: Row = {}
    if len(raw) > MOST_FIELDS:
        raw = dict(list(raw.items())[:MOST_FIELDS])
    for name, value in raw.items():
        if type(value) is str:
            text = value.strip()
            if text and len(text) <= LONGEST and name.islower():
                row[name] = text
                continue
        _put(row, name, value)
    return row


def clean_row(raw: dict[str, Any]) -> Row:
    """The same, of a body that holds characters which no database takes."""
    return read_row({clean_text(name): _cleaned(value) for name, value in raw.items()})


def _put(row: Row, name: str, value: Any) -> None:
    if isinstance(value, dict):
        for inner, part in list(value.items())[:MOST_FIELDS]:
            _set(row, f"{name}.{inner}", part)
    else:
        _set(row, name, value)


def _set(row: Row, name: str, value: Any) -> None:
    scalar = as_scalar(value)
    if scalar is not None and len(row) < MOST_FIELDS:
        row[name[:_LONGEST_NAME].lower()] = scalar


def as_scalar(value: Any) -> Scalar | None:
    if isinstance(value, str):
        return value.strip()[:LONGEST].strip() or None
    if isinstance(value, bool):
        return value
    if isinstance(value, int):
        return value if -_LARGEST <= value < _LARGEST else str(value)[:LONGEST]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, list):
        return _joined(value)
    return _as_text(value) if value else None


def _joined(values: list[Any]) -> str | None:
    """An array where one text belongs: its texts in a line; of anything deeper, its JSON."""
    if any(isinstance(value, dict | list) for value in values):
        return _as_text(values)
    texts = (str(value).strip() for value in values[:1000] if value is not None)
    return ", ".join(text for text in texts if text)[:LONGEST] or None


def _as_text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True)[:LONGEST]


def clean_text(text: str) -> str:
    return text.translate(_CONTROLS).encode("utf-8", "replace").decode()


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {clean_text(name): _cleaned(part) for name, part in value.items()}
    if isinstance(value, list):
        return [_cleaned(part) for part in value]
    return value
