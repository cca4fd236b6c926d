"""Two summers' counts of a school, closed, and one of a block that is half way through."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from firstbell.equipment.actions import closing, counting, tallying
from firstbell.equipment.actions.counting import Scope
from firstbell.equipment.actions.tallying import Scan
from firstbell.equipment.models import Count
from firstbell.equipment.states import CountScope, ScanKind
from firstbell.places.models import Building
from firstbell.platform.accounts.actors import account_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.tenancy.models import School

FOREIGN = ("5012345678900", "HP-SERVICE-0093")
_STRAYS, _LOST = 0.012, 0.008
_DAYS = timedelta(days=1)


def go_round(school: School, lead: Account, helper: Account, *, at: datetime, luck: Random) -> None:
    """The counts of the last two Julys, and the one that Jo and Sam are in the middle of."""
    for summer in _summers(at):
        count = _opened(school, f"Summer count {summer.year}", Scope(), lead, summer)
        # What was bought since was not there to be counted.
        count.lines.filter(item__bought_on__gt=summer.date()).delete()
        _scan(count, (lead, helper), summer, luck, share=1.0)
        closing.close(count, by=account_actor(lead), at=summer + 2 * _DAYS)
    block = Building.objects.filter(school=school).order_by("name_key").first()
    if block is not None:
        scope = Scope(CountScope.BUILDING, building=block)
        opened_at = at - timedelta(hours=3)
        count = _opened(school, f"{block.name} before the inspection", scope, lead, opened_at)
        _scan(count, (lead, helper), opened_at, luck, share=0.6)


def _summers(at: datetime) -> list[datetime]:
    last = at.year if at.month > 7 else at.year - 1
    return [at.replace(year=year, month=7, day=16, hour=8, minute=30) for year in (last - 1, last)]


def _opened(school: School, name: str, scope: Scope, lead: Account, at: datetime) -> Count:
    by = account_actor(lead)
    count = counting.plan(
        school, name=name, scope=scope, lead=lead, due_on=(at + 7 * _DAYS).date(), by=by, at=at
    )
    counting.open_count(count, by=by, at=at)
    return count


def _scan(
    count: Count, helpers: tuple[Account, Account], at: datetime, luck: Random, *, share: float
) -> None:
    """Room by room, the two of them in turn; what is lent is not there to be scanned."""
    rooms: dict[UUID | None, list[str]] = {}
    lines = count.lines.filter(was_with="").order_by("expected_in__name_key", "item__tag_key")
    for due, tag in lines.values_list("expected_in__uid", "item__tag"):
        rooms.setdefault(due, []).append(tag)
    order = list(rooms)
    minute = timedelta(seconds=20)
    for number, room in enumerate(order[: round(len(order) * share)]):
        scans = []
        for tag in rooms[room]:
            at += minute
            dice = luck.random()
            if dice < _LOST:
                continue
            where: UUID | None = luck.choice(order) if dice < _LOST + _STRAYS else room
            scans.append(_act(luck, at, tag, where))
            if where != room:
                scans.append(_act(luck, at, tag, where, kind=ScanKind.WISH, wish="leave"))
        if number in (2, 5):
            scans.append(_act(luck, at, FOREIGN[number > 2], room))
        _send(count, helpers[number % 2], scans, at + minute)


def _act(luck: Random, at: datetime, code: str, room: UUID | None, **more: str) -> Scan:
    kind = ScanKind(more.get("kind", ScanKind.FOUND))
    uid = UUID(int=luck.getrandbits(128), version=4)
    return Scan(uid, at, kind=kind, code=code, room=room, wish=more.get("wish", ""))


def _send(count: Count, account: Account, scans: list[Scan], at: datetime) -> None:
    by = account_actor(account)
    phone = count.joins.filter(account=account).first()
    if phone is None:
        device = f"{str(account).split()[0]}'s phone"
        phone, _ = counting.join(count, account, device=device, by=by, at=at)
    tallying.take(phone, scans, told_at=at, by=by, at=at)
