"""What people may ask for, by API: which requests there are, what they ask, and asking."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status
from pydantic import StringConstraints

from firstbell.equipment.models import Item
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.permissions import can, require
from firstbell.platform.api.core import version_read
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing, named
from firstbell.platform.tenancy.models import School
from firstbell.support.actions import putting_away, requesting
from firstbell.support.actions.requesting import Request
from firstbell.support.actions.setups import SETUP
from firstbell.support.api.loading import school_of
from firstbell.support.api.setup import one as known
from firstbell.support.api.shapes import Line, Text, TicketOut
from firstbell.support.models import Answer, Approval, Category, RequestType, Team, Ticket
from firstbell.support.queries import asking
from firstbell.support.queries.approvals import asked_on
from firstbell.support.queries.asking import Question
from firstbell.support.states import Ask, Kind, Source

router = Router(tags=["Support"])
_KNOWN: dict[str, Any] = {Ask.PERSON: Person, Ask.ROOM: Room, Ask.ITEM: Item}
Key = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,12}$")]


class QuestionShape(Sent):
    """Asked where `when` is empty, or the question of that key is answered with one of `are`."""

    key: Key
    text: Line
    kind: Ask
    required: bool = False
    help: Line = ""
    choices: Annotated[list[Line], Field(max_length=100)] = []
    when: Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{0,12}$")] = ""
    are: Annotated[list[Line], Field(max_length=100)] = []


class RequestTypeOut(Schema):
    uid: UUID
    version: int
    name: str
    school: Thing | None
    words: str
    icon: str
    kind: str
    category: Thing | None
    team: Thing | None
    for_students: bool
    questions: list[QuestionShape]

    resolve_school = staticmethod(lambda row: named(row.school))
    resolve_category = staticmethod(lambda row: named(row.category))
    resolve_team = staticmethod(lambda row: named(row.team))


class RequestTypePage(Schema):
    items: list[RequestTypeOut]
    next: str | None


class RequestTypeChange(Sent):
    name: Line = ""
    words: Line = ""
    icon: Annotated[str, Field(pattern=r"^[a-z0-9-]{1,40}$")] = "shopping-cart"
    kind: Kind = Kind.REQUEST
    category: UUID | None = None
    team: UUID | None = None
    for_students: bool = False
    tips: Text = ""
    todo: Text = ""


class RequestTypeIn(RequestTypeChange):
    """Without a school it is of the whole trust."""

    school: UUID | None = None
    name: Line


class QuestionsIn(Sent):
    questions: Annotated[list[QuestionShape], Field(max_length=asking.MOST)]


class RequestBody(Sent):
    """`answers` are by the key of the question; a person, room or thing by its uid. Files are not taken here."""

    school: UUID
    request_type: UUID
    room: UUID
    requester: UUID | None = None
    answers: dict[Key, Line | list[Line]] = {}


class AnswerOut(Schema):
    """The question is as it was when it was answered."""

    key: str
    question: str
    kind: str
    text: str


class ApprovalOut(Schema):
    who: str
    need: str
    said: str
    voices: list[dict[str, str]]

    resolve_voices = staticmethod(
        lambda row: [
            {"name": one.name, "said": one.said, "reason": one.reason} for one in row.voices.all()
        ]
    )


@router.get("request-types", response=RequestTypePage, summary="What people may ask for")
def request_types(request: HttpRequest, paging: Query[Paging]) -> dict[str, Any]:
    rows = RequestType.objects.visible_to(request.actor).live()
    return page(rows.select_related("school", "category", "team"), paging)


def _values(request: HttpRequest, words: dict[str, Any]) -> dict[str, Any]:
    for name, kind in (("category", Category), ("team", Team)):
        if name in words:
            words[name] = known(request, kind, words[name])
    return words


@router.post("request-types", response={201: RequestTypeOut}, summary="Add something to ask for")
def add_request_type(request: HttpRequest, body: RequestTypeIn) -> Status[RequestType]:
    words = body.dict()
    school = school_of(request, words.pop("school"))
    row = RequestType(school=school)
    require(request.actor, SETUP, row)
    made = requesting.save(row, by=request.actor, at=clock.now(), **_values(request, words))
    return Status(201, made)


@router.patch("request-types/{uid}", response=RequestTypeOut, summary="Change something to ask for")
def change_request_type(request: HttpRequest, uid: UUID, body: RequestTypeChange) -> RequestType:
    row, version = known(request, RequestType, uid), version_read(request)
    require(request.actor, SETUP, row)
    words = _values(request, body.dict(exclude_unset=True))
    return requesting.save(row, by=request.actor, at=clock.now(), version=version, **words)


@router.put("request-types/{uid}/questions", response=RequestTypeOut, summary="Set what it asks")
def set_questions(request: HttpRequest, uid: UUID, body: QuestionsIn) -> RequestType:
    row = known(request, RequestType, uid)
    found = asking.read(one.dict() for one in body.questions)
    return requesting.set_questions(row, found, by=request.actor, at=clock.now())


@router.post(
    "request-types/{uid}/away", response=RequestTypeOut, summary="Put something to ask for away"
)
def request_type_away(request: HttpRequest, uid: UUID) -> RequestType:
    row: RequestType = known(request, RequestType, uid)
    return putting_away.put_away(row, by=request.actor, at=clock.now())


@router.post("requests", response={201: TicketOut}, summary="Ask for something, for somebody")
def ask(request: HttpRequest, body: RequestBody) -> Status[Ticket]:
    school = get_object_or_404(
        School.objects.visible_to(request.actor, "support.work"), uid=body.school
    )
    kinds = RequestType.objects.visible_to(request.actor).live()
    kind = get_object_or_404(kinds, uid=body.request_type)
    room = get_object_or_404(Room.objects.visible_to(request.actor), uid=body.room)
    people = Person.objects.visible_to(request.actor)
    who = get_object_or_404(people, uid=body.requester) if body.requester else None
    given = {
        one.key: _given(request, one, body.answers.get(one.key))
        for one in asking.read(kind.questions)
    }
    asked = Request(kind, room, given, requester=who, source=Source.API)
    return Status(201, requesting.ask(school, asked, by=request.actor, at=clock.now()))


def _given(request: HttpRequest, one: Question, value: Any) -> Any:
    """People, rooms and things that the caller sees; a file cannot come this way."""
    if not value or one.kind == Ask.FILE:
        return None
    if one.kind not in _KNOWN:
        return value
    try:
        found = (
            _KNOWN[one.kind].objects.visible_to(request.actor).filter(uid=UUID(str(value))).first()
        )
    except ValueError:
        found = None
    if found is None:
        raise Refusal(
            f"“{one.text}” wants a uid that is known here.", fields={one.name: "Not known"}
        )
    return found


def _seen(request: HttpRequest, uid: UUID) -> Ticket:
    found: Ticket = get_object_or_404(Ticket.objects.visible_to(request.actor), uid=uid)
    return found


@router.get(
    "tickets/{uid}/answers", response=list[AnswerOut], summary="What was answered on a request"
)
def answers(request: HttpRequest, uid: UUID) -> list[Answer]:
    """The team is told those of what was merged into it, too; whoever asked their own."""
    found = _seen(request, uid)
    rows = Q(ticket=found)
    if can(request.actor, "support.work", found):
        rows |= Q(ticket__merged_into=found)
    return list(Answer.objects.filter(rows).order_by("ticket", "place"))


@router.get(
    "tickets/{uid}/approvals", response=list[ApprovalOut], summary="Who was asked for a yes"
)
def approvals(request: HttpRequest, uid: UUID) -> list[Approval]:
    found = _seen(request, uid)
    require(request.actor, "support.view", found)
    rows = asked_on(found).order_by("ticket", "place")
    return list(rows.prefetch_related("voices"))
