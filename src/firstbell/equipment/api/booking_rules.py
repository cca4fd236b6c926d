"""What may be booked and how, by API; and what some people may, otherwise than the rule says."""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import UUID

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema, Status

from firstbell.equipment.actions import booking_rules
from firstbell.equipment.api.bookings import OfOne, thing_of
from firstbell.equipment.models import BookingAllowance, BookingRule
from firstbell.equipment.states import StudentsBook
from firstbell.lib import clock
from firstbell.people.models import Group
from firstbell.people.states import MemberKind
from firstbell.platform.accounts.permissions import require
from firstbell.platform.api.core import refuse_cleared, version_read
from firstbell.platform.api.paging import Paging, page
from firstbell.platform.api.sent import Sent
from firstbell.platform.api.things import Thing, named
from firstbell.platform.tenancy.models import School

router = Router(tags=["Bookings"])
GIVE = "equipment.give"
Number = Annotated[int, Field(ge=0, le=10_000)]


class AllowanceOut(Schema):
    """Of all of a `kind`, or of a `group`; null is as the rule has it."""

    uid: UUID
    kind: MemberKind | Literal[""]
    group: Thing | None
    may_book: bool
    needs_yes: bool
    ahead_days: int | None
    longest_hours: int | None

    resolve_group = staticmethod(lambda row: named(row.group))


class BookingRuleOut(Schema):
    """Of one of category, model and item: an item's own counts before its model's, that before its category's.

    `students`: which of them book for themselves; empty is none. `people`: who may otherwise.
    """

    uid: UUID
    version: int
    school: Thing
    category: Thing | None
    model: Thing | None
    item: Thing | None
    bookable: bool
    staff: bool
    students: StudentsBook | Literal[""]
    needs_yes: bool
    any_time: bool
    notice_hours: int
    ahead_days: int | None
    longest_hours: int | None
    buffer_minutes: int
    grace_minutes: int
    people: list[AllowanceOut]

    resolve_school = staticmethod(lambda row: named(row.school))
    resolve_category = staticmethod(lambda row: named(row.category))
    resolve_model = staticmethod(lambda row: named(row.model))
    resolve_item = staticmethod(lambda row: named(row.item))
    resolve_people = staticmethod(lambda row: sorted(row.allowances.all(), key=lambda one: one.pk))


class BookingRulePage(Schema):
    items: list[BookingRuleOut]
    next: str | None


class BookingRuleFilter(Paging):
    school: UUID | None = None
    category: UUID | None = None
    model: UUID | None = None
    item: UUID | None = None


class BookingRuleChange(Sent):
    """Only what is sent is changed; null clears `ahead_days` and `longest_hours`."""

    bookable: bool | None = None
    staff: bool | None = None
    students: StudentsBook | Literal[""] | None = None
    needs_yes: bool | None = None
    any_time: bool | None = None
    notice_hours: Number | None = None
    ahead_days: Number | None = None
    longest_hours: Number | None = None
    buffer_minutes: Number | None = None
    grace_minutes: Number | None = None


class BookingRuleIn(BookingRuleChange, OfOne):
    """How one of category, model and item is booked at a school; what is not sent is as the page begins with it."""

    school: UUID


class AllowanceIn(Sent):
    """One of `kind` and `group`. Sent again for the same people, what is sent is changed."""

    kind: MemberKind | Literal[""] = ""
    group: UUID | None = None
    may_book: bool = True
    needs_yes: bool = False
    ahead_days: Number | None = None
    longest_hours: Number | None = None


def _rules(request: HttpRequest) -> Any:
    rows = BookingRule.objects.visible_to(request.actor).select_related(
        "school", "category", "model__manufacturer", "item__model", "item__category"
    )
    return rows.prefetch_related("allowances__group")


def _rule(request: HttpRequest, uid: UUID) -> BookingRule:
    found: BookingRule = get_object_or_404(_rules(request), uid=uid)
    return found


@router.get("booking-rules", response=BookingRulePage, summary="What may be booked, and how")
def rules(request: HttpRequest, query: Query[BookingRuleFilter]) -> dict[str, Any]:
    require(request.actor, "equipment.view")
    rows = _rules(request)
    for name in ("school", "category", "model", "item"):
        uid = getattr(query, name)
        rows = rows.filter(**{f"{name}__uid": uid}) if uid else rows
    return page(rows, query)


@router.post(
    "booking-rules", response={201: BookingRuleOut}, summary="Say how something may be booked"
)
def add(request: HttpRequest, body: BookingRuleIn) -> Status[BookingRule]:
    schools = School.objects.visible_to(request.actor, GIVE)
    school = get_object_or_404(schools, uid=body.school)
    values = body.dict(exclude_unset=True, exclude={"school", "category", "model", "item"})
    _refuse_empty(values)
    thing = thing_of(request, school, body)
    made = booking_rules.set_rule(
        school, thing, version=0, by=request.actor, at=clock.now(), **values
    )
    return Status(201, _rule(request, made.uid))


def _refuse_empty(values: dict[str, Any]) -> None:
    refuse_cleared(values, {"ahead_days", "longest_hours"})


@router.get("booking-rules/{uid}", response=BookingRuleOut, summary="How one thing may be booked")
def rule(request: HttpRequest, uid: UUID) -> BookingRule:
    return _rule(request, uid)


@router.patch(
    "booking-rules/{uid}", response=BookingRuleOut, summary="Change how something may be booked"
)
def change(request: HttpRequest, uid: UUID, body: BookingRuleChange) -> BookingRule:
    row = _rule(request, uid)
    require(request.actor, GIVE, row)
    values = body.dict(exclude_unset=True)
    _refuse_empty(values)
    booking_rules.set_rule(
        row.school, row.thing, version=version_read(request), by=request.actor, at=clock.now(), **values
    )  # fmt: skip
    return _rule(request, uid)


@router.delete(
    "booking-rules/{uid}",
    response={204: None},
    summary="Let it be booked as what it belongs to, or not at all",
)
def drop(request: HttpRequest, uid: UUID) -> Status[None]:
    booking_rules.drop_rule(_rule(request, uid), by=request.actor, at=clock.now())
    return Status(204, None)


@router.post(
    "booking-rules/{uid}/people",
    response={201: AllowanceOut},
    summary="Let some people book it otherwise",
)
def allow(request: HttpRequest, uid: UUID, body: AllowanceIn) -> Status[BookingAllowance]:
    row = _rule(request, uid)
    require(request.actor, GIVE, row)
    values = body.dict(exclude_unset=True, exclude={"group"})
    _refuse_empty(values)
    groups = Group.objects.visible_to(request.actor).open().filter(school=row.school)
    group = get_object_or_404(groups, uid=body.group) if body.group else None
    made = booking_rules.allow(row, group=group, by=request.actor, at=clock.now(), **values)
    return Status(201, made)


@router.delete(
    "booking-rules/{uid}/people/{people_uid}",
    response={204: None},
    summary="Let these people book it as everybody does",
)
def disallow(request: HttpRequest, uid: UUID, people_uid: UUID) -> Status[None]:
    rows = BookingAllowance.objects.filter(rule=_rule(request, uid))
    row = get_object_or_404(rows.select_related("rule__school", "group"), uid=people_uid)
    booking_rules.disallow(row, by=request.actor, at=clock.now())
    return Status(204, None)
