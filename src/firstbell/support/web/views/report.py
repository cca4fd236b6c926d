"""Report a fault: from the label of a room or a thing, from what one has, or from the portal. Three taps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.equipment.models import Item
from firstbell.equipment.queries import wording
from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.places.models import Room
from firstbell.places.queries import find_room
from firstbell.platform.accounts.permissions import can, needs, require
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.codes import queries as codes
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import context
from firstbell.platform.web.components.lookup import LookupField
from firstbell.platform.web.refusals import refused_aloud, show
from firstbell.support.actions import announcing, opening, trays
from firstbell.support.models import Category, RoomCard
from firstbell.support.queries import known
from firstbell.support.queries.lessons import in_room
from firstbell.support.states import Source, Stops
from firstbell.support.web import tray
from firstbell.support.web.forms import ReportForm

REPORT = "support.report"
_FEW = 5


@dataclass(frozen=True)
class About:
    """What a report is about before anybody has said a word."""

    school: School
    source: str
    room: Room | None = None
    item: Item | None = None

    @property
    def title(self) -> str:
        if self.item is not None:
            return f"What is wrong with the {self.item.category.name.lower()}?"
        return f"What is wrong in {self.room}?" if self.room else "What is wrong?"

    @property
    def sub(self) -> str:
        if self.item is None:
            return self.room.where if self.room else ""
        where = f", {self.room}" if self.room else ""
        return f"{wording.title(self.item)}, {self.item.tag}{where}"


@require_http_methods(["GET", "POST"])
@needs(REPORT)
def start(request: HttpRequest) -> HttpResponse:
    school = context.current_school(request) or only_school(request)
    return _form(request, About(school, Source.PORTAL))


def only_school(request: HttpRequest) -> School:
    """The school of those who see no register of schools: a student's own."""
    schools = request.actor.schools(REPORT)
    rows = School.objects.filter(left_on=None).order_by("pk")
    found = (rows if schools is None else rows.filter(pk__in=schools)).first()
    if found is None:
        raise NotFound("There is no school yet.")
    return found


@require_http_methods(["GET", "POST"])
@needs(REPORT)
def room(request: HttpRequest, uid: UUID) -> HttpResponse:
    rows = Room.objects.visible_to(request.actor).with_place().select_related("school")
    found = get_object_or_404(rows, uid=uid)
    return _form(request, About(found.school, Source.LABEL, room=found))


@require_http_methods(["GET", "POST"])
@needs(REPORT)
def item(request: HttpRequest, uid: UUID) -> HttpResponse:
    rows = Item.objects.visible_to(request.actor).live()
    found = get_object_or_404(rows.select_related(*_WITH), uid=uid)
    source = Source.LABEL if request.actor.schools("equipment.view") else Source.MINE
    return _form(request, About(found.school, source, room=found.place, item=found))


_WITH = ("school", "category", "model__manufacturer", "place__building", "place__floor")


@require_http_methods(["GET", "POST"])
@needs(REPORT)
def code(request: HttpRequest, value: str) -> HttpResponse:
    """Whoever stands before a label of ours may say that what it is on is broken, and sees no more of it than that."""
    found = about_code(value)
    if found is None:
        raise NotFound("That label is on nothing.")
    require(request.actor, REPORT, found.school)
    return _form(request, found)


def about_code(value: str) -> About | None:
    row = codes.code_of(value)
    if row is None or row.thing_uid is None:
        return None
    if row.thing_type == "places.room":
        place = Room.objects.open().with_place().select_related("school").filter(uid=row.thing_uid)
        return About(place[0].school, Source.LABEL, room=place[0]) if place else None
    thing = Item.objects.live().filter(uid=row.thing_uid).select_related(*_WITH).first()
    return About(thing.school, Source.LABEL, room=thing.place, item=thing) if thing else None


def _form(request: HttpRequest, about: About) -> HttpResponse:
    form = ReportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and request.POST.get("join"):
        return _join(request, about)
    left = tray.came(request, None) if request.method == "POST" else []
    if request.method == "POST" and form.is_valid() and not left:
        try:
            made = opening.open_ticket(
                about.school, _report(request, about, form.cleaned_data), by=request.actor, at=clock.now()
            )  # fmt: skip
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{made.number}: the ICT team has it.")
            return redirect("support:mine_ticket", made.number)
    waits = tray.words_of(request, None, reverse("support:report_tray"), left)
    return render(request, "support/report.html", {**words_of(request, about, form), **waits})


