"""Our codes: eight signs that cannot be misread, so many that nobody guesses one."""

from __future__ import annotations

import secrets
from typing import Final

# Crockford's base 32: no I, L, O or U.
SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH: Final = 8
_MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1"})


def new() -> str:
    """Letters and digits both, so that no code can be taken for a number or for a word."""
    while True:
        code = "".join(secrets.choice(SIGNS) for _ in range(LENGTH))
        if not code.isdigit() and not code.isalpha():
            return code


def read(text: str) -> str:
    """What somebody typed from a label, as a code of ours; empty if it cannot be one."""
    code = text.upper().replace("-", "").replace(" ", "").translate(_MISREAD)
    return code if len(code) == LENGTH and all(sign in SIGNS for sign in code) else ""


def spoken(code: str) -> str:
    """In two halves, as it stands on a label: 7K3M-9Q2X."""
    return f"{code[:4]}-{code[4:]}" if len(code) == LENGTH else code
