"""What a value of each kind must look like: the one place that says so, for forms, imports and the API alike.

Stored in JSON as text, int (numbers; pence for money), true/false, ISO date text, or a list of texts; what is kept
secret as {"sealed": token}.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from ipaddress import ip_address
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email

from firstbell.lib.parsing import (
    Money,
    Unclear,
    likely,
    parse_bool,
    parse_date,
    parse_int,
    parse_mac,
    parse_money,
)
from firstbell.platform.audit.events import Change
from firstbell.platform.database import sealing
from firstbell.platform.fields.models import Field
from firstbell.platform.fields.states import Kind

Value = Any
# Stands for what is kept secret wherever it would be read; handed back, it means "as it is".
MASK = "••••••••"
_url = URLValidator(schemes=["http", "https"])


def cleaned(field: Field, given: Any) -> Value:
    """The stored form of what was typed, or None for nothing; raises Unclear with a sentence."""
    if given in (None, "", []):
        return None
    if field.is_secret:
        return _sealed(field, given)
    if sealing.is_sealed(given):
        raise Unclear(f"{field.label} is not kept secret, so nothing secret goes into it.")
    return _CLEANERS[Kind(field.kind)](field, given)


def _sealed(field: Field, given: Any) -> Value:
    """Nothing is tidied within it: two spaces in a password are two spaces."""
    if isinstance(given, sealing.Token):
        return given
    if not isinstance(given, str | int) or isinstance(given, bool):
        raise Unclear(f"{field.label} must be a text.")
    text = str(given).strip()
    if field.kind == Kind.TEXT and len(text) > 200:
        raise Unclear(f"{field.label} is at most 200 characters long.")
    return sealing.seal(text) if text else None


def _text(field: Field, given: Any) -> str:
    text = " ".join(str(given).split())
    if len(text) > 200:
        raise Unclear(f"{field.label} is at most 200 characters long.")
    return text


def _long_text(field: Field, given: Any) -> str:
    return str(given).strip()


def _number(field: Field, given: Any) -> int:
    return given if isinstance(given, int) else parse_int(str(given))


def _money(field: Field, given: Any) -> int:
    if isinstance(given, int):
        return given
    found = parse_money(str(given))
    if not isinstance(found, Money):
        raise Unclear(f"{field.label} must be an amount of money.")
    return found.pence


def _date(field: Field, given: Any) -> str:
    found = likely(given) if isinstance(given, date) else parse_date(str(given)).value
    return found.isoformat()


def _yes_no(field: Field, given: Any) -> bool:
    return given if isinstance(given, bool) else parse_bool(str(given))


def _choice(field: Field, given: Any) -> str:
    wanted = str(given).strip().casefold()
    for choice in field.choices:
        if str(choice).casefold() == wanted:
            return str(choice)
    raise Unclear(f"{given} is not one of {', '.join(field.choices)}.")


def _choices(field: Field, given: Any) -> list[str]:
    parts = given if isinstance(given, list) else re.split(r"[;,|]", str(given))
    return [_choice(field, part) for part in parts if str(part).strip()]


def _web(field: Field, given: Any) -> str:
    try:
        _url(str(given).strip())
    except ValidationError:
        raise Unclear(f"{given} is not a web address.") from None
    return str(given).strip()


def _email(field: Field, given: Any) -> str:
    try:
        validate_email(str(given).strip())
    except ValidationError:
        raise Unclear(f"{given} is not an email address.") from None
    return str(given).strip()


def _ip(field: Field, given: Any) -> str:
    try:
        return str(ip_address(str(given).strip()))
    except ValueError:
        raise Unclear(f"{given} is not an IP address.") from None


def _mac(field: Field, given: Any) -> str:
    return str(parse_mac(str(given)))


def _pattern(field: Field, given: Any) -> str:
    text = _text(field, given)
    if not re.fullmatch(field.pattern, text):
        raise Unclear(f"{text} does not look like {field.help_text or field.pattern}.")
    return text


_CLEANERS: dict[Kind, Callable[[Field, Any], Value]] = {
    Kind.TEXT: _text, Kind.LONG_TEXT: _long_text, Kind.NUMBER: _number, Kind.MONEY: _money, Kind.DATE: _date,
    Kind.YES_NO: _yes_no, Kind.CHOICE: _choice, Kind.CHOICES: _choices, Kind.URL: _web, Kind.EMAIL: _email,
    Kind.IP: _ip, Kind.MAC: _mac, Kind.PATTERN: _pattern,
}  # fmt: skip


def begun(
    among: Iterable[Field], said: Mapping[str, Value], nearer: Mapping[str, Value] | None = None
) -> dict[str, Value]:
    """What a new thing begins with: what was said of it, else what is `nearer` than the field's own default.

    Who said None wants it empty, so that stands too.
    """
    nearer = nearer or {}
    start = {field.key: nearer.get(field.key, field.default) for field in among}
    told = {key: value for key, value in said.items() if value != MASK}
    return {key: value for key, value in start.items() if value is not None} | told


def shown(field: Field, value: Value) -> str:
    """A stored value as a person reads it."""
    if value is None:
        return ""
    if field.is_secret or sealing.is_sealed(value):
        return MASK
    if field.kind == Kind.MONEY:
        return f"£{value / 100:,.2f}"
    if field.kind == Kind.DATE:
        return f"{date.fromisoformat(value):%d/%m/%Y}"
    if field.kind == Kind.YES_NO:
        return "Yes" if value else "No"
    return ", ".join(value) if isinstance(value, list) else str(value)


def masked(custom: Mapping[str, Value]) -> dict[str, Value]:
    """The values of a thing for another program, which learns that something is kept secret, and never what."""
    return {key: MASK if sealing.is_sealed(value) else value for key, value in custom.items()}


def noted(key: str, was: Value, now: Value) -> Change:
    """A line of history; of what is kept secret it says that it was set, changed or cleared, and no more."""
    word = key.replace("_", " ")
    if not (sealing.is_sealed(was) or sealing.is_sealed(now)):
        return Change(word, was, now)
    before = "" if was in _NOTHING else SECRET
    return Change(word, before, "" if now in _NOTHING else ANOTHER if before else SECRET)


SECRET, ANOTHER = "a secret", "another secret"
_NOTHING: tuple[Any, ...] = (None, "", [])
