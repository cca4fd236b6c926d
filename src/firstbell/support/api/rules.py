"""Rules of the desk by API: what happens by itself, what each would have done, and what it did."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.core import version_read
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing, named
from firstbell.support.actions import foreseeing, putting_away, ruling
from firstbell.support.actions.setups import SETUP
from firstbell.support.api import setup, shapes
from firstbell.support.api.loading import school_of, worked
from firstbell.support.api.shapes import Line, Text
from firstbell.support.models import Rule, Ticket
from firstbell.support.states import ClockKind, RuleKind, Since, Unit

router = Router(tags=["Support"])
Words = Annotated[list[Line], Field(max_length=40)]


class Condition(Sent):
    """`value` holds names of choices or the uids of what it is about; of words, each of them."""

    field: Line
    op: Line
    value: Words


class Deed(Sent):
    """One thing that it does; `minutes` of school before (less than none) or after, for a rule of promises alone."""

    do: Line
    value: Line = ""
    words: Text = ""
    minutes: Annotated[int, Field(ge=-10_000, le=10_000)] | None = None


Conditions = Annotated[list[Condition], Field(max_length=20)]
Deeds = Annotated[list[Deed], Field(max_length=12)]


class RuleChange(Sent):
    name: Line = ""
    whens: Words = []
    since: Since | Literal[""] = ""
    amount: Annotated[int, Field(ge=0, le=10_000)] = 0
    unit: Unit | Literal[""] = ""
    promise: ClockKind | Literal[""] = ""
    all_of: Conditions = []
    any_of: Conditions = []
    does: Deeds = []
    restricted: bool = False
    ends: bool = False
    most_a_ticket: Annotated[int, Field(ge=1, le=ruling.MOST_A_TICKET)] = 5
    most_an_hour: Annotated[int, Field(ge=1, le=ruling.MOST_AN_HOUR)] = 100


class RuleIn(RuleChange):
    """Without a school it is of the whole trust; it is off until it is switched on."""

    school: UUID | None = None
    kind: RuleKind = RuleKind.EVENT
    name: Line
    does: Deeds


class RuleOut(Schema):
    uid: UUID
    version: int
    name: str
    school: Thing | None
    kind: RuleKind
    whens: list[str]
    since: str
    amount: int
    unit: str
    promise: str
    all_of: list[dict[str, Any]]
    any_of: list[dict[str, Any]]
    does: list[dict[str, Any]]
    restricted: bool
    ends: bool
    most_a_ticket: int
    most_an_hour: int
    on: bool
    paused: str
    made_by: str
    created_at: datetime
    archived: bool

    resolve_school = staticmethod(lambda row: named(row.school))
    resolve_on = staticmethod(lambda row: row.is_on)
    resolve_paused = staticmethod(lambda row: row.paused_why)
    resolve_made_by = staticmethod(lambda row: str(row.made_by or ""))
    resolve_archived = staticmethod(lambda row: row.archived_at is not None)


class RulePage(Schema):
    items: list[RuleOut]
    next: str | None


class FiringOut(Schema):
    rule: Thing
    ticket: Thing
    at: datetime
    why: str
    did: list[str]
    problems: list[str]

    resolve_rule = staticmethod(lambda row: named(row.rule))
    resolve_ticket = staticmethod(lambda row: shapes.numbered(row.ticket))
    resolve_did = staticmethod(lambda row: row.did.splitlines())
    resolve_problems = staticmethod(lambda row: row.problem.splitlines())


class FiringPage(Schema):
    items: list[FiringOut]
    next: str | None


class PreviewLine(Schema):
    ticket: Thing
    times: int
    would: list[str]
    problems: list[str]

    resolve_ticket = staticmethod(lambda row: shapes.numbered(row.ticket))


class PreviewOut(Schema):
    """Of the last tickets that you see: on how many it would have fired, how often, and what on the newest of them."""

    looked_at: int
    tickets: int
    times: int
    lines: list[PreviewLine]


class OnOff(Sent):
    on: bool


def _rows(request: HttpRequest) -> Any:
    require(request.actor, SETUP)
    return Rule.objects.visible_to(request.actor).select_related("school", "made_by")


def _rule(request: HttpRequest, uid: UUID) -> Rule:
    row: Rule = setup.one(request, Rule, uid)
    require(request.actor, SETUP, row)
    return row


def _values(body: Schema) -> dict[str, Any]:
    words = body.dict(exclude_unset=True, exclude={"school", "kind"})
    if "does" in words:
        words["does"] = [{name: value for name, value in row.items() if value is not None} for row in words["does"]]  # fmt: skip
    return words


@router.get("ticket-rules", response=RulePage, summary="What happens to tickets by itself")
def rules(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    return page(_rows(request).filter(archived_at=None), paging)


@router.post("ticket-rules", response={201: RuleOut}, summary="Add a rule, which is off")
def add_rule(request: HttpRequest, body: RuleIn) -> Status[Rule]:
    rule = Rule(school=school_of(request, body.school), kind=body.kind.value)
    require(request.actor, SETUP, rule)
    made = ruling.save(rule, by=request.actor, at=clock.now(), **_values(body))
    return Status(201, made)


@router.get("ticket-rules/{uid}", response=RuleOut, summary="A rule")
def rule(request: HttpRequest, uid: UUID) -> Rule:
    return _rule(request, uid)


@router.patch("ticket-rules/{uid}", response=RuleOut, summary="Change a rule")
def change_rule(request: HttpRequest, uid: UUID, body: RuleChange) -> Rule:
    row, version = _rule(request, uid), version_read(request)
    return ruling.save(row, by=request.actor, at=clock.now(), version=version, **_values(body))


@router.post("ticket-rules/{uid}/switch", response=RuleOut, summary="Switch a rule on or off")
def switch_rule(request: HttpRequest, uid: UUID, body: OnOff) -> Rule:
    return ruling.switch(_rule(request, uid), on=body.on, by=request.actor, at=clock.now())


@router.post("ticket-rules/{uid}/away", response=RuleOut, summary="Put a rule away")
def rule_away(request: HttpRequest, uid: UUID) -> Rule:
    return putting_away.put_away(_rule(request, uid), by=request.actor, at=clock.now())


@router.get(
    "ticket-rules/{uid}/preview", response=PreviewOut, summary="What a rule would have done"
)
def preview(request: HttpRequest, uid: UUID) -> foreseeing.Preview:
    return foreseeing.look(_rule(request, uid), by=request.actor, at=clock.now())


@router.get("ticket-rules/{uid}/firings", response=FiringPage, summary="What a rule did")
def firings(request: HttpRequest, uid: UUID, paging: Query[Paging]) -> dict[str, Any]:
    seen = Ticket.objects.visible_to(request.actor)
    rows = _rule(request, uid).firings.filter(ticket__in=seen)
    return page(rows.select_related("rule", "ticket"), paging)


@router.get("tickets/{uid}/firings", response=FiringPage, summary="What rules did to a ticket")
def of_ticket(request: HttpRequest, uid: UUID, paging: Query[Paging]) -> dict[str, Any]:
    return page(worked(request, uid).firings.select_related("rule", "ticket"), paging)
