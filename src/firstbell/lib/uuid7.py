from __future__ import annotations

import os
import time
from uuid import UUID, SafeUUID

_LOW = (1 << 62) - 1
_HIGH = 0xFFF << 62
_new, _set, _UNKNOWN = UUID.__new__, object.__setattr__, SafeUUID.unknown


def uuid7() -> UUID:
    """A UUIDv7 (RFC 9562): sorts by the millisecond it was made in."""
    return many(1)[0]


def many(count: int) -> list[UUID]:
    """`count` ids made in one go: ten times cheaper than one by one."""
    stamp = (time.time_ns() // 1_000_000) << 80
    noise = os.urandom(10 * count)
    frame, read = stamp | (0x7 << 76) | (0b10 << 62), int.from_bytes
    ids = []
    for start in range(0, 10 * count, 10):
        tail = read(noise[start : start + 10])
        ids.append(_made(frame | ((tail & _HIGH) << 2) | (tail & _LOW)))
    return ids


def _made(number: int) -> UUID:
    """What UUID(int=number) makes, without its questions, which take longer than everything else here."""
    made = _new(UUID)
    _set(made, "int", number)
    _set(made, "is_safe", _UNKNOWN)
    return made
