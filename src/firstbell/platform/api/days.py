"""The one way in which the API takes a day."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from firstbell.lib.parsing import Unclear, likely, parse_date

_ISO = re.compile(r"\d{4}-\d\d-\d\d")


def _written(value: Any) -> Any:
    """A bare number would be taken for seconds since 1970, which nobody means."""
    if value is None or isinstance(value, date):
        return value
    text = str(value)
    if not isinstance(value, str) or not _ISO.fullmatch(text):
        raise ValueError(_why(text) if isinstance(value, str) else _WRITE)
    return text


_WRITE = "Write a day like 2026-11-24."


def _why(text: str) -> str:
    try:
        parse_date(text)
    except Unclear as unclear:
        return f"{unclear.sentence} {_WRITE}"
    return _WRITE


def _likely(day: date) -> date:
    return likely(day, day.isoformat())


Day = Annotated[date, AfterValidator(_likely), BeforeValidator(_written)]
