from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import AwareDatetime, StringConstraints

from firstbell.platform.accounts.permissions import can
from firstbell.platform.api.paging import Paging
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing, named
from firstbell.platform.fields.values import masked
from firstbell.support.states import Activity, Kind, Phase, Stops

Line = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Text = Annotated[str, StringConstraints(max_length=60_000, pattern=r"^[^\x00]*$")]
Address = Annotated[str, StringConstraints(max_length=254, pattern=r"^([^@\s\x00]+@[^@\s\x00]+)?$")]
People = Annotated[int, Field(ge=1, le=10_000)]
Own = Annotated[dict[str, str | int | bool | list[str] | None], Field(max_length=100)]
Minutes = Annotated[int, Field(ge=0, le=1_440)]


def numbered(row: Any) -> Thing | None:
    """Another ticket by its number alone: what it is called, only those read who see it."""
    return Thing(uid=row.uid, name=row.number) if row else None


def _is_desk(row: Any, context: Any) -> bool:
    """Whether it is read as the team reads it."""
    actor = context["request"].actor
    return can(actor, "support.view", row.school) and not row.is_kept_from(actor)


class TicketOut(Schema):
    """`who` is whom it is for, in words; times are those of the desk; `custom` and `hand_due_why` only the team reads."""

    uid: UUID
    version: int
    number: str
    school: Thing
    title: str
    kind: str
    status: str
    phase: str
    team: Thing
    owner: str
    category: Thing | None
    requester: Thing | None
    who: str
    room: Thing | None
    items: list[Thing]
    stops: str
    exam: bool
    people: int
    workaround: bool
    restricted: bool
    source: str
    minutes: int
    opened_at: datetime
    acknowledged_at: datetime | None
    responded_at: datetime | None
    waiting_until: datetime | None
    due_at: datetime | None
    hand_due_at: datetime | None
    hand_due_why: str
    solved_at: datetime | None
    closed_at: datetime | None
    merged_into: Thing | None
    parent: Thing | None
    custom: dict[str, Any]

    resolve_school = staticmethod(lambda row: named(row.school))
    resolve_status = staticmethod(lambda row: row.status.name)
    resolve_phase = staticmethod(lambda row: row.status.phase)
    resolve_team = staticmethod(lambda row: named(row.team))
    resolve_owner = staticmethod(lambda row: row.owner.name if row.owner else "")
    resolve_category = staticmethod(lambda row: named(row.category))
    resolve_requester = staticmethod(lambda row: named(row.requester))
    resolve_room = staticmethod(lambda row: named(row.room))
    resolve_merged_into = staticmethod(lambda row: numbered(row.merged_into))
    resolve_parent = staticmethod(lambda row: numbered(row.parent))

    @staticmethod
    def resolve_hand_due_why(row: Any, context: Any) -> str:
        return row.hand_due_why if _is_desk(row, context) else ""

    @staticmethod
    def resolve_custom(row: Any, context: Any) -> dict[str, Any]:
        return masked(row.custom) if _is_desk(row, context) else {}

    resolve_items = staticmethod(lambda row: [Thing(uid=one.item.uid, name=one.item.tag) for one in row.things.all()])  # fmt: skip


class TicketPage(Schema):
    items: list[TicketOut]
    next: str | None


class TicketFilter(Paging):
    school: UUID | None = None
    room: UUID | None = None
    item: UUID | None = None
    phase: Phase | Literal[""] = ""


class TicketIn(Sent):
    """Without a requester it is for whoever holds the token. `due` is a date by hand, beside what is promised, with its reason."""

    school: UUID
    title: Line = ""
    body: Text = ""
    room: UUID | None = None
    items: Annotated[list[UUID], Field(max_length=50)] = []
    category: UUID | None = None
    requester: UUID | None = None
    requester_name: Line = ""
    requester_email: Address = ""
    kind: Kind = Kind.FAULT
    stops: Stops = Stops.NO
    exam: bool = False
    people: People = 1
    workaround: bool = False
    restricted: bool = False
    custom: Own = {}
    due: AwareDatetime | None = None
    due_why: Line = ""


class TicketChange(Sent):
    title: Line = ""
    room: UUID | None = None
    category: UUID | None = None
    kind: Kind = Kind.FAULT
    stops: Stops = Stops.NO
    exam: bool = False
    people: People = 1
    workaround: bool = False
    restricted: bool = False
    custom: Own = {}


class EntryOut(Schema):
    uid: UUID
    kind: str
    public: bool
    body: str
    by: str
    from_team: bool
    minutes: int
    at: datetime

    resolve_by = staticmethod(lambda row: row.by_name)


class EntryPage(Schema):
    items: list[EntryOut]
    next: str | None


class EntryIn(Sent):
    body: Text
    public: bool = True
    minutes: Minutes = 0
    activity: Activity | Literal[""] = ""
    files: bool = False


class SolutionIn(Sent):
    body: Text
    minutes: Minutes = 0


class StatusIn(Sent):
    status: UUID
    until: datetime | None = None


class TeamMove(Sent):
    team: UUID


class DueIn(Sent):
    """Without a moment the date that was set by hand is taken off."""

    when: AwareDatetime | None = None
    why: Line = ""


class CategoryOut(Schema):
    uid: UUID
    name: str
    icon: str


class CategoryPage(Schema):
    items: list[CategoryOut]
    next: str | None


class StatusOut(Schema):
    uid: UUID
    name: str
    phase: str
    pauses: bool


class StatusPage(Schema):
    items: list[StatusOut]
    next: str | None


class TeamOut(Schema):
    """`opening` says whether everybody of the desk works its tickets, looks at them, or its own people alone see them."""

    uid: UUID
    name: str
    school: Thing | None
    parent: Thing | None
    opening: str
    words: str

    resolve_parent = staticmethod(lambda row: named(row.parent))

    resolve_school = staticmethod(lambda row: named(row.school))


class TeamPage(Schema):
    items: list[TeamOut]
    next: str | None
