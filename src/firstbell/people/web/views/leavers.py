"""Leavers: the list of them, what one still has, and when they are forgotten."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.people.actions import asking_back, leavers, retention
from firstbell.people.models import Membership, Person, Retention
from firstbell.people.queries.leavers import addresses_of, held_by, last_stay
from firstbell.people.web.leavers_list import LEAVERS
from firstbell.people.web.views.persons import crumbs, person_of
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.web import listing, slots, timelines
from firstbell.platform.web.components import statuses, words
from firstbell.platform.web.context import current_school
from firstbell.platform.web.refusals import refused_aloud, show


@require_safe
@needs("people.view")
def leaver_list(request: HttpRequest) -> HttpResponse:
    return listing.page(request, LEAVERS)


def stay_of(request: HttpRequest, uid: UUID) -> Membership:
    stay = last_stay(person_of(request, uid))
    if stay is None:
        raise NotFound("They are not leaving.")
    return stay


@require_safe
@needs("people.view")
def leaver(request: HttpRequest, uid: UUID) -> HttpResponse:
    person = person_of(request, uid)
    stay = last_stay(person)
    if stay is None or person.anonymised_at is not None:
        return redirect("people:person", uid)
    held = [
        {"label": one.label, "detail": one.detail, "url": slots.url_of(one.thing_type, one.uid)}
        for one in held_by([person]).get(person.pk, [])
    ]
    told = addresses_of(stay)
    today = clock.now().date()
    may_change = can(request.actor, "people.change", stay)
    facts = [person.what(today), str(stay.school)]
    facts += [f"{told.tutor_name} is their tutor"] if told.tutor_name else []
    facts += [f"Asked for it {words.day(stay.asked_at.date(), today)}"] if stay.asked_at else []
    thing = {
        "crumbs": [
            *crumbs(),
            {"label": "Leavers", "url": reverse("people:leavers")},
            crumbs(person)[-1],
        ],
        "title": f"{person} leaves" if stay.to_on and stay.to_on >= today else f"{person} has left",
        "status": _status(stay),
        "facts": facts,
        "actions": [
            *(_actions(person, stay, has_any=bool(held)) if may_change else []),
            *(slots.actions_for(request, "people.leaver", person) if held else []),
        ],
        **slots.panels_for(request, "people.leaver", person),
    }
    context = {
        "thing": thing, "held": held, "person": person, "closed_at": stay.closed_at, "may_change": may_change,
        "timeline": timelines.timeline_panel(request, person),
    }  # fmt: skip
    return render(request, "people/leaver.html", context)


def _status(stay: Membership) -> str:
    today = clock.now().date()
    if stay.closed_at is not None:
        return str(statuses.status("ok", "Closed", "circle-check", pill=True))
    day = words.day(stay.to_on, today) if stay.to_on else ""
    return str(statuses.status("warn", f"Last day {day}", "calendar-due", pill=True))


def _actions(person: Person, stay: Membership, *, has_any: bool) -> list[dict[str, Any]]:
    def post(label: str, name: str, icon: str, **more: Any) -> dict[str, Any]:
        url = reverse(f"people:{name}", args=[person.uid])
        return {"label": label, "url": url, "icon": icon, "method": "post", **more}

    if stay.closed_at is not None:
        return [post("Open again", "leaver_reopen", "lock-open")]
    send = post("Send them the list", "leaver_ask", "mail", primary=has_any)
    close = post("Close", "leaver_close", "circle-check", primary=not has_any)
    return [send, close] if has_any else [close]


@require_POST
@needs("people.change")
def ask(request: HttpRequest, uid: UUID) -> HttpResponse:
    stay = stay_of(request, uid)
    with refused_aloud(request):
        asking_back.ask_back(stay, by=request.actor, at=clock.now())
        told = addresses_of(stay)
        whom = " and ".join(name for name in (told.to, told.tutor) if name)
        messages.success(request, f"The list goes to {whom}.")
    return redirect("people:leaver", uid)


@require_POST
@needs("people.change")
def close(request: HttpRequest, uid: UUID) -> HttpResponse:
    with refused_aloud(request):
        leavers.close(stay_of(request, uid), by=request.actor, at=clock.now())
    return redirect("people:leaver", uid)


@require_POST
@needs("people.change")
def reopen(request: HttpRequest, uid: UUID) -> HttpResponse:
    with refused_aloud(request):
        leavers.reopen(stay_of(request, uid), by=request.actor, at=clock.now())
    return redirect("people:leaver", uid)


class RetentionForm(forms.Form):
    months = forms.IntegerField(
        label="Months after their last day", required=False, min_value=0, max_value=retention.LONGEST,
        help_text="Empty: nobody is anonymised unless somebody does it by hand",
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs("people.erase")
def retention_page(request: HttpRequest) -> HttpResponse:
    school = current_school(request)
    if school is None:
        raise NotFound("There is no school whose leavers could be forgotten.")
    rule = Retention.objects.filter(school=school).first()
    form = RetentionForm(request.POST or None, initial={"months": rule.months if rule else None})
    if request.method == "POST" and form.is_valid():
        try:
            retention.set_retention(
                school, months=form.cleaned_data["months"], by=request.actor, at=clock.now()
            )
            messages.success(request, "That is saved.")
            return redirect("people:leavers")
        except Refusal as refusal:
            show(refusal, form)
    page = {
        "title": "When leavers are forgotten", "cancel_url": reverse("people:leavers"),
        "crumbs": [*crumbs(), {"label": "Leavers", "url": reverse("people:leavers")}],
        "sub": "Their names go, in history too; that somebody had the laptop, and when, stays. "
        "Whoever still has something, or can still sign in, waits. It cannot be undone.",
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})
