from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.tenancy.models import School

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Looker:
    """Who looks at a list, when, and from which school; days begin when that school's day begins.

    `several` when they work in more than one school: then a list begins with the rows of this one.
    """

    actor: Actor
    at: datetime
    school: School | None = None
    several: bool = False

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.school.time_zone) if self.school else LONDON

    @property
    def today(self) -> date:
        return self.at.astimezone(self.zone).date()

    def start_of(self, day: date) -> datetime:
        return datetime.combine(day, time(), tzinfo=self.zone)