def _join(request: HttpRequest, about: About) -> HttpResponse:
    """The same trouble as everybody: counted there instead of a ticket of its own."""
    rows = {str(row.uid): row for row in known.announced(about.school)}
    row = rows.get(request.POST["join"])
    with refused_aloud(request):
        if row is None:
            raise Refusal("That is over. If you still have it, report it.")
        announcing.join(row, room=about.room, by=request.actor, at=clock.now())
        messages.success(request, "Thank you, you are counted, and told when it is over.")
        return redirect("support:mine")
    return redirect(request.get_full_path())


@require_safe
@needs(REPORT)
def hints(request: HttpRequest) -> HttpResponse:
    """What to try first, once it is said what it is about."""
    return render(request, "support/tips.html", {"tips": _tips(request.GET.get("category", ""))})


def _tips(uid: str) -> list[str]:
    try:
        category = Category.objects.live().filter(uid=UUID(uid)).first()
    except ValueError:
        return []
    return category.said_tips() if category else []


def words_of(request: HttpRequest, about: About, form: ReportForm) -> dict[str, Any]:
    lessons = in_room(about.school, about.room.pk if about.room else None, clock.now())
    ask_room = about.room is None and about.item is None
    return {
        **_first_help(about), "concern_url": reverse("support:concern"),
        "announced": known.announced(about.school), "may_join": True, "tips": _tips(str(form["category"].value() or "")),
        "room_field": room_box(request, about) if ask_room else "", "ask_room": ask_room,
        "about": about, "form": form, "categories": list(Category.objects.live().filter(parent=None)), "stops": Stops.choices,
        "lessons": lessons, "chosen": str(form["category"].value() or ""),
        "chosen_stops": form["stops"].value() or Stops.NO,
    }  # fmt: skip


def _first_help(about: About) -> dict[str, Any]:
    """The room's own card, with its pictures."""
    card = RoomCard.objects.filter(room=about.room).first() if about.room is not None else None
    if card is None:
        return {}
    pictures = [row for row in Attachment.objects.of(card.uid)[:_FEW] if row.is_picture]
    return {
        "card": card,
        "card_pictures": pictures,
        "card_title": f"In {about.room}, try this first",
    }


def room_box(request: HttpRequest, about: About) -> str:
    """A box that finds rooms, for whoever sees rooms; for pupils one to write in."""
    typed = request.POST.get("room_words", "")
    if not can(request.actor, "places.view"):
        return format_html(
            '<input id="id_room" name="room_words" maxlength="60" autocomplete="off" required value="{}">',
            typed,
        )
    rows = Room.objects.visible_to(request.actor).open().filter(school=about.school)
    field = LookupField(queryset=rows, url="places:room_lookup")
    return str(
        field.widget.render("room", request.POST.get("room") or typed or None, {"id": "id_room"})
    )


def _place(request: HttpRequest, about: About, uid: UUID | None) -> Room | None:
    """The room that was chosen, else the one that the words mean."""
    if about.room is not None or about.item is not None:
        return about.room
    if uid is not None:
        rows = Room.objects.visible_to(request.actor).open().filter(school=about.school, uid=uid)
        return rows.first()
    return find_room(about.school, request.POST.get("room_words", "")[:60])


def _report(request: HttpRequest, about: About, data: dict[str, Any]) -> opening.Report:
    place = _place(request, about, data["room"])
    if place is None and about.item is None:
        raise Refusal(
            "Say which room it is in, so that somebody can come.", fields={"room": "Needed"}
        )
    photo = data["photo"]
    return opening.Report(
        body=data["body"], room=place, items=[about.item] if about.item else [], category=data["category"],
        stops=data["stops"], workaround=data["workaround"], source=about.source, photos=[photo] if photo else [],
        tray=trays.tray_of(None, request.actor),
    )  # fmt: skip
