"""A text that is kept secret inside a JSON column: it lies there as {"sealed": token}, encrypted as `secrets` does it.

The same text sealed twice makes two tokens, so sealed values are compared with `same`, never with `==`.
"""

from __future__ import annotations

from typing import Any

from firstbell.platform.database import secrets

WORD = "sealed"


class Token(dict[str, str]):
    """A sealed value that this program made or read from its own rows; nobody hands one in from outside."""


def seal(text: str) -> Token:
    return Token({WORD: secrets.encrypt(text)})


def is_sealed(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() == {WORD}


def as_kept(value: Any) -> Any:
    """A value from a row of ours, fit to be stored again."""
    return Token(value) if is_sealed(value) else value


def text_of(value: dict[str, str]) -> str:
    """What was sealed; a `secrets.Sealed` where its key is not here."""
    return secrets.decrypt(value[WORD])


def same(one: Any, other: Any) -> bool:
    """Whether two stored values say the same; what cannot be read is only like itself."""
    if one == other or not (is_sealed(one) and is_sealed(other)):
        return bool(one == other)
    first, second = text_of(one), text_of(other)
    return not isinstance(first, secrets.Sealed) and str(first) == str(second) != ""


def anew(value: Any) -> Any:
    """A JSON document with everything that is sealed in it sealed with the newest key."""
    if is_sealed(value):
        text = text_of(value)
        return value if isinstance(text, secrets.Sealed) else seal(text)
    if isinstance(value, dict):
        return {key: anew(part) for key, part in value.items()}
    return [anew(part) for part in value] if isinstance(value, list) else value


def count(value: Any) -> int:
    """How many sealed values there are in a JSON document."""
    if is_sealed(value):
        return 1
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return sum(map(count, parts))
