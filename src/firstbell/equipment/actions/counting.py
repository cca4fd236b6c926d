"""A count from its plan to its opening, and the phones that join it; closing.py ends it."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from firstbell.equipment import events
from firstbell.equipment.models import Category, Count, CountJoin, CountLine
from firstbell.equipment.queries import counted
from firstbell.equipment.states import CountScope, CountState, Verdict
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.lib.uuid7 import uuid7
from firstbell.places.models import Building, Room
from firstbell.platform.accounts.actions.tokens import hash_secret
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce, changes_between
from firstbell.platform.lists.models import SavedView
from firstbell.platform.tenancy.models import School


class NotOpen(Conflict):
    """Nothing can be counted here now."""


@dataclass(frozen=True)
class Scope:
    """What is counted: everything, or what one of these says."""

    kind: CountScope = CountScope.ALL
    rooms: Sequence[Room] = field(default_factory=tuple)
    building: Building | None = None
    category: Category | None = None
    view: SavedView | None = None


def plan(  # noqa: PLR0913 -- a row of facts
    school: School, *, name: str, scope: Scope, by: Actor, at: datetime, lead: Account | None = None,
    helpers: Collection[Account] = (), due_on: date | None = None, notes: str = "",
) -> Count:  # fmt: skip
    require(by, "equipment.count", school)
    count = Count(school=school, created_at=at, due_on=due_on, notes=notes, lead=lead)
    _name(count, name)
    _aim(count, scope)
    with transaction.atomic():
        count.save()
        count.rooms.set(scope.rooms)
        count.helpers.set(helpers)
        count.previous = counted.last_like(count)
        count.save(update_fields=["previous"])
        announce(events.COUNT_PLANNED, count, by=by, at=at, what=count.scope_words)
    return count


def _name(count: Count, name: str) -> None:
    count.name = name.strip()
    if not count.name:
        raise Refusal("Give the count a name.", fields={"name": "Needed"})


def _aim(count: Count, scope: Scope) -> None:
    """Say what is counted, in a question to the register and in words."""
    said = {
        CountScope.ALL: ("Everything", "scope"),
        CountScope.BUILDING: (str(scope.building or ""), "building"),
        CountScope.ROOMS: (_rooms_in_words(scope.rooms), "rooms"),
        CountScope.KIND: (str(scope.category or ""), "category"),
        CountScope.VIEW: (str(scope.view or ""), "view"),
    }
    words, field_ = said[CountScope(scope.kind)]
    if not words:
        raise Refusal("Say what is to be counted.", fields={field_: "Needed"})
    for thing in (scope.building, *scope.rooms):
        if thing is not None and thing.school_id != count.school_id:
            raise Refusal(f"{thing} belongs to another school.")
    kind = CountScope(scope.kind)
    count.scope, count.scope_words = kind, words[:200]
    count.building = scope.building if kind == CountScope.BUILDING else None
    count.category = scope.category if kind == CountScope.KIND else None
    count.query = scope.view.query if kind == CountScope.VIEW and scope.view else ""


def _rooms_in_words(rooms: Sequence[Room]) -> str:
    names = [room.name for room in rooms]
    return (
        ", ".join(names) if len(names) < 6 else f"{', '.join(names[:4])} and {len(names) - 4} more"
    )


def change(  # noqa: PLR0913 -- a row of facts
    count: Count, *, name: str, due_on: date | None, notes: str, lead: Account | None,
    helpers: Collection[Account], by: Actor, at: datetime, scope: Scope | None = None,
) -> Count:  # fmt: skip
    """What it is called and who does it, as long as it runs; what is counted, until it opens."""
    require(by, "equipment.count", count)
    if count.state not in (CountState.DRAFT, CountState.OPEN):
        raise Conflict(f"{count} is {count.get_state_display().lower()}; what it says stays.")
    wanted = {"name": name.strip(), "due_on": due_on, "notes": notes, "lead": lead}
    changes = changes_between(count, wanted)
    for field_, value in wanted.items():
        setattr(count, field_, value)
    _name(count, name)
    if scope is not None and count.state == CountState.DRAFT:
        _aim(count, scope)
    with transaction.atomic():
        count.bump(*wanted, "scope", "scope_words", "building", "category", "query")
        count.helpers.set(helpers)
        if scope is not None and count.state == CountState.DRAFT:
            count.rooms.set(scope.rooms)
            count.previous = counted.last_like(count)
            count.save(update_fields=["previous"])
        announce(events.COUNT_CHANGED, count, by=by, at=at, changes=changes)
    return count


def open_count(count: Count, *, by: Actor, at: datetime) -> int:
    """Freeze what is expected now; how many items are to be found."""
    require(by, "equipment.count", count)
    with transaction.atomic():
        opened = Count.objects.filter(pk=count.pk, state=CountState.DRAFT).update(
            state=CountState.OPEN, opened_at=at
        )
        if not opened:
            raise Conflict(f"{count} was opened already.")
        number = _freeze(count, by, at)
        if not number:
            raise Refusal(
                f"The register has nothing of {count.scope_words}, so there is nothing to find. Change what is counted."
            )
        count.state, count.opened_at = CountState.OPEN, at
        announce(events.COUNT_OPENED, count, by=by, at=at, expected=items_in_words(number))
    return number


_LINE = (
    "uid", "count_id", "expected", "verdict", "found_by", "twice", "looked_for", "wish", "resolution",
    "item_id", "expected_in_id", "was_with",
)  # fmt: skip


def _freeze(count: Count, by: Actor, at: datetime) -> int:
    """One statement, however many there are: nobody waits for it, and nothing moves in or out meanwhile."""
    rows = counted.frozen(counted.expected(count, by=by, at=at))
    sql, params = rows.query.sql_with_params()
    # Keys that follow one another go to the end of their index, which costs a tenth of finding a place for each.
    begin, number = uuid7().hex[:16], secrets.randbits(48)
    own_key = "(%s || lpad(to_hex(%s + due.pk), 16, '8000000000000000'))::uuid"
    if connection.vendor == "sqlite":
        own_key = "%s || printf('8%%015x', %s + due.pk)"
    columns = ", ".join(connection.ops.quote_name(name) for name in _LINE)
    table = connection.ops.quote_name(CountLine._meta.db_table)
    constants: list[Any] = [count.pk, True, str(Verdict.EXPECTED), "", False, False, "", ""]
    marks = ", ".join(["%s"] * len(constants))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}) SELECT {own_key}, {marks}, due.* FROM ({sql}) AS due",  # noqa: S608 -- compiled by Django
            [begin, number, *constants, *params],
        )
        return int(cursor.rowcount)


def items_in_words(number: int) -> str:
    return f"{number:,} {'item' if number == 1 else 'items'}"


def cancel(count: Count, *, by: Actor, at: datetime) -> None:
    """Nothing comes of it; what was scanned stays to be read."""
    require(by, "equipment.count", count)
    if count.state not in (CountState.DRAFT, CountState.OPEN):
        raise Conflict(f"{count} is {count.get_state_display().lower()} already.")
    with transaction.atomic():
        count.state = CountState.CANCELLED
        count.bump("state")
        announce(events.COUNT_CANCELLED, count, by=by, at=at)


def join(count: Count, account: Account, *, device: str, by: Actor, at: datetime) -> tuple[CountJoin, str]:  # fmt: skip
    """A phone comes in: its row, and the secret that it is told this once."""
    require(by, "equipment.count", count)
    if not count.is_open:
        raise NotOpen(f"{count} is {count.get_state_display().lower()}, so nobody can join it.")
    secret = "fbc_" + secrets.token_urlsafe(32)
    with transaction.atomic():
        made = CountJoin.objects.create(
            count=count, account=account, device=device.strip()[:60] or "A phone", hashed=hash_secret(secret),
            created_at=at,
        )  # fmt: skip
        announce(events.COUNT_JOINED, count, by=by, at=at, device=made.device)
    return made, secret


def part(joined: CountJoin, *, by: Actor, at: datetime) -> None:
    """A lost phone, or somebody who is done: its token is good for nothing from now on."""
    require(by, "equipment.count", joined.count)
    with transaction.atomic():
        if not CountJoin.objects.filter(pk=joined.pk, revoked_at=None).update(revoked_at=at):
            raise Conflict(f"{joined} was sent away already.")
        announce(events.COUNT_PARTED, joined.count, by=by, at=at, device=joined.device)
