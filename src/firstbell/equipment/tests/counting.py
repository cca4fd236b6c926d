"""A count for the tests: opened with what is there, and scanned as phones scan it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from firstbell.equipment.actions import counting as verbs
from firstbell.equipment.actions import tallying
from firstbell.equipment.actions.counting import Scope
from firstbell.equipment.actions.tallying import Scan
from firstbell.equipment.models import Count, CountJoin, CountLine
from firstbell.equipment.states import ScanKind, ScanOutcome
from firstbell.platform.accounts.actors import account_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.tenancy.models import School

HOUR = timedelta(hours=1)


class Counting:
    """`planned()` and `opened()` make the count; `scan` and `send` are what a phone does."""

    def __init__(self, school: School, lead: Account, at: datetime) -> None:
        self.school, self.lead, self.at = school, lead, at
        self.by = account_actor(lead, on=at.date())
        self.count: Count | None = None
        self.phones: dict[str, CountJoin] = {}

    def planned(self, name: str = "Summer count", **scope: Any) -> Count:
        self.count = verbs.plan(
            self.school, name=name, scope=Scope(**scope), lead=self.lead, by=self.by, at=self.at
        )
        return self.count

    def opened(self, name: str = "Summer count", **scope: Any) -> Count:
        count = self.planned(name, **scope)
        verbs.open_count(count, by=self.by, at=self.at)
        return count

    def phone(self, account: Account | None = None, device: str = "Phone 1") -> CountJoin:
        if device not in self.phones:
            who = account or self.lead
            actor = account_actor(who, on=self.at.date())
            assert self.count is not None
            made, _ = verbs.join(self.count, who, device=device, by=actor, at=self.at)
            self.phones[device] = made
        return self.phones[device]

    def scan(self, code: Any, room: Any = None, *, minutes: int = 1, **more: Any) -> Scan:
        """One find: an item or a text, in a room, so many minutes after the count opened."""
        text = getattr(code, "tag", code)
        at = more.pop("at", self.at + timedelta(minutes=minutes))
        return Scan(uuid4(), at, code=text, room=getattr(room, "uid", None), **more)

    def undo(self, scan: Scan, *, minutes: int = 30) -> Scan:
        return Scan(uuid4(), self.at + timedelta(minutes=minutes), kind=ScanKind.UNDO, ref=scan.id)

    def send(
        self, *scans: Scan, phone: CountJoin | None = None, late: timedelta = HOUR, clock: timedelta = timedelta(0)
    ) -> dict[UUID, ScanOutcome]:  # fmt: skip
        """Sync so long after the count opened, from a phone whose clock is wrong by so much."""
        joined = phone or self.phone()
        now = self.at + late
        actor = account_actor(joined.account, on=self.at.date())
        return tallying.take(joined, scans, told_at=now + clock, by=actor, at=now)

    def line(self, item: Any) -> CountLine:
        assert self.count is not None
        return CountLine.objects.select_related("found_in", "expected_in").get(
            count=self.count, item=item.pk
        )

    def verdicts(self) -> dict[str, str]:
        assert self.count is not None
        return dict(self.count.lines.values_list("item__tag", "verdict"))
