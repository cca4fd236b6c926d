"""What must be read again but not by whoever gets hold of the database: encrypted with keys that lie outside it.

DATA/keys/fields holds one key a line, newest first: the first encrypts, all of them read. `firstbell rotate_keys` puts
a new one on top and writes everything anew.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models

from firstbell.lib.refusal import Conflict


class Sealed(str):
    """A value whose key is not here: it reads as nothing, and is kept as it lies."""

    token: str

    def __new__(cls, token: str) -> Sealed:
        made = super().__new__(cls, "")
        made.token = token
        return made


def path() -> Path:
    return Path(settings.DATA) / "keys" / "fields"


def ensure() -> None:
    if not path().exists():
        _write_first(path())


def _keys() -> list[Fernet]:
    ensure()
    lines = path().read_text(encoding="ascii").split()
    return [Fernet(line.encode("ascii")) for line in lines]


def _write_first(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return  # another process was quicker
    with os.fdopen(handle, "wb") as out:
        out.write(Fernet.generate_key() + b"\n")
        out.flush()
        os.fsync(out.fileno())


def encrypt(text: str) -> str:
    return MultiFernet(_keys()).encrypt(text.encode()).decode("ascii")


def decrypt(token: str) -> str:
    """The text; a Sealed where none of the keys here made it."""
    try:
        return MultiFernet(_keys()).decrypt(token.encode()).decode()
    except InvalidToken:
        return Sealed(token)


def opened(value: str, what: str) -> str:
    """A value that is about to be used: a sentence where a restored database came without its keys."""
    if isinstance(value, Sealed):
        raise Conflict(
            f"{what} cannot be read: the keys it was encrypted with are not here. Put DATA/keys/fields back, or enter it again."
        )
    return value


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]
    """Text that lies encrypted in its column; it cannot be searched or sorted by."""

    def get_prep_value(self, value: Any) -> Any:
        if value is None or (value == "" and not isinstance(value, Sealed)):
            return value
        return value.token if isinstance(value, Sealed) else encrypt(str(value))

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return decrypt(value) if value else value
