"""A signed mark by which an answer finds its ticket: `[T-00042.k7f3q2m9xawd]`, `help+t-00042.k7f3q2m9xawd@…`.

Whoever knows a ticket's number cannot make its mark; whoever was sent the mark may answer.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from typing import Final

from firstbell.lib.mails.limits import MOST_TOKENS
from firstbell.lib.mails.values import Address, Message

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz023456789"  # without those that are read as another
_LENGTH: Final = 12  # 60 bits
_MARK: Final = re.compile(rf"(?<![\w.-])([A-Za-z0-9][A-Za-z0-9-]{{0,39}})\.([{_LETTERS}]{{{_LENGTH}}})(?![\w.-])", re.IGNORECASE)  # fmt: skip
_TICKET: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")
# What a mark is good for: whoever may answer as the one who asked may not answer as one of the team.
ASK: Final = b"firstbell.reply\0"
WORK: Final = b"firstbell.work\0"
PARTNER: Final = b"firstbell.partner\0"


def made(key: bytes, ticket: str, context: bytes = ASK) -> str:
    """`ticket` is its number or any other word of letters, digits and dashes."""
    if not _TICKET.fullmatch(ticket):
        raise ValueError("A ticket is named by letters, digits and dashes.")
    return f"{ticket}.{_signature(key, ticket, context)}"


def checked(keys: Sequence[bytes], token: str, context: bytes = ASK) -> str | None:
    """The ticket's name in capitals, or None; the first key is today's, the others were before it."""
    found = _MARK.fullmatch(token.strip())
    if not found:
        return None
    signed = found[2].lower().encode()
    good = [
        hmac.compare_digest(_signature(key, found[1], context).encode(), signed) for key in keys
    ]
    return found[1].upper() if any(good) else None


def in_subject(subject: str, token: str) -> str:
    """The subject with the mark at its end, once."""
    return subject if f"[{token}]" in subject else f"{subject} [{token}]".strip()


def in_address(email: str, token: str) -> str:
    local, _, domain = email.rpartition("@")
    return f"{local.partition('+')[0]}+{token.lower()}@{domain}"


def without(subject: str) -> str:
    """The subject as a person wrote it."""
    return " ".join(re.sub(rf"\[?{_MARK.pattern}\]?", " ", subject, flags=re.IGNORECASE).split())


def found(keys: Sequence[bytes], message: Message, context: bytes = ASK) -> str | None:
    """The ticket that an answer is marked for: by the address it came to, else by its subject."""
    for candidate in candidates(message):
        ticket = checked(keys, candidate, context)
        if ticket:
            return ticket
    return None


def candidates(message: Message) -> list[str]:
    each = [*_in_addresses((*message.delivered_to, *message.to, *message.cc)), *_in_text(message.subject)]  # fmt: skip
    if message.bounce:
        each += _in_text(message.bounce.original_subject)
    return list(dict.fromkeys(each))[:MOST_TOKENS]


def _in_addresses(addresses: Iterable[Address]) -> Iterator[str]:
    for address in addresses:
        _, plus, part = address.email.rpartition("@")[0].partition("+")
        if plus:
            yield from _in_text(part)


def _in_text(text: str) -> Iterator[str]:
    for mark in _MARK.finditer(text):
        yield mark.group()


def _signature(key: bytes, ticket: str, context: bytes) -> str:
    digest = hmac.digest(key, context + ticket.upper().encode(), sha256)
    number = int.from_bytes(digest[:8], "big") >> 4
    return "".join(_LETTERS[number >> 5 * place & 31] for place in range(_LENGTH))
