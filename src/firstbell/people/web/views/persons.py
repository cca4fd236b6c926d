from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.people import actions
from firstbell.people.models import Person
from firstbell.people.web.forms import NewPersonForm, PersonForm
from firstbell.people.web.lists import PEOPLE
from firstbell.places.models import lookup_of
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.web import listing, slots, timelines
from firstbell.platform.web.components import statuses, words
from firstbell.platform.web.context import current_school
from firstbell.platform.web.refusals import show


def person_of(request: HttpRequest, uid: UUID) -> Person:
    found: Person = get_object_or_404(
        Person.objects.visible_to(request.actor).with_now().select_related("merged_into"), uid=uid
    )
    return found


def crumbs(person: Person | None = None) -> list[dict[str, str]]:
    found = [{"label": "People", "url": reverse("people:people")}]
    if person is not None:
        url = reverse("people:person", args=[person.uid])
        found.append({"label": str(person), "url": url})
    return found


@require_safe
@needs("people.find")
def people(request: HttpRequest) -> HttpResponse:
    return listing.page(request, PEOPLE)


@require_http_methods(["GET", "POST"])
@needs("people.change")
def add(request: HttpRequest) -> HttpResponse:
    school = current_school(request)
    if school is None:
        raise NotFound("There is no school to add somebody to.")
    form = NewPersonForm(request.POST or None)
    form.offer(school, clock.now().date())
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_person(school, **form.cleaned_data, by=request.actor, at=clock.now())
            messages.success(request, f"{made} is there.")
            return redirect("people:person", made.uid)
        except Refusal as refusal:
            show(refusal, form)
    page = {
        "title": "Add somebody", "submit": "Add them", "cancel_url": reverse("people:people"),
        "crumbs": crumbs(),
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_safe
@needs("people.own")
def person(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = person_of(request, uid)
    if found.merged_into is not None:
        return redirect("people:person", found.merged_into.uid)
    panels = slots.panels_for(request, "people.person", found)
    thing = {
        "crumbs": crumbs() if can(request.actor, "people.find") else [],
        "title": str(found),
        "status": _status(found),
        "codes": [found.initials],
        "facts": [
            found.formal if found.formal != str(found) else "",
            found.what(clock.now().date()), str(found.school),
        ],
        "actions": _actions(request, found),
        "main": panels["main"],
        "side": panels["side"],
    }  # fmt: skip
    context = {"thing": thing, "timeline": timelines.timeline_panel(request, found)}
    return render(request, "people/person.html", context)


def _status(person: Person) -> str:
    today = clock.now().date()
    if person.anonymised_at is not None:
        return str(statuses.status("quiet", "Anonymised", "eye-off", pill=True))
    last_day = person.now.to_on if person.now else None
    if last_day is None:
        return ""
    if last_day < today:
        return str(
            statuses.status("quiet", f"Left {words.day(last_day, today)}", "logout", pill=True)
        )
    return str(
        statuses.status("warn", f"Leaves {words.day(last_day, today)}", "calendar-due", pill=True)
    )


def _actions(request: HttpRequest, person: Person) -> list[dict[str, Any]]:
    found = slots.actions_for(request, "people.person", person)
    if person.anonymised_at is not None:
        return found

    def url(name: str) -> str:
        return reverse(f"people:{name}", args=[person.uid])

    if can(request.actor, "people.view", person) and person.now and person.now.to_on:
        found.append({"label": "Leaving", "url": url("leaver"), "icon": "logout"})
    if can(request.actor, "people.change", person):
        found.append({"label": "Change", "url": url("person_change"), "icon": "pencil", "key": "e"})
    if can(request.actor, "accounts.change", person):
        found.append({"label": "Sign-in", "url": url("person_account"), "icon": "key"})
    if can(request.actor, "people.merge", person):
        found.append({"label": "Merge", "url": url("person_merge"), "icon": "arrow-merge"})
    if can(request.actor, "people.erase", person) and _has_left(person):
        found.append({"label": "Anonymise", "url": url("person_anonymise"), "icon": "eye-off"})
    return found


def _has_left(person: Person) -> bool:
    return not person.memberships.on(clock.now().date()).exists()


@require_http_methods(["GET", "POST"])
@needs("people.change")
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = person_of(request, uid)
    form = PersonForm(request.POST or None, initial=PersonForm.initial_of(found))
    form.go_on_with(found.custom)
    title = f"Change {found}"
    if request.method == "POST" and form.is_valid():
        data = form.wanted()
        found.version = data.pop("version")
        try:
            actions.change_person(found, by=request.actor, at=clock.now(), **data)
            messages.success(request, f"{found} is saved.")
            return redirect("people:person", uid)
        except Refusal as refusal:
            show(refusal, form)
    page = {
        "title": title, "cancel_url": reverse("people:person", args=[uid]),
        "crumbs": [*crumbs(), {"label": title.removeprefix("Change "), "url": reverse("people:person", args=[uid])}],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_safe
@needs("people.find")
def lookup(request: HttpRequest) -> HttpResponse:
    """Twenty people for a picker, those of this school first; each word may be any of their names."""
    today = clock.now().date()
    rows = Person.objects.visible_to(request.actor).known().with_now()
    for part in lookup_of(request.GET.get("q", "")).split():
        rows = rows.filter(lookup__contains=part)
    school = current_school(request)
    if school is not None:
        rows = rows.filter(school=school)
    options = [
        {"value": one.uid, "label": str(one), "sub": one.what(today), "icon": "user"}
        for one in rows.order_by("name_key")[:20]
    ]
    return render(request, "web/lookup_options.html", {"options": options})
