from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema

from firstbell.equipment.models import Count, CountLine
from firstbell.equipment.queries.counted import Progress, RoomProgress
from firstbell.equipment.states import CountScope, CountState, Verdict
from firstbell.platform.api.days import Day
from firstbell.platform.api.paging import Paging
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing, named

Name = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\x00-\x1f]*$")]
Notes = Annotated[str, Field(max_length=20_000, pattern=r"^[^\x00]*$")]
Device = Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f]*$")]


class CountOut(Schema):
    """`figures` are its numbers as they were when it closed."""

    uid: UUID
    version: int
    school: UUID
    name: str
    scope: CountScope
    scope_words: str
    rooms: list[Thing]
    building: Thing | None
    category: Thing | None
    state: CountState
    lead: str
    due_on: date | None
    notes: str
    opened_at: datetime | None
    closed_at: datetime | None
    closed_by: str
    figures: dict[str, Any]
    created_at: datetime

    resolve_building = staticmethod(lambda row: named(row.building))
    resolve_category = staticmethod(lambda row: named(row.category))

    @staticmethod
    def resolve_school(row: Count) -> object:
        return row.school.uid

    @staticmethod
    def resolve_rooms(row: Count) -> list[Any]:
        return [named(room) for room in row.rooms.all()]

    @staticmethod
    def resolve_lead(row: Count) -> str:
        return str(row.lead or "")

    @staticmethod
    def resolve_figures(row: Count) -> dict[str, Any]:
        """Without what it is all worth, which is for those who may see money."""
        return {name: value for name, value in row.figures.items() if name not in _MONEY}


_MONEY = ("value", "unpriced")


class CountPage(Schema):
    items: list[CountOut]
    next: str | None


class CountFilter(Paging):
    school: UUID | None = None
    state: CountState | None = None


class NewCount(Sent):
    """What one of `rooms`, `building`, `category` and `view` says, as `scope` names it."""

    school: UUID
    name: Name
    scope: CountScope = CountScope.ALL
    rooms: Annotated[list[UUID], Field(max_length=500)] = []
    building: UUID | None = None
    category: UUID | None = None
    view: UUID | None = None
    due_on: Day | None = None
    notes: Notes = ""


class CountChange(Sent):
    name: Name | None = None
    due_on: Day | None = None
    notes: Notes | None = None


class RoomOut(Schema):
    """One room of a count; `here_too` is what was found in it that belongs elsewhere, or was not on the list."""

    room: UUID | None
    name: str
    expected: int
    found: int
    elsewhere: int
    lent: int
    here_too: int

    @staticmethod
    def resolve_room(row: RoomProgress) -> object:
        return row.uid or None


class ProgressOut(Schema):
    expected: int
    seen: int
    to_find: int
    lent: int
    verdicts: dict[str, int]
    rooms: list[RoomOut]

    @staticmethod
    def resolve_verdicts(row: Progress) -> dict[str, int]:
        return {str(verdict): number for verdict, number in row.verdicts.items()}


class CountWhole(Schema):
    count: CountOut
    progress: ProgressOut


class CloseIn(Sent):
    """What is done about the differences at once: what was not found is missing, what was wanted there is moved, what was
    missing and is found is back in use."""

    set_missing: bool = False
    move: bool = False
    back: bool = False


class CountPhotoOut(Schema):
    """`file` is what `files/{uid}/content` gives."""

    file: UUID
    words: str

    resolve_file = staticmethod(lambda row: row.file.uid)


class CountLineOut(Schema):
    uid: UUID
    item: Thing
    tag: str
    expected: bool
    expected_in: Thing | None
    was_with: str
    verdict: Verdict
    found_in: Thing | None
    found_at: datetime | None
    found_by: str
    twice: bool
    looked_for: bool
    wish: str
    resolution: str
    photos: list[CountPhotoOut]

    resolve_item = staticmethod(lambda line: named(line.item))
    resolve_expected_in = staticmethod(lambda line: named(line.expected_in))
    resolve_found_in = staticmethod(lambda line: named(line.found_in))

    @staticmethod
    def resolve_tag(line: CountLine) -> str:
        return str(line.item.tag)


class CountLinePage(Schema):
    items: list[CountLineOut]
    next: str | None


class CountLineFilter(Paging):
    verdict: Verdict | None = None
    room: UUID | None = None


class NewPhone(Sent):
    device: Device = ""


class JoinOut(Schema):
    """`token` is good for this count alone: sent to `sync` as `Authorization: Count fbc_…`, GET for the list, POST for what was scanned.
    A picture goes to `photos` after its scan, as a form: an `id` of its own, the id of the `scan`, `words`, and the `photo`.
    """

    uid: UUID
    device: str
    token: str
    sync: str
    photos: str
