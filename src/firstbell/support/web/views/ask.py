"""Ask for something: a new starter's account, a program, a move. A form of its own for each."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.places.queries import find_room
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import context
from firstbell.platform.web.components.lookup import LookupField
from firstbell.platform.web.refusals import show
from firstbell.support.actions import requesting
from firstbell.support.models import RequestType, Ticket
from firstbell.support.queries import asking
from firstbell.support.states import Source
from firstbell.support.web.request_forms import RequestForm
from firstbell.support.web.views.report import REPORT, About, only_school, room_box

WORK = "support.work"


def _school(request: HttpRequest) -> School:
    return context.current_school(request) or only_school(request)


def offered(request: HttpRequest, school: School) -> list[RequestType]:
    rows = RequestType.objects.visible_to(request.actor).live()
    return list(rows.filter(school=school) | rows.filter(school=None))


@require_safe
@needs(REPORT)
def start(request: HttpRequest) -> HttpResponse:
    school = _school(request)
    return render(request, "support/ask/list.html", {"types": offered(request, school), "school": school})  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(REPORT)
def ask_for(request: HttpRequest, uid: UUID) -> HttpResponse:
    kind = get_object_or_404(RequestType.objects.visible_to(request.actor).live(), uid=uid)
    school = kind.school or _school(request)
    questions = asking.read(kind.questions)
    form = RequestForm(questions, request.actor, school, request.POST or None, request.FILES or None)  # fmt: skip
    _add_whom(request, form, school)
    if request.method == "POST" and form.is_valid():
        try:
            made = requesting.ask(
                school, _request(request, kind, school, form), by=request.actor, at=clock.now()
            )
        except Refusal as refusal:
            _show(refusal, form)
        else:
            messages.success(request, f"{made.number}: the ICT team has it.")
            return redirect(_page_of(request, made))
    words = {
        "form": form,
        "kind": kind,
        "room_field": room_box(request, About(school, Source.PORTAL)),
        "tips": kind.said_tips(),
    }
    return render(request, "support/ask/form.html", words)


def _add_whom(request: HttpRequest, form: RequestForm, school: School) -> None:
    """The team asks for others, too."""
    if can(request.actor, WORK, school):
        rows = Person.objects.visible_to(request.actor).known()
        form.fields["requester"] = LookupField(
            queryset=rows, url="people:person_lookup", label="For", required=False, help_text="Empty: for you"
        )  # fmt: skip


def _show(refusal: Refusal, form: RequestForm) -> None:
    room = refusal.fields.get("room")
    if room:
        form.room_problem = room
    show(refusal, form)


def _request(
    request: HttpRequest, kind: RequestType, school: School, form: RequestForm
) -> requesting.Request:
    return requesting.Request(
        kind, _room(request, school), form.given, requester=form.cleaned_data.get("requester"),
    )  # fmt: skip


def _room(request: HttpRequest, school: School) -> Room | None:
    try:
        uid = UUID(request.POST.get("room", ""))
    except ValueError:
        return find_room(school, request.POST.get("room_words", "")[:60])
    return Room.objects.visible_to(request.actor).open().filter(school=school, uid=uid).first()


def _page_of(request: HttpRequest, made: Ticket) -> str:
    """Whoever asks for somebody else of a team that keeps its tickets to itself sees it no more."""
    actor = request.actor
    if not can(actor, WORK, made.school) or (made.is_kept_from(actor) and made.is_of(actor)):
        return f"/mine/tickets/{made.number}/"
    return "/tickets/" if made.is_kept_from(actor) else f"/tickets/{made.number}/"
