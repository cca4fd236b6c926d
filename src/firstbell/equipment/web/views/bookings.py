"""Bookings: how free things are by period, booking them, and one booking's page."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.calendar.queries import calendar_of
from firstbell.equipment.actions import booking, booking_changes
from firstbell.equipment.models import Booking
from firstbell.equipment.queries import booking_times, booking_week, bookings, too_few
from firstbell.equipment.states import BOOKING_LOOKS, BookingState
from firstbell.equipment.web.booking_forms import AT_A_TIME, BookingForm
from firstbell.equipment.web.booking_lists import BOOKINGS, OLD
from firstbell.lib import clock
from firstbell.lib.parsing import Unclear, likely
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.lib.schooltime.model import said
from firstbell.people.models import Person
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import components, listing, slots
from firstbell.platform.web.context import current_school
from firstbell.platform.web.refusals import show

BOOK, VIEW, GIVE = "equipment.book", "equipment.view", "equipment.give"
NOBODY = UUID(int=0)
WEEK = timedelta(days=7)
CRUMB = {"label": "Bookings", "url": "/bookings/"}


def school_of(request: HttpRequest) -> School:
    school = current_school(request)
    if school is None:
        raise NotFound("There is no school to book at.")
    return school


def likely_day(text: str) -> date | None:
    """A day that can be meant, or none."""
    try:
        return likely(date.fromisoformat(text))
    except (ValueError, Unclear):
        return None


@require_safe
@needs(BOOK)
def week(request: HttpRequest) -> HttpResponse:
    """All that can be booked on one day; with a pool, its week."""
    school, now = school_of(request), clock.now()
    today = calendar_of(school, now.date()).local(now).date()
    day = likely_day(request.GET.get("day", ""))
    day = day or calendar_of(school, today).next_school_day(today) or today
    key = request.GET.get("of", "")
    words: dict[str, Any] = {
        "day": day, "today": today, "of": key, "may_list": can(request.actor, VIEW, school),
        "may_rule": can(request.actor, GIVE, school), "person_uid": request.actor.person_uid,
    }  # fmt: skip
    if key:
        words |= _pool_week(request, school, key, booking_week.monday(day), now)
    else:
        words |= _all_on(request, school, day, now)
    return render(request, "equipment/bookings/week.html", words)


def _pool_week(
    request: HttpRequest, school: School, key: str, first: date, now: datetime
) -> dict[str, Any]:
    thing = booking_week.pool_of(request.actor, school, key)
    rows = booking_week.week(school, thing, first, by=request.actor, at=now)
    return {
        "rows": rows, "title": bookings.name(thing), "before": first - WEEK, "after": first + WEEK,
        "said": f"Week of {said(first)}", "is_pool": True,
    }  # fmt: skip


def _all_on(request: HttpRequest, school: School, day: date, now: datetime) -> dict[str, Any]:
    calendar = calendar_of(school, day)
    one = timedelta(days=1)
    letter = calendar.week_letter(day)
    closure = calendar.closure(day)
    return {
        "rows": booking_week.day_of(school, day, by=request.actor, at=now), "title": "Bookings", "is_pool": False,
        "before": calendar.last_school_day(day) or day - one,
        "after": calendar.next_school_day(day, after=True) or day + one,
        "said": f"{said(day)}{f', Week {letter}' if letter else ''}",
        "closed": closure.sentence if closure else "",
    }  # fmt: skip


@require_safe
@needs(VIEW)
def bookings_list(request: HttpRequest) -> HttpResponse:
    return listing.page(request, BOOKINGS)


@require_safe
@needs(VIEW)
def old_list(request: HttpRequest) -> HttpResponse:
    return listing.page(request, OLD)


def _own(request: HttpRequest) -> Person | None:
    rows = Person.objects.select_related("now").filter(uid=request.actor.person_uid or NOBODY)
    found: Person | None = rows.first()
    return found


def _form(request: HttpRequest, school: School) -> BookingForm:
    now = clock.now()
    today = calendar_of(school, now.date()).local(now).date()
    again = "reload" in request.POST
    start: dict[str, Any] = (
        request.POST.dict()
        if again
        else {"quantity": 1, "also_quantity": 1, **_like(request), **request.GET.dict()}
    )
    day = likely_day(request.POST.get("day") or start.get("day") or "")
    day = day or calendar_of(school, today).next_school_day(today) or today
    start = {
        "day": day,
        "first": _next_period(school, day, now),
        **{k: v for k, v in start.items() if v},
    }
    data = request.POST if request.method == "POST" and not again else None
    return BookingForm(data, actor=request.actor, school=school, day=day, at=now, initial=start)


def _like(request: HttpRequest) -> dict[str, Any]:
    """What another booking says, but for its day: to be booked again."""
    try:
        uid = UUID(request.GET.get("again", ""))
    except ValueError:
        return {}
    row = load(request, uid)
    booking_changes.require_own(row, request.actor)
    start: dict[str, Any] = {"purpose": row.purpose, "person": row.person, "room": row.room}
    for line, names in zip(
        row.lines.all(), (("thing", "quantity"), ("also", "also_quantity")), strict=False
    ):
        start |= {names[0]: booking_week.key_of_line(line), names[1]: line.quantity}
    return start | booking_times.as_asked(row)


def _next_period(school: School, day: date, now: datetime) -> str:
    lessons = [one for one in calendar_of(school, day).periods(day) if one.is_lesson]
    later = [one for one in lessons if one.ends > now]
    return later[0].label if later else AT_A_TIME


@require_http_methods(["GET", "POST"])
@needs(BOOK)
def new(request: HttpRequest) -> HttpResponse:
    school = school_of(request)
    form = _form(request, school)
    taken: list[tuple[datetime, str]] = []
    others = 0
    if request.method == "POST" and "reload" not in request.POST and form.is_valid():
        try:
            made, left_out = _book(request, school, form)
        except booking.Clashes as clashes:
            taken, others = clashes.taken, clashes.free
            form.add_error(None, clashes.sentence)
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{_said(made)} {left_out}".strip())
            return redirect("equipment:booking", made[0].uid)
    page = {
        "title": "Book something", "submit": "Book", "cancel_url": reverse("equipment:bookings"), "crumbs": [CRUMB],
        "sub": "" if form.is_desk else "For yourself; it is ready at the loan desk when it begins.",
        "other_submit": f"Book the other {others}" if others else "", "other_name": "skip",
    }  # fmt: skip
    words = {
        "form": form, "page": page, "taken": taken, "school": school, "may_rule": can(request.actor, GIVE, school),
    }  # fmt: skip
    return render(request, "equipment/bookings/new.html", words)


def _book(request: HttpRequest, school: School, form: BookingForm) -> tuple[list[Booking], str]:
    wish = form.wish(_own(request))
    times, by, at = form.times_of(wish), request.actor, clock.now()
    if len(times.spans) == 1:
        return [booking.book(school, wish, by=by, at=at)], times.sentence
    skip = "skip" in request.POST
    made = booking.book_many(school, wish, times.spans, skip=skip, by=by, at=at)
    return made, times.sentence


def _said(made: list[Booking]) -> str:
    row = made[0]
    if len(made) > 1:
        return f"Booked {len(made)} times."
    if row.state == BookingState.DRAFT:
        return f"{row} is asked for. The ICT team says yes or no."
    return f"{row} is booked."


def load(request: HttpRequest, uid: UUID) -> Booking:
    rows = bookings.whole(Booking.objects.visible_to(request.actor))
    found: Booking = get_object_or_404(rows, uid=uid)
    return found


def _next(row: Booking) -> str:
    """What comes next, or how it ended."""
    now = clock.now()
    if row.state == BookingState.RESERVED:
        kept = bookings.moment(row.kept_until, row.school, row.starts_at)
        return f"collect it at the loan desk; it is kept until {kept}"
    if row.state == BookingState.NO_SHOW:
        return "nobody came for it"
    if row.state == BookingState.CANCELLED:
        return row.reason
    if row.collected_at is None:
        return ""
    collected = f"collected {bookings.moment(row.collected_at, row.school, now)}"
    return f"{collected}, late" if row.was_late else collected


@require_safe
@needs(BOOK)
def one(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = load(request, uid)
    look, icon = BOOKING_LOOKS[BookingState(row.state)]
    missing = too_few.of(row.school, [row], clock.now()).get(row.pk, 0)
    thing = {
        "crumbs": [CRUMB],
        "title": f"{row}, {row.holder}", "icon": "calendar-event",
        "status": components.status(look, row.get_state_display(), icon, pill=True),  # type: ignore[arg-type]
        "facts": [bookings.when(row), f"in {row.room}" if row.room and row.person else "", row.purpose, _next(row)],
        "actions": slots.actions_for(request, "equipment.booking", row),
        **slots.panels_for(request, "equipment.booking", row),
    }  # fmt: skip
    return render(
        request,
        "equipment/bookings/one.html",
        {"thing": thing, "row": row, "may": can(request.actor, GIVE, row), "missing": missing},
    )
