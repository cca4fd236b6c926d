from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from firstbell.equipment.models import DeskScan, Handover, HandoverLine
from firstbell.equipment.states import Condition, Direction, HandoverState, Outcome
from firstbell.platform.api.days import Day
from firstbell.platform.api.paging import Paging
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing, named

# What may be emptied by sending null.
CLEARABLE = {"due_on", "room"}
# A scanner that is set so ends each code with the end of a line.
Code = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500, pattern=r"^[^\x00-\x1f]*$"),
]  # fmt: skip
Note = Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f]*$")]
Drawn = Annotated[str, Field(max_length=400_000, pattern=r"^[^\x00]*$")]


class LineOut(Schema):
    """`from_kit` came along in a trolley or kit, and is checked once it is scanned itself; `problem` stopped the basket."""

    uid: UUID
    item: Thing
    tag: str
    quantity: int
    from_kit: Thing | None
    is_checked: bool
    takes_over: bool
    condition: str
    days_late: int
    problem: str

    resolve_item = staticmethod(lambda line: named(line.item))
    resolve_from_kit = staticmethod(lambda line: named(line.from_kit))

    @staticmethod
    def resolve_tag(line: HandoverLine) -> str:
        return str(line.item.tag)


class HandoverOut(Schema):
    """Out or back; open, it is the basket of whoever began it. `room` is where things of a pile are put.

    `asked_until`: until when the link that was mailed for a yes is answered; `accepted_as` is the name typed beside it.
    """

    uid: UUID
    version: int
    school: UUID
    number: str
    direction: Direction
    state: HandoverState
    holder: Thing | None
    room: Thing | None
    due_on: date | None
    condition: str
    note: str
    opened_by: str
    done_at: datetime | None
    done_by: str
    accepted_at: datetime | None
    declined_at: datetime | None
    declined_why: str
    asked_until: datetime | None
    accepted_as: str
    lines: list[LineOut]
    created_at: datetime

    @staticmethod
    def resolve_school(row: Handover) -> object:
        return row.school.uid

    @staticmethod
    def resolve_asked_until(row: Handover) -> Any:
        made = getattr(row, "acceptance", None)
        return made.until if made is not None else None

    @staticmethod
    def resolve_accepted_as(row: Handover) -> str:
        made = getattr(row, "acceptance", None)
        return str(made.name) if made is not None else ""

    @staticmethod
    def resolve_holder(row: Handover) -> Any:
        return named(row.holder) if row.direction != Direction.BACK else None

    @staticmethod
    def resolve_room(row: Handover) -> Any:
        return named(row.room) if row.direction == Direction.BACK else None

    @staticmethod
    def resolve_lines(row: Handover) -> list[HandoverLine]:
        return list(row.lines.all())


class HandoverPage(Schema):
    items: list[HandoverOut]
    next: str | None


class HandoverFilter(Paging):
    school: UUID | None = None
    person: UUID | None = None
    direction: Direction | None = None
    state: HandoverState | None = None


class BasketIn(Sent):
    school: UUID
    direction: Literal["out", "back"] = "out"


class HandoverChange(Sent):
    """`due_on` and `note` of what goes out; `room` and `condition` of what comes back, from the next scan on."""

    due_on: Day | None = None
    note: Note | None = None
    room: UUID | None = None
    condition: Condition | Literal[""] | None = None


class ScanIn(Sent):
    """`scan_id` is made where it was scanned, so that sending it again after a lost answer does nothing twice."""

    code: Code
    scan_id: UUID


class WhoIn(Sent):
    scan_id: UUID
    person: UUID | None = None
    room: UUID | None = None


class TakeOverIn(Sent):
    scan_id: UUID
    item: UUID


class CustodyIn(Sent):
    scan_id: UUID
    custody: UUID


class ScanOut(Schema):
    """What the desk says to a scan: `tone` is good, careful or bad; `more` is what it offers to do next."""

    scan_id: UUID
    code: str
    outcome: Outcome
    tone: str
    title: str
    said: str
    item: Thing | None
    more: dict[str, Any]
    at: datetime
    undone_at: datetime | None

    resolve_item = staticmethod(lambda scan: named(scan.item))

    @staticmethod
    def resolve_more(scan: DeskScan) -> dict[str, Any]:
        return {name: value for name, value in scan.more.items() if name in _OFFERED}


# The rest of what a scan keeps is for undoing it.
_OFFERED = ("take_over", "people", "rows", "careful")


class LineChange(Sent):
    quantity: Annotated[int, Field(ge=0, le=100_000)] | None = None
    condition: Condition | Literal[""] | None = None


class CompleteIn(Sent):
    """`signature` is a picture as a data address, for all of it."""

    signature: Drawn = ""
    wants_mail: bool = False
