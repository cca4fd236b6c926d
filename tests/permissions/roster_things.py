"""Where people come from, and a list on its way in."""

from __future__ import annotations

from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile

from firstbell.people import actions as people
from firstbell.people.actions.rosters import running, sources
from firstbell.people.models import RosterRun, RosterSource
from firstbell.people.states import MemberKind, SourceKind
from tests.permissions import rooms
from tests.permissions.things import LONG_AGO, Example, World, example

LIST = b"MIS number,First name,Last name,Year,Who\n777,Test,Pupil,9,student\n"


def _source(world: World) -> RosterSource:
    return sources.add_source(
        world.hartley, name="Permission test", kind=SourceKind.LIST, by=world.asha, at=LONG_AGO
    )


def a_run(world: World) -> RosterRun:
    run = running.begin(_source(world), name="list.csv", content=[LIST], by=world.asha, at=LONG_AGO)
    running.read(run, at=LONG_AGO)
    return run


@example(
    "people:source", "people:source_change", "people:source_archive", "people:source_ask", "people:source_try"
)  # fmt: skip
def source(world: World) -> Example:
    made = _source(world)
    return Example({"uid": made.uid}, made)


def directory(world: World) -> Example:
    """It is asked in the background, so none is needed."""
    made = sources.add_source(
        world.hartley, name="Directory", kind=SourceKind.DIRECTORY, by=world.asha, at=LONG_AGO
    )
    return Example({"uid": made.uid}, made)


@example("people:source_bring")
def bring(world: World) -> Example:
    one = source(world)
    one.post = {"file": SimpleUploadedFile("list.csv", LIST)}
    return one


@example(
    "people:roster_run", "people:roster_progress", "people:roster_bring_in", "people:roster_who"
)
def run(world: World) -> Example:
    people.add_person(
        world.hartley, kind=MemberKind.STUDENT, given_name="Test", family_name="Pupil", by=world.system, at=LONG_AGO
    )  # fmt: skip
    made = a_run(world)
    return Example({"uid": made.uid}, made, post={"who-777": "new"})


@example("people:leaver", "people:leaver_ask", "people:leaver_close", "people:leaver_reopen")
def leaver(world: World) -> Example:
    one = rooms.person(world)
    people.leave(one.thing.memberships.get(), on=date(2021, 7, 21), by=world.system, at=LONG_AGO)
    return one
