"""Time as lessons count it: minutes that were taught, and whole periods, where a break or an evening is nothing."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import accumulate

from firstbell.lib.schooltime.model import Period

_MINUTE = timedelta(minutes=1)
# Far less than a second of any lesson: what two ways of counting to the same bell may differ by.
_NOTHING = 1e-7


class LessonClock:
    """The lessons of a school one after the other. A long one and a short one count one period each.

    `horizon` is the sentence for a moment beyond the last.
    """

    def __init__(self, lessons: Sequence[Period]) -> None:
        self._starts = [one.starts for one in lessons]
        self._ends = [one.ends for one in lessons]
        self._lengths = [one.ends - one.starts for one in lessons]
        self._taught = list(accumulate(self._lengths, initial=timedelta()))

    def taught_between(self, a: datetime, b: datetime) -> timedelta:
        """How much lesson time passed; less than none where `b` comes first."""
        return self._taught_until(b) - self._taught_until(a)

    def periods_between(self, a: datetime, b: datetime) -> float:
        """How many periods passed: 1.5 is one, and half of another."""
        return self._position(b) - self._position(a)

    def add_periods(self, start: datetime, count: float) -> datetime | None:
        """When so many periods have passed, always within a lesson or at its bell; None beyond the last lesson.

        Twenty minutes into a lesson, one period later is as far into the next one.
        """
        target = self._position(start) + count
        place = max(bisect_left(range(len(self._starts)), target - _NOTHING) - 1, 0)
        if count == 0:
            place = bisect_right(self._ends, start)
        if (
            place >= len(self._starts)
            or target > len(self._starts) + _NOTHING
            or target < -_NOTHING
        ):
            return None
        share = min(max(target - place, 0.0), 1.0)
        return self._starts[place] + self._lengths[place] * share

    def _taught_until(self, moment: datetime) -> timedelta:
        place = bisect_right(self._starts, moment) - 1
        if place < 0:
            return timedelta()
        return self._taught[place] + min(moment - self._starts[place], self._lengths[place])

    def _position(self, moment: datetime) -> float:
        place = bisect_right(self._starts, moment) - 1
        if place < 0:
            return 0.0
        return place + min((moment - self._starts[place]) / self._lengths[place], 1.0)
