"""The loan desk: who, then scan, scan, scan. Each scan is answered with the parts of the page that it changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from firstbell.equipment.actions import booking_desk, lending, scanning
from firstbell.equipment.models import DeskScan, Handover
from firstbell.equipment.queries import agreements, bookings, mine, too_few
from firstbell.equipment.queries import desk as questions
from firstbell.equipment.queries.booking_rules import Rules
from firstbell.equipment.states import BookingState
from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.permissions import needs, require
from firstbell.platform.tenancy.models import School
from firstbell.platform.web.context import current_school

Words = dict[str, Any]
_BOOKED = 4


@require_safe
@needs("equipment.give")
def desk(request: HttpRequest) -> HttpResponse:
    school = school_of(request)
    basket = questions.open_at(school, request.actor)
    now = clock.now()
    today = list(questions.done_since(school, questions.midnight(now))[:8])
    words = {
        **parts(request, basket, _last(request)), "today": today, "side": "lend", "school": school,
        "asked": list(mine.open_questions(request.actor, school)[:8]),
        "declined": list(mine.declined(request.actor, school)[:8]),
        "others": list(questions.others_open(school, request.actor)[:6]), "collect": _to_collect(school, now),
    }  # fmt: skip
    response = render(request, "equipment/desk/lend.html", words)
    response.may_scan = True  # type: ignore[attr-defined]
    return response


def _to_collect(school: School, now: datetime) -> list[Any]:
    """Today's pick-ups that are still to come, and what should be back."""
    rows = bookings.to_collect(school, now, now + timedelta(hours=24 - now.hour))
    waits = [row for row in rows if row.state in (BookingState.RESERVED, BookingState.OVERDUE)][:8]
    too_few.mark(school, waits, now)
    return [(row, bookings.things(row.lines.all()), bookings.when_short(row, now)) for row in waits]


@require_POST
@needs("equipment.give")
def scan(request: HttpRequest) -> HttpResponse:
    """Kept before it is answered; sent again with its id, it is answered again and counts once."""
    code = request.POST.get("code", "").replace("\x00", "").strip()[:500]
    if not code:
        return refusal(request, "Scan a label, or type a tag or a name.", status=400)
    return act(
        request,
        lambda basket: scanning.scan(
            basket, code=code, scan_id=scan_id(request), by=request.actor, at=clock.now()
        ),
    )


def _last(request: HttpRequest) -> Words | None:
    """What was handed over a moment ago, with its receipt at hand."""
    try:
        uid = UUID(request.GET.get("done", ""))
    except ValueError:
        return None
    rows = Handover.objects.visible_to(request.actor).done().filter(uid=uid)
    row = rows.select_related("person", "room", "with_item").first()
    if row is None:
        return None
    mailed = f"; a receipt goes to {row.person.email}" if row.wants_mail and row.person else ""
    return {
        "tone": "good",
        "title": f"Lent to {row.holder}",
        "said": f"{row}{mailed}.",
        "last": row,
    }


def school_of(request: HttpRequest) -> School:
    school = current_school(request)
    if school is None:
        raise NotFound("There is no school to lend at.")
    require(request.actor, "equipment.give", school)
    return school


def scan_id(request: HttpRequest) -> UUID:
    try:
        return UUID(request.POST.get("scan_id", ""))
    except ValueError:
        raise Refusal("That scan came without its number. Load the page again.") from None


def act(request: HttpRequest, verb: Any) -> HttpResponse:
    """One verb on one's own basket; what it says, or why not, stands above the basket that is shown again."""
    basket = lending.begin(school_of(request), by=request.actor, at=clock.now())
    try:
        said = verb(basket)
    except Refusal as no:
        return answer(request, {"tone": "bad", "title": no.sentence, "said": ""})
    return answer(request, said if isinstance(said, DeskScan | dict) else None)


def refusal(request: HttpRequest, sentence: str, *, status: int) -> HttpResponse:
    found = answer(request, {"tone": "bad", "title": sentence, "said": ""})
    found.status_code = status
    return found


def answer(request: HttpRequest, said: Any) -> HttpResponse:
    if request.headers.get("HX-Request") != "true":
        return redirect("equipment:desk")
    basket = questions.open_at(school_of(request), request.actor)
    return render(request, "equipment/desk/parts.html", parts(request, basket, said))


def parts(request: HttpRequest, basket: Handover | None, said: Any = None) -> Words:
    """What the page shows of a basket: the last answer, the lines, who gets it."""
    groups = questions.groups(basket) if basket else []
    found: Words = {
        "basket": basket, "groups": groups, "things": sum(group.line.quantity for group in groups),
        "left": questions.left([group.line.item for group in groups]),
        "unchecked": _unchecked(groups), "mail_is_set": settings.MAIL_IS_SET,
        "agreements": _agreed(basket, groups) if basket else [],
    }  # fmt: skip
    holder = basket.holder if basket else None
    if isinstance(holder, Person):
        found |= {"holds": _held(holder), "what": _what(holder)}
    if isinstance(holder, Person | Room) and basket is not None:
        found["booked"] = _booked(basket, holder)
    return {**found, **_said(request, said)}


def _held(person: Person) -> Words:
    found, now = questions.held(person), clock.now()
    for row in found["rows"]:
        row.late = row.days_late(now)
    return found


def _booked(basket: Handover, holder: Person | Room) -> list[Words]:
    """What they may collect now, and how far the basket fills it."""
    inside = [
        (line.item, line.quantity)
        for line in basket.lines.filter(from_kit=None).select_related("item")
    ]
    rules = Rules(basket.school)
    found = []
    now = clock.now()
    for row in bookings.due_for(basket.school, holder, now, ahead=bookings.EARLY)[:_BOOKED]:
        lines = list(row.lines.all())
        is_this = row.pk == basket.booking_id
        pairs = booking_desk.match(lines, inside, rules) if is_this else []
        here = {line.pk: sum(n for of, _, n in pairs if of.pk == line.pk) for line in lines}
        wanted = [
            (line, bookings.name(line.thing), line.fulfilled + here[line.pk]) for line in lines
        ]
        found.append(
            {
                "row": row,
                "when": bookings.when_short(row, now),
                "wanted": wanted,
                "is_this": is_this,
            }
        )
    return found


def _agreed(basket: Handover, groups: list[questions.Group]) -> list[Any]:
    items = [line.item for group in groups for line in (group.line, *group.parts)]
    return agreements.for_items(basket.school, items)


def _unchecked(groups: list[questions.Group]) -> list[str]:
    return [part.item.tag for group in groups for part in group.parts if not part.is_checked]


def _what(person: Person) -> str:
    found = Person.objects.with_now().get(pk=person.pk)
    return str(found.what(clock.now().date()))


def _said(request: HttpRequest, said: Any) -> Words:
    more = said.more if isinstance(said, DeskScan) else {}
    people = Person.objects.visible_to(request.actor).with_now()
    choices = (
        list(people.filter(uid__in=more["people"]).order_by("name_key")) if "people" in more else []
    )
    today = clock.now().date()
    return {"said": said, "more": more, "choices": [(one, one.what(today)) for one in choices]}
