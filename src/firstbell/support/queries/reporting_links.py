"""From a number of the report to the list of the tickets that it counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse
from django.utils.http import urlencode

from firstbell.platform.tenancy.models import School
from firstbell.support.queries.reporting_periods import Period
from firstbell.support.states import BY_HAND, Stops


@dataclass(frozen=True, slots=True)
class Links:
    school: School
    period: Period
    at: datetime

    def to(self, what: str, **more: str) -> str:
        """`more` narrows it further, by columns of the list."""
        days = f"{self.period.first}..{self.period.last}"
        came, solved = ("opened.between", days), ("solved.between", days)
        pairs: dict[str, list[tuple[str, str]]] = {
            "opened": [came], "solved": [solved], "by_hand": [came, ("source", ",".join(BY_HAND))],
            "in_time": [solved, ("late", "no")], "late": [solved, ("late", "yes")],
            "stopped": [came, ("stops", f"{Stops.NOW},{Stops.NEXT}"), ("doing", "no"), ("room.filled", "")],
        }  # fmt: skip
        if what == "open":
            raised = [("opened.before", str(self.period.last + timedelta(days=1))), *more.items()]
            return self._open(raised)
        return self._address([*pairs[what], *more.items()])

    def aged(self, key: str) -> str:
        first, _, last = key.partition("..")
        if first:
            return self._open([("opened.between", key)])
        return self._open([("opened.before", str(date.fromisoformat(last) + timedelta(days=1)))])

    def _open(self, raised: list[tuple[str, str]]) -> str:
        pairs = [*raised, ("solved.empty", "")]
        if self.at >= self.period.ends:
            pairs += [("or", ""), *raised, ("solved.after", str(self.period.last))]
        return self._address(pairs)

    def _address(self, pairs: list[tuple[str, str]]) -> str:
        whole = [*pairs, ("school", str(self.school.uid))]
        return f"{reverse('support:all')}?{urlencode(whole)}"
