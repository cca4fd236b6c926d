"""The history of everything: read by day, person, kind and school, as a page and as a file."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import can, needs, require
from firstbell.platform.audit import actions, timeline
from firstbell.platform.audit.events import types
from firstbell.platform.audit.models import Event
from firstbell.platform.fields.days import DayField
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import slots, timelines

slots.menu(slots.MenuItem("History", "history", "history", "audit.view", "School", 80))
PER_PAGE = 60


class HistoryForm(forms.Form):
    """Every filter is optional; nonsense in an address means: not filtered, and is said."""

    day = DayField(label="Day", required=False)
    who = forms.CharField(label="Person", required=False, max_length=100)
    about = forms.CharField(label="Thing", required=False, max_length=100)
    kind = forms.ChoiceField(label="What", required=False)
    school = forms.ChoiceField(label="School", required=False)

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rooms = sorted({name.split(".")[0] for name in types()})
        kind: Any = self.fields["kind"]
        kind.choices = [("", "Everything"), *((room, room.capitalize()) for room in rooms)]
        schools = School.objects.visible_to(request.actor, "audit.view").order_by("name_key")
        school: Any = self.fields["school"]
        school.choices = [("", "Every school"), *((str(row.uid), row.name) for row in schools)]


def _filtered(request: HttpRequest, form: HistoryForm) -> QuerySet[Event]:
    found = timeline.visible_to(request.actor)
    form.is_valid()
    data = form.cleaned_data
    if day := data.get("day"):
        found = found.filter(at__gte=_midnight(day), at__lt=_midnight(day + timedelta(days=1)))
    if who := data.get("who"):
        found = found.filter(actor_name__icontains=who)
    if about := data.get("about"):
        found = found.filter(subject_label__icontains=about)
    if kind := data.get("kind"):
        found = found.filter(kind__startswith=f"{kind}.")
    if school := data.get("school"):
        found = found.filter(school_id__in=School.objects.filter(uid=school).values("pk"))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


@require_safe
@needs("audit.view")
def history(request: HttpRequest) -> HttpResponse:
    form = HistoryForm(request.GET or None, request=request)
    if not form.is_bound:
        form = HistoryForm({}, request=request)
    context = _rows(request, _filtered(request, form))
    csv_url = f"{reverse('history_csv')}?{request.GET.urlencode()}"
    export = {"label": "Save as CSV", "url": csv_url, "icon": "file-export"}
    filtering = any(form.cleaned_data.values())
    context |= {"form": form, "filtering": filtering, "actions": [export], "title": "History"}
    return render(request, "web/history.html", context)


def _rows(request: HttpRequest, found: QuerySet[Event]) -> dict[str, Any]:
    """A page below an event (`before`), by key: history is long, and counting it would be slow."""
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 18:
        found = found.filter(id__lt=int(before))
    rows = list(found.prefetch_related("changes")[: PER_PAGE + 1])
    shown = rows[:PER_PAGE]
    query = request.GET.copy()
    if len(rows) > PER_PAGE:
        query["before"] = str(shown[-1].pk)
    return {
        "events": [
            line
            | {
                "url": slots.url_of(event.subject_type, event.subject_uid),
                "school_id": event.school_id,
            }
            for line, event in zip(timelines.lines(shown), shown, strict=True)
        ],
        "earlier_url": f"?{query.urlencode()}" if len(rows) > PER_PAGE else "",
        "may_annul": can(request.actor, "audit.annul"),
    }


@require_safe
@needs("audit.view")
def history_csv(request: HttpRequest) -> HttpResponseBase:
    form = HistoryForm(request.GET or {}, request=request)
    if not form.is_valid():
        raise Refusal(" ".join(str(said[0]) for said in form.errors.values()))
    return timelines.csv_of(_filtered(request, form), "history")


def _of(request: HttpRequest, uid: UUID) -> QuerySet[Event]:
    found = timeline.readable(request.actor, uid)
    if not found.exists():
        raise Http404
    return found


@require_safe
@needs("audit.view")
def history_of(request: HttpRequest, thing_type: str, uid: UUID) -> HttpResponse:
    """All that happened to one thing, or mentions it, as far as this person may read it."""
    found = _of(request, uid)
    label = found.filter(subject_uid=uid).values_list("subject_label", flat=True).first()
    csv_url = reverse("history_of_csv", args=[thing_type, uid])
    back = {"label": label or "The thing", "url": slots.url_of(thing_type, uid)}
    context = _rows(request, found) | {
        "title": f"History of {label}" if label else "History",
        "crumbs": [back] if back["url"] else [{"label": "History", "url": reverse("history")}],
        "actions": [{"label": "Save as CSV", "url": csv_url, "icon": "file-export"}],
    }
    return render(request, "web/history.html", context)


@require_safe
@needs("audit.view")
def history_of_csv(request: HttpRequest, thing_type: str, uid: UUID) -> HttpResponseBase:
    return timelines.csv_of(_of(request, uid), "history-of-one")


@require_http_methods(["GET", "POST"])
@needs("audit.annul")
def annul(request: HttpRequest, uid: UUID) -> HttpResponse:
    event = get_object_or_404(timeline.visible_to(request.actor), uid=uid)
    require(request.actor, "audit.annul", event)
    if request.method == "POST":
        actions.annul(event, by=request.actor, at=clock.now())
        messages.success(request, "Struck out. It stays readable, with your name.")
        return redirect("history")
    confirm = {
        "title": "Strike this entry out?",
        "sentence": event.sentence,
        "consequences": [
            "It stays in the history, struck out, with your name and the time.",
            "Nothing is undone: the things themselves stay as they are.",
        ],
        "submit": "Strike it out", "danger": True, "cancel_url": reverse("history"),
    }  # fmt: skip
    return render(request, "web/confirm.html", {"confirm": confirm})


urlpatterns = [
    path("history/", history, name="history"),
    path("history.csv", history_csv, name="history_csv"),
    path("history/of/<str:thing_type>/<uuid:uid>/", history_of, name="history_of"),
    path("history/of/<str:thing_type>/<uuid:uid>.csv", history_of_csv, name="history_of_csv"),
    path("history/<uuid:uid>/annul/", annul, name="annul"),
]
