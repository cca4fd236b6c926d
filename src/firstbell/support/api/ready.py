"""What a desk keeps ready, by API: answers (macros), checklists and whole tickets, of one school or of the trust."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status
from pydantic import StringConstraints

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import can, require
from firstbell.platform.api.core import version_read
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing, named
from firstbell.platform.tenancy.models import School
from firstbell.support.actions import macros, putting_away, readying
from firstbell.support.actions.setups import MANAGE, SETUP
from firstbell.support.api.setup import one
from firstbell.support.api.shapes import Line, Minutes, Text
from firstbell.support.models import Category, ChecklistTemplate, Macro, Team, TicketTemplate
from firstbell.support.models import Status as TicketStatus
from firstbell.support.states import Activity, Kind, OwnerAfter, Stops

router = Router(tags=["Support"])
WORK = "support.work"
Name = Annotated[str, StringConstraints(max_length=80, pattern=r"^[^\x00-\x1f]*$")]
Slug = Annotated[str, StringConstraints(max_length=30, pattern=r"^[-a-zA-Z0-9_]*$")]
Uids = Annotated[list[UUID], Field(max_length=50)]
Which = Literal["answers", "checklists", "tickets"]
_KINDS: dict[str, Any] = {
    "answers": Macro,
    "checklists": ChecklistTemplate,
    "tickets": TicketTemplate,
}
_WITH = ("school", "category")


class AnswerChange(Sent):
    """A ready answer, and what changes with it."""

    name: Name = ""
    key: Slug = ""
    body: Text = ""
    public: bool = True
    team: UUID | None = None
    status: UUID | None = None
    to_team: UUID | None = None
    owner: OwnerAfter = OwnerAfter.SAME
    category: UUID | None = None
    minutes: Minutes = 0
    activity: Activity | Literal[""] = ""
    checklists: Uids = []


class ChecklistChange(Sent):
    """A step a line; put by itself on new tickets of its category or kind, where it has one."""

    name: Name = ""
    lines: Text = ""
    team: UUID | None = None
    category: UUID | None = None
    kind: Kind | Literal[""] = ""


class TicketTemplateChange(Sent):
    name: Name = ""
    title: Line = ""
    body: Text = ""
    category: UUID | None = None
    kind: Kind = Kind.REQUEST
    stops: Stops = Stops.NO
    team: UUID | None = None
    checklists: Uids = []


class _Of(Sent):
    """Without a school it is of the whole trust."""

    school: UUID | None = None
    name: Name


class NewAnswer(AnswerChange, _Of):
    name: Name


class ChecklistIn(ChecklistChange, _Of):
    name: Name


class TicketTemplateIn(TicketTemplateChange, _Of):
    name: Name


class ReadyOut(Schema):
    uid: UUID
    version: int
    name: str
    school: Thing | None
    archived: bool

    resolve_school = staticmethod(lambda row: named(row.school))
    resolve_archived = staticmethod(lambda row: row.archived_at is not None)


class ChecklistOut(ReadyOut):
    lines: list[str]
    team: Thing | None
    category: Thing | None
    kind: str

    resolve_team = staticmethod(lambda row: named(row.team))

    resolve_lines = staticmethod(lambda row: row.said_lines())
    resolve_category = staticmethod(lambda row: named(row.category))


class MacroOut(Schema):
    uid: UUID
    name: str
    key: str
    body: str
    public: bool
    school: Thing | None
    team: Thing | None
    changes: list[str]

    resolve_school = staticmethod(lambda row: named(row.school))
    resolve_team = staticmethod(lambda row: named(row.team))
    resolve_changes = staticmethod(lambda row: list(macros.changes_of(row)))


class MacroPage(Schema):
    items: list[MacroOut]
    next: str | None


class ChecklistPage(Schema):
    items: list[ChecklistOut]
    next: str | None


class TicketTemplateOut(ReadyOut):
    title: str
    body: str
    category: Thing | None
    kind: str
    stops: str
    team: Thing | None
    checklists: list[Thing]

    resolve_category = staticmethod(lambda row: named(row.category))
    resolve_team = staticmethod(lambda row: named(row.team))
    resolve_checklists = staticmethod(lambda row: [named(each) for each in row.checklists.all()])


class TicketTemplatePage(Schema):
    items: list[TicketTemplateOut]
    next: str | None


_POINTS: dict[str, Any] = {
    "team": Team, "to_team": Team, "status": TicketStatus, "category": Category,
}  # fmt: skip


def _values(request: HttpRequest, words: dict[str, Any]) -> dict[str, Any]:
    """What is named by its uid, as what it is."""
    for name, kind in _POINTS.items():
        if words.get(name) is not None:
            words[name] = get_object_or_404(
                kind.objects.visible_to(request.actor).live(), uid=words[name]
            )
    if "checklists" in words:
        rows = ChecklistTemplate.objects.visible_to(request.actor).live()
        words["checklists"] = [
            get_object_or_404(rows, uid=uid) for uid in dict.fromkeys(words["checklists"])
        ]
    return words


def _add(request: HttpRequest, kind: Any, body: Schema) -> Status[Any]:
    words = body.dict()
    uid = words.pop("school")
    schools = School.objects.visible_to(request.actor, WORK)
    school = get_object_or_404(schools, uid=uid) if uid else None
    if not can(request.actor, MANAGE):
        require(request.actor, SETUP, school)
    values = {**_values(request, words), "school": school}
    return Status(201, readying.add(kind, values, by=request.actor, at=clock.now()))


def _change(request: HttpRequest, kind: Any, uid: UUID, body: Schema) -> Any:
    row, version = one(request, kind, uid), version_read(request)
    readying.refuse_others(row, request.actor)
    words = _values(request, body.dict(exclude_unset=True))
    return readying.change(row, words, version=version, by=request.actor, at=clock.now())


@router.get("ticket-macros", response=MacroPage, summary="Ready answers")
def ready(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    require(request.actor, WORK)
    rows = Macro.objects.visible_to(request.actor).live()
    rows = rows.select_related("school", "team", "status", "to_team", "category")
    return page(rows.prefetch_related("checklists"), paging)


@router.get("ticket-checklists", response=ChecklistPage, summary="Checklists kept ready")
def checklists(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    require(request.actor, WORK)
    return page(
        ChecklistTemplate.objects.visible_to(request.actor).live().select_related(*_WITH, "team"),
        paging,
    )


@router.get("ticket-templates", response=TicketTemplatePage, summary="Whole tickets kept ready")
def templates(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    require(request.actor, WORK)
    rows = TicketTemplate.objects.visible_to(request.actor).live().select_related(*_WITH, "team")
    return page(rows.prefetch_related("checklists"), paging)


@router.post("ticket-macros", response={201: ReadyOut}, summary="Keep an answer ready")
def add_answer(request: HttpRequest, body: NewAnswer) -> Status[Any]:
    return _add(request, Macro, body)


@router.post("ticket-checklists", response={201: ChecklistOut}, summary="Keep a checklist ready")
def add_checklist(request: HttpRequest, body: ChecklistIn) -> Status[Any]:
    return _add(request, ChecklistTemplate, body)


@router.post(
    "ticket-templates", response={201: TicketTemplateOut}, summary="Keep a whole ticket ready"
)
def add_template(request: HttpRequest, body: TicketTemplateIn) -> Status[Any]:
    return _add(request, TicketTemplate, body)


@router.patch("ticket-macros/{uid}", response=ReadyOut, summary="Change a ready answer")
def change_answer(request: HttpRequest, uid: UUID, body: AnswerChange) -> Any:
    return _change(request, Macro, uid, body)


@router.patch("ticket-checklists/{uid}", response=ChecklistOut, summary="Change a checklist")
def change_checklist(request: HttpRequest, uid: UUID, body: ChecklistChange) -> Any:
    return _change(request, ChecklistTemplate, uid, body)


@router.patch("ticket-templates/{uid}", response=TicketTemplateOut, summary="Change a ready ticket")
def change_template(request: HttpRequest, uid: UUID, body: TicketTemplateChange) -> Any:
    return _change(request, TicketTemplate, uid, body)


@router.post(
    "ticket-ready/{kind}/{uid}/away", response=ReadyOut, summary="Put away what is kept ready"
)
def away(request: HttpRequest, kind: Which, uid: UUID) -> Any:
    return putting_away.put_away(one(request, _KINDS[kind], uid), by=request.actor, at=clock.now())


@router.post(
    "ticket-ready/{kind}/{uid}/back", response=ReadyOut, summary="Bring back what was kept ready"
)
def back(request: HttpRequest, kind: Which, uid: UUID) -> Any:
    return putting_away.bring_back(
        one(request, _KINDS[kind], uid), by=request.actor, at=clock.now()
    )
