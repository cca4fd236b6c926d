"""What a cell says, by the kind of its column."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from firstbell.lib import parsing
from firstbell.lib.parsing import DateOrder, Unclear
from firstbell.platform.exchange.sheets import CellKind, Column

# What people write into a cell when there is nothing to write.
_NOBODY: Final = frozenset(
    {"", "n/a", "na", "none", "nil", "null", "tbc", "tba", "unknown", "not known", "not assigned", "unassigned", "?", "??", "--"}
)  # fmt: skip


class Read(NamedTuple):
    value: Any = None
    problem: str = ""
    warning: str = ""
    kept: bool = True


def clean(text: str, column: Column) -> str:
    return _short(parsing.clean_text(text), column)


def _short(plain: str, column: Column) -> str:
    if len(plain) > column.limit:
        raise Unclear(f"{parsing.shown(plain)} is longer than the {column.limit} letters that fit.")
    return plain


def _text(text: str, column: Column, _order: DateOrder) -> Read:
    plain = clean(text, column)
    return Read(plain, kept=bool(plain))


def _name(text: str, column: Column, _order: DateOrder) -> Read:
    plain = clean(text, column)
    return Read(plain, kept=plain.casefold().strip(" .") not in _NOBODY)


def _notes(text: str, column: Column, _order: DateOrder) -> Read:
    whole = parsing.clean_text(text, keep_lines=True)
    long = len(whole) > column.limit
    warning = f"Only the first {column.limit:,} of {len(whole):,} letters fit." if long else ""
    return Read(whole[: column.limit], warning=warning)


def _shortened(text: str) -> str:
    return f"{parsing.shown(text)} is a long number that a spreadsheet has shortened; its last digits are lost."


def _code(text: str, column: Column, _order: DateOrder) -> Read:
    plain = clean(text, column)
    if parsing.looks_scientific(plain):
        return Read(warning=f"{_shortened(plain)} It is left out.", kept=False)
    return Read(plain)


def _identity(text: str, column: Column, _order: DateOrder) -> Read:
    plain = clean(text, column)
    if parsing.looks_scientific(plain):
        return Read(problem=f"{_shortened(plain)} Look at the thing itself and type it.")
    return Read(plain)


def _number(text: str, column: Column, _order: DateOrder) -> Read:
    number = parsing.parse_int(text)
    if number < 0 or number > 2_000_000_000:
        raise Unclear(f"{parsing.shown(text)} is not a number that fits here.")
    return Read(number)


# More is a slip of the finger, or a column that is no price.
_MOST_PENCE: Final = 2_000_000_000


def _money(text: str, column: Column, _order: DateOrder) -> Read:
    found = parsing.parse_money(text)
    if isinstance(found, parsing.NotBought):
        return Read(found)
    if found.currency != "GBP":
        raise Unclear(f"{parsing.shown(text)} is not in pounds.")
    if found.pence < 0:
        raise Unclear(f"{parsing.shown(text)} is less than nothing.")
    if found.pence > _MOST_PENCE:
        raise Unclear(f"{parsing.shown(text)} is more than twenty million pounds. Is it in pence?")
    return Read(found, warning=found.note)


def _date(text: str, column: Column, order: DateOrder) -> Read:
    found = parsing.parse_date(text, order)
    return Read(found.value, warning=found.note)


def _moment(text: str, column: Column, order: DateOrder) -> Read:
    found = parsing.parse_moment(text, order)
    return Read(found, warning=found.note)


def _months(text: str, column: Column, _order: DateOrder) -> Read:
    found = parsing.parse_months(text, bare="months" if "month" in column.label.lower() else None)
    return Read(found.months, warning=found.note)


def _yes_no(text: str, column: Column, _order: DateOrder) -> Read:
    return Read(parsing.parse_bool(text))


def _email(text: str, column: Column, _order: DateOrder) -> Read:
    plain = clean(text, column).removeprefix("mailto:")
    try:
        validate_email(plain)
    except ValidationError:
        raise Unclear(f"{parsing.shown(text)} is not an email address.") from None
    return Read(plain)


def _people(text: str, column: Column, _order: DateOrder) -> Read:
    found = parsing.split_people(clean(text, column))
    if found.several:
        raise Unclear(f"{found.sentence} Say who has it; the others can be noted.")
    return Read(found.names[0])


READERS: dict[CellKind, Callable[[str, Column, DateOrder], Read]] = {
    "text": _text, "name": _name, "notes": _notes, "code": _code, "identity": _identity, "number": _number, "money": _money,
    "date": _date, "moment": _moment, "months": _months, "yes_no": _yes_no, "email": _email, "people": _people,
}  # fmt: skip
