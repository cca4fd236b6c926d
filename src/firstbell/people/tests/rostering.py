"""A source with its lists, brought and read as the page and the worker do it."""

from __future__ import annotations

from typing import Any

import pytest

from firstbell.lib.rosters.tests import packing
from firstbell.lib.rosters.tests.packing import enrolment, group, user
from firstbell.people.actions.rosters import running, sources
from firstbell.people.models import GroupMember, RosterRun
from firstbell.people.states import SourceKind
from firstbell.platform.exchange.actions import applying, undoing
from firstbell.platform.exchange.actions.stages import actor_of

SAM = user("u1", "Sam", "Reeve", number="10482", grades="9")
ADA = user("u2", "Ada", "Okoro", "teacher", email="okoro@hartley.example")
KIM = user("u3", "Kim", "Lee", number="10483", grades="9")
CLASSES = group("c1", "9C/Sc1") + group("t1", "9C", "homeroom")
INSIDE = (
    enrolment("c1", "u1")
    + enrolment("c1", "u3")
    + enrolment("t1", "u1")
    + enrolment("t1", "u2", "teacher")
)


def many(number: int) -> str:
    return "".join(
        user(f"m{n}", f"Ada{n}", "Osei", number=f"2{n:03}", grades="8") for n in range(number)
    )


def in_class(name):
    rows = GroupMember.objects.filter(group__name=name, to_on=None)
    return {str(row.person) for row in rows.select_related("person")}


class Rostering:
    def __init__(self, school: Any, by: Any, at: Any, folder: Any) -> None:
        self.school, self.by, self.at, self.folder = school, by, at, folder

    def source(
        self, kind: SourceKind = SourceKind.ONEROSTER, name: str = "MIS", **more: Any
    ) -> Any:
        return sources.add_source(self.school, name=name, kind=kind, by=self.by, at=self.at, **more)

    def read(self, source: Any, content: bytes, *, by: Any = None, at: Any = None) -> RosterRun:
        words = {"by": by or self.by, "at": at or self.at}
        run = running.begin(source, name="export.zip", content=[content], **words)
        running.read(run, at=words["at"])
        run.refresh_from_db()
        return run

    def whole(
        self, source: Any, users: str, classes: str = "", inside: str = "", **more: Any
    ) -> RosterRun:
        path = packing.school(self.folder / "export.zip", users, classes, inside)
        return self.read(source, path.read_bytes(), **more)

    def delta(self, source: Any, **files: str) -> RosterRun:
        modes = dict.fromkeys(files, "delta")
        path = packing.packed(
            self.folder / "delta.zip", manifest=packing.manifest(**modes), **files
        )
        return self.read(source, path.read_bytes())

    def bring_in(self, run: RosterRun, leavers: int | None = None, at: Any = None) -> RosterRun:
        at = at or self.at
        running.bring_in(run, by=self.by, at=at, leavers=leavers)
        applying.apply(run.session, by=actor_of(run.session), at=at)
        run = RosterRun.objects.select_related("source", "session__school").get(pk=run.pk)
        return run

    def undo(self, run: RosterRun) -> dict[str, Any]:
        undoing.undo(run.session, by=self.by, at=self.at)
        undoing.take_back(run.session, by=actor_of(run.session), at=self.at)
        run.session.refresh_from_db()
        return run.session.counts


@pytest.fixture
def rostering(hartley, asha, moment, tmp_path, settings):
    settings.DATA = tmp_path / "data"
    return Rostering(hartley, asha, moment, tmp_path)


def said(run: RosterRun) -> dict[str, str]:
    """What is said of each line, by its key; of those that change nothing, nothing."""
    rows = run.session.rows.order_by("line").values_list("keys", "reasons")
    return {keys.split("\n")[0]: reasons for keys, reasons in rows}
