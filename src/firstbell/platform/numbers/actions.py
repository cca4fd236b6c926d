"""Handing out numbers, and deciding how they look.

`take` runs inside the caller's transaction: whoever rolls back gives the numbers back, and whoever takes next waits
for the row. A number that somebody has typed by hand is stepped over, so typing one burns nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from collections.abc import Sequence as Ordered
from datetime import datetime
from itertools import count as counting
from itertools import islice
from typing import Any

from django.db import IntegrityError, connection, transaction

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce, changes_between
from firstbell.platform.database import bulk
from firstbell.platform.numbers import events
from firstbell.platform.numbers.models import TAG, Reserved, Sequence
from firstbell.platform.tenancy.models import School

# Which of these numbers nobody has used yet.
AreFree = Callable[[Ordered[str]], Collection[str]]
# Below the number of parameters that any SQLite allows in one statement.
_AT_ONCE = 900


class PrefixIsTheirs(Conflict):
    """Another school numbers with this prefix."""


class RangesOverlap(Conflict):
    """Those numbers are kept free already."""


def take(
    prefix: str,
    n: int = 1,
    *,
    school: School | None = None,
    kind: str = TAG,
    is_free: AreFree | None = None,
) -> list[str]:
    """The next `n` free numbers of a prefix, which belong to the caller once its transaction commits.

    `school` begins an unknown prefix as that school's own; without it the whole trust shares it.
    """
    if n <= 0:
        return []
    # Only where it may be refused, there is something to go back to.
    with transaction.atomic(savepoint=school is not None):
        sequence = _locked(prefix, school, kind)
        found: list[str] = []
        numbers = _unreserved(sequence)
        while len(found) < n:
            offered = list(islice(numbers, min(_AT_ONCE, n - len(found))))
            found += _free(sequence, offered, is_free)
            sequence.next_number = offered[-1] + 1
        bulk.change_one(Sequence, sequence.pk, {"next_number": sequence.next_number})
    return found


def peek(prefix: str, *, kind: str = TAG, is_free: AreFree | None = None) -> str:
    """What `take` would give now; nobody holds it."""
    sequence = Sequence.objects.filter(kind=kind, prefix=prefix).first() or Sequence(
        kind=kind, prefix=prefix
    )
    numbers = _unreserved(sequence)
    while True:
        free = _free(sequence, list(islice(numbers, 20)), is_free)
        if free:
            return free[0]


def _locked(prefix: str, school: School | None, kind: str) -> Sequence:
    """The row, held until the transaction ends; SQLite's transactions are IMMEDIATE, so there one writer is alone."""
    sequence = _there(prefix, kind)
    if sequence is None:
        try:
            with transaction.atomic():
                Sequence.objects.create(kind=kind, prefix=prefix, school=school)
        except IntegrityError:
            pass  # somebody began it in this very moment; their row serves as well
        sequence = _there(prefix, kind)
    assert sequence is not None  # noqa: S101 -- nobody removes one
    if sequence.school_id is not None and school is not None and sequence.school_id != school.pk:
        raise PrefixIsTheirs(
            f"{prefix or 'Numbers without a prefix'} belong to {sequence.school}. Choose another prefix."
        )
    return sequence


_NAMES = ("id", "school_id", "kind", "prefix", "width", "next_number")
_THERE = "SELECT id, school_id, kind, prefix, width, next_number FROM numbers_sequence WHERE kind = %s AND prefix = %s"


def _there(prefix: str, kind: str) -> Sequence | None:
    with connection.cursor() as cursor:
        locked = " FOR UPDATE" if connection.features.has_select_for_update else ""
        cursor.execute(_THERE + locked, [kind, prefix])
        row = cursor.fetchone()
    return Sequence.from_db(connection.alias, _NAMES, row) if row else None


def _unreserved(sequence: Sequence) -> Iterator[int]:
    kept = 'SELECT "first", "last" FROM numbers_reserved WHERE sequence_id = %s ORDER BY "first", "last"'
    with connection.cursor() as cursor:
        cursor.execute(kept, [sequence.pk])
        ranges = cursor.fetchall()
    number = sequence.next_number
    for first, last in ranges:
        yield from range(number, first)
        number = max(number, last + 1)
    yield from counting(number)


def _free(sequence: Sequence, numbers: Ordered[int], is_free: AreFree | None) -> list[str]:
    words = [sequence.written(number) for number in numbers]
    if is_free is None:
        return words
    free = is_free(words)
    return [word for word in words if word in free]


def begin(
    prefix: str, *, school: School | None, by: Actor, at: datetime, kind: str = TAG, **look: Any
) -> Sequence:
    """A prefix of one's own, before the first number is taken."""
    require(by, "numbers.change", school)
    _require_everywhere(by, school)
    sequence = Sequence(kind=kind, prefix=prefix.strip(), school=school, created_at=at, **look)
    try:
        with transaction.atomic():
            sequence.save()
            announce(events.SEQUENCE_ADDED, sequence, by=by, at=at)
    except IntegrityError:
        sentence = f"There are numbers with the prefix {prefix} already."
        raise Conflict(sentence, fields={"prefix": "In use already"}) from None
    return sequence


def change(sequence: Sequence, *, by: Actor, at: datetime, **look: Any) -> Sequence:
    """Digits or the next number. Going back is harmless: numbers in use are stepped over."""
    require(by, "numbers.change", sequence)
    _require_everywhere(by, sequence.school)
    changes = changes_between(sequence, look)
    if not changes:
        return sequence
    with transaction.atomic():
        for name, value in look.items():
            setattr(sequence, name, value)
        sequence.bump(*look)
        announce(events.SEQUENCE_CHANGED, sequence, by=by, at=at, changes=changes)
    return sequence


def reserve(
    sequence: Sequence, *, first: int, last: int, note: str = "", by: Actor, at: datetime
) -> Reserved:
    """Keep numbers free for labels that are printed already."""
    require(by, "numbers.change", sequence)
    _require_everywhere(by, sequence.school)
    if last < first:
        raise Refusal(
            "The last number comes before the first.", fields={"last": "Before the first"}
        )
    with transaction.atomic():
        Sequence.objects.select_for_update().get(pk=sequence.pk)
        if sequence.reserved.filter(first__lte=last, last__gte=first).exists():
            raise RangesOverlap("Some of those numbers are kept free already.")
        made = Reserved.objects.create(sequence=sequence, first=first, last=last, note=note.strip())
        first_tag, last_tag = sequence.written(first), sequence.written(last)
        announce(events.RANGE_RESERVED, sequence, by=by, at=at, first=first_tag, last=last_tag)
    return made


def give_back(reserved: Reserved, *, by: Actor, at: datetime) -> None:
    require(by, "numbers.change", reserved.sequence)
    _require_everywhere(by, reserved.sequence.school)
    written = reserved.sequence.written
    first, last = written(reserved.first), written(reserved.last)
    with transaction.atomic():
        announce(events.RANGE_FREED, reserved.sequence, by=by, at=at, first=first, last=last)
        reserved.delete()


def _require_everywhere(by: Actor, school: School | None) -> None:
    if school is None and by.schools("numbers.change") is not None:
        raise Refusal(
            "Only somebody who works in the whole trust can change numbers that all its schools share."
        )
