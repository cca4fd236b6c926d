"""What does not fit, in words for whoever writes the program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from firstbell.platform.api.sent import UNKNOWN_KEY

_DAY: Final = "A day, as 2026-11-24."
_MOMENT: Final = "A moment with its zone, as 2026-11-24T11:20:00Z."
_WHOLE: Final = "A whole number."
_ONE: Final = "One of {expected}."
_YES: Final = "true or false."
_SAID: Final = {
    "extra_forbidden": UNKNOWN_KEY,
    "missing": "It is missing. Send it too.",
    "string_type": "A text.",
    "string_too_short": "It is too short: {min_length} or more characters.",
    "string_too_long": "It is too long: {max_length} characters at most.",
    "string_pattern_mismatch": "It is empty, or has characters that nobody can type there. Write it as /api/v1/openapi.json does.",
    "greater_than_equal": "{ge} or more.",
    "greater_than": "More than {gt}.",
    "less_than_equal": "{le} at most.",
    "less_than": "Less than {lt}.",
    "too_short": "{min_length} or more of them.",
    "too_long": "{max_length} of them at most.",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "int_parsing_size": "A whole number, and not as large.",
    "bool_type": _YES,
    "bool_parsing": _YES,
    "list_type": "A list.",
    "dict_type": "Names with their values.",
    "literal_error": _ONE,
    "enum": _ONE,
    "uuid_type": "A uid, as the answers have them.",
    "uuid_parsing": "A uid, as the answers have them.",
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
}


def said(error: Mapping[str, Any]) -> str:
    """One line of a validation; what is not in the list says what the library says."""
    known = _SAID.get(error["type"])
    if known is not None:
        return known.format(**error.get("ctx", {}))
    words: str = error["msg"]
    return words.removeprefix("Value error, ")
