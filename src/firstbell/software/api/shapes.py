from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from firstbell.platform.api.days import Day
from firstbell.platform.api.paging import Paging
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing, named
from firstbell.software.states import LicenceState, Metric, ProgramKind, Wanted

Short = Annotated[str, StringConstraints(max_length=60, pattern=r"^[^\x00-\x1f]*$")]
Line = Annotated[str, StringConstraints(max_length=200, pattern=r"^[^\x00-\x1f]*$")]
Text = Annotated[str, StringConstraints(max_length=20_000, pattern=r"^[^\x00]*$")]
Pence = Annotated[int, Field(ge=0, le=2_000_000_000)]
Seats = Annotated[int, Field(ge=1, le=1_000_000)]


class TitleOut(Schema):
    """`known` is false where nobody has said what it is: then it goes by the name that devices report."""

    uid: UUID
    name: str
    publisher: str
    kind: str
    known: bool


class ProgramOut(Schema):
    program: TitleOut
    school: Thing
    devices: int

    resolve_program = staticmethod(lambda row: row.title)
    resolve_school = staticmethod(lambda row: named(row.school))


class ProgramPage(Schema):
    items: list[ProgramOut]
    next: str | None


class ProgramFilter(Paging):
    school: UUID | None = None
    kind: Short = ""
    name: Line = ""


class InstallationOut(Schema):
    uid: UUID
    item: Thing
    program: Thing
    reported_as: str
    version: str
    installed_on: date | None
    first_seen_at: datetime
    gone_at: datetime | None

    resolve_item = staticmethod(lambda row: named(row.item))
    resolve_program = staticmethod(lambda row: named(row.title))
    resolve_reported_as = staticmethod(lambda row: row.release.name)
    resolve_version = staticmethod(lambda row: row.release.version)


class InstallationPage(Schema):
    items: list[InstallationOut]
    next: str | None


class InstallationFilter(Paging):
    """`gone` also gives what is no longer there. `came_since` and `went_since` are days, and give news alone: what came to
    a device after its first report, or went from it, and is no update. `name` is any part of what is reported.
    """

    program: UUID | None = None
    item: UUID | None = None
    school: UUID | None = None
    room: UUID | None = None
    kind: ProgramKind | None = None
    name: Line = ""
    version: Line = ""
    gone: bool = False
    came_since: Day | None = None
    went_since: Day | None = None


class NameIn(Sent):
    name: Line
    publisher: Line = ""
    kind: ProgramKind = ProgramKind.APPLICATION


class RequirementOut(Schema):
    uid: UUID
    school: Thing
    program: Thing
    wanted: str
    view: Thing | None
    reason: str

    resolve_school = staticmethod(lambda row: named(row.school))
    resolve_program = staticmethod(lambda row: named(row.title))
    resolve_view = staticmethod(lambda row: named(row.view))


class RequirementPage(Schema):
    items: list[RequirementOut]
    next: str | None


class RequirementFilter(Paging):
    school: UUID | None = None
    program: UUID | None = None
    wanted: Wanted | None = None


class ViolationOut(Schema):
    """A device that lacks what is required, or has what is forbidden, and where it is."""

    item: Thing
    tag: str
    room: Thing | None

    resolve_item = staticmethod(named)
    resolve_room = staticmethod(lambda row: named(row.place))


class ViolationPage(Schema):
    items: list[ViolationOut]
    next: str | None


class RequirementIn(Sent):
    school: UUID
    program: UUID
    wanted: Wanted
    view: UUID | None = None
    reason: Annotated[str, StringConstraints(max_length=300, pattern=r"^[^\x00-\x1f]*$")] = ""


class LicenceOut(Schema):
    """`used` is null where nobody can count it. The key is never given here."""

    uid: UUID
    version: int
    school: Thing
    program: Thing
    name: str
    metric: str
    seats: int | None
    starts_on: date | None
    ends_on: date | None
    supplier: Thing | None
    order_ref: str
    cost_pence: int | None
    notes: str
    used: int | None
    over: int
    state: str

    resolve_school = staticmethod(lambda row: named(row.school))
    resolve_program = staticmethod(lambda row: named(row.title))
    resolve_supplier = staticmethod(lambda row: named(row.supplier))
    resolve_used = staticmethod(lambda row: row.use.used)
    resolve_over = staticmethod(lambda row: row.use.over)
    resolve_state = staticmethod(lambda row: row.use.state)


class LicencePage(Schema):
    items: list[LicenceOut]
    next: str | None


class LicenceFilter(Paging):
    """`state` is how it stands today; `ends_before` a day."""

    school: UUID | None = None
    program: UUID | None = None
    supplier: UUID | None = None
    metric: Metric | None = None
    state: LicenceState | None = None
    ends_before: Day | None = None


class LicenceIn(Sent):
    school: UUID
    program: UUID
    name: Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00-\x1f]*$")] = ""
    metric: Metric = Metric.DEVICE
    seats: Seats | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    supplier: UUID | None = None
    order_ref: Short = ""
    cost_pence: Pence | None = None
    key: Annotated[str, StringConstraints(max_length=2_000, pattern=r"^[^\x00]*$")] = ""
    notes: Text = ""


class LicenceChange(Sent):
    name: Annotated[str, StringConstraints(max_length=120, pattern=r"^[^\x00-\x1f]*$")] = ""
    seats: Seats | None = None
    starts_on: Day | None = None
    ends_on: Day | None = None
    order_ref: Short = ""
    cost_pence: Pence | None = None
    notes: Text = ""
