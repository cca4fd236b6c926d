"""Lists of people from other systems, as lines of an import: classes, people, leavers."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse

from firstbell.lib.rosters import HEADINGS
from firstbell.people.actions.rosters.running import SHEET, gate
from firstbell.people.models import RosterRun
from firstbell.people.sheets.roster.working import RosterWork
from firstbell.platform.exchange.models import ImportSession
from firstbell.platform.exchange.sheets import Column, Match, Sheet, sheet

_LONG = 60_000


def _columns() -> Sequence[Column]:
    long = {"groups": _LONG, "notes": 2_000, "problem": 2_000}
    return [
        Column(name, name.replace("_", " ").capitalize(), limit=long.get(name, 255))
        for name in HEADINGS
    ]


def _matches() -> Sequence[Match]:
    return (Match("key", "The source's own key", ("key",)),)


def _page(session: ImportSession) -> str:
    return reverse("people:roster_run", args=[RosterRun.objects.get(session=session).uid])


ROSTER = sheet(
    Sheet(
        name=SHEET, title="People from a source", things=("line", "lines"), thing_type="people.person",
        permission="people.rosters", icon="users", columns=_columns, open=RosterWork, matches=_matches,
        url_name="people:people", offered=False, own_page=_page, gate=gate,
    )
)  # fmt: skip
