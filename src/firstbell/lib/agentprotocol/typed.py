"""Numbers that came as text, yes and no that came as numbers, dates in every order: made what the protocol says."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from firstbell.lib.agentprotocol import dates, fields
from firstbell.lib.agentprotocol.vocabulary import Row, Scalar

_NUMBER: Final = re.compile(r"[-+]?\d{1,18}(?=(?:[.,]\d*)?\s*\D{0,12}$)")
_YES: Final = frozenset({"1", "true", "yes", "on", "enabled"})
_NO: Final = frozenset({"0", "false", "no", "off", "disabled"})

Maker = Callable[[Scalar], Scalar | None]


def make_typed(section: str, rows: list[Row]) -> None:
    for name, expected, make in _MAKERS.get(section, ()):
        for row in rows:
            value = row.get(name)
            if value is None or type(value) is expected:
                continue
            made = make(value)
            if made is None:
                del row[name]
            else:
                row[name] = made


def as_integer(value: Scalar) -> int | None:
    if isinstance(value, float):
        return int(value) if abs(value) < 2**63 else None
    if isinstance(value, str):
        found = _NUMBER.match(value)
        return int(found[0]) if found else None
    return int(value)


def as_boolean(value: Scalar) -> bool | None:
    word = str(value).lower()
    return True if word in _YES else False if word in _NO else None


def _integer(value: Scalar) -> Scalar:
    number = as_integer(value)
    return value if number is None else number


def _boolean(value: Scalar) -> Scalar:
    verdict = as_boolean(value)
    return value if verdict is None else verdict


def _day(value: Scalar) -> Scalar | None:
    return dates.day(str(value)) or None


def _firmware_day(value: Scalar) -> Scalar | None:
    return dates.day(str(value), month_first=True) or None


def _moment(value: Scalar) -> Scalar | None:
    return dates.moment(str(value)) or None


def _lower(value: Scalar) -> Scalar:
    return str(value).lower()


def _upper(value: Scalar) -> Scalar:
    return str(value).upper()


def _makers() -> dict[str, list[tuple[str, type, Maker]]]:
    found: dict[str, list[tuple[str, type, Maker]]] = {}
    tables: tuple[tuple[dict[str, tuple[str, ...]], type, Maker], ...] = (
        (fields.INTEGERS, int, _integer),
        (fields.BOOLEANS, bool, _boolean),
        (fields.MOMENTS, object, _moment),
        (fields.LOWERED, object, _lower),
        (fields.UPPERED, object, _upper),
    )
    for table, expected, make in tables:
        for section, names in table.items():
            found.setdefault(section, []).extend((name, expected, make) for name in names)
    for section, names in fields.DAYS.items():
        make = _firmware_day if section in fields.MONTH_FIRST else _day
        found.setdefault(section, []).extend((name, object, make) for name in names)
    return found


_MAKERS: Final = _makers()
