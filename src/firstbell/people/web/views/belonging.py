"""Belonging to a school, and the ends of it: leaving, merging two records, being anonymised."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from firstbell.lib import clock
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.people import actions
from firstbell.people.actions import signing_in
from firstbell.people.models import Membership
from firstbell.people.web.forms import AccountForm, LeaveForm, MembershipForm, MergePersonForm
from firstbell.people.web.views.persons import crumbs, person_of
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.web.context import current_school
from firstbell.platform.web.refusals import refused_aloud, show


def membership_of(request: HttpRequest, uid: UUID, membership: UUID) -> Membership:
    person = person_of(request, uid)
    rows = Membership.objects.select_related("school", "person", "tutor_group", "department")
    return get_object_or_404(rows, uid=membership, person=person)


@require_http_methods(["GET", "POST"])
@needs("people.change")
def change(request: HttpRequest, uid: UUID, membership: UUID) -> HttpResponse:
    found = membership_of(request, uid, membership)
    form = MembershipForm(request.POST or None, initial=MembershipForm.initial_of(found))
    form.offer(found.school, clock.now().date())
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_membership(found, by=request.actor, at=clock.now(), **form.cleaned_data)
            return redirect("people:person", uid)
        except Refusal as refusal:
            show(refusal, form)
    page = {
        "title": f"{found.person} at {found.school}", "crumbs": crumbs(found.person),
        "cancel_url": reverse("people:person", args=[uid]),
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_http_methods(["GET", "POST"])
@needs("people.change")
def join(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Begin to belong to the school that is open, again or for the first time."""
    person, school = person_of(request, uid), current_school(request)
    if school is None:
        raise NotFound("There is no school to belong to.")
    form = MembershipForm(request.POST or None, initial={"from_on": clock.now().date()})
    form.offer(school, clock.now().date())
    if request.method == "POST" and form.is_valid():
        try:
            actions.join(person, school, by=request.actor, at=clock.now(), **form.cleaned_data)
            return redirect("people:person", uid)
        except Refusal as refusal:
            show(refusal, form)
    page = {
        "title": f"{person} belongs to {school}", "crumbs": crumbs(person),
        "cancel_url": reverse("people:person", args=[uid]),
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_http_methods(["GET", "POST"])
@needs("people.change")
def leave(request: HttpRequest, uid: UUID, membership: UUID) -> HttpResponse:
    found = membership_of(request, uid, membership)
    form = LeaveForm(request.POST or None, initial={"on": found.to_on})
    if request.method == "POST" and form.is_valid():
        try:
            actions.leave(found, by=request.actor, at=clock.now(), **form.cleaned_data)
            return redirect("people:person", uid)
        except Refusal as refusal:
            show(refusal, form)
    page = {
        "title": f"{found.person} leaves {found.school}",
        "sub": "Until the last day nothing changes, and what they hold can be asked back in time.",
        "crumbs": crumbs(found.person), "cancel_url": reverse("people:person", args=[uid]),
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_POST
@needs("people.change")
def stay(request: HttpRequest, uid: UUID, membership: UUID) -> HttpResponse:
    found = membership_of(request, uid, membership)
    with refused_aloud(request):
        actions.stay(found, by=request.actor, at=clock.now())
    return redirect("people:person", uid)


@require_http_methods(["GET", "POST"])
@needs("people.merge")
def merge(request: HttpRequest, uid: UUID) -> HttpResponse:
    person = person_of(request, uid)
    form = MergePersonForm(request.POST or None)
    form.offer(request.actor, but=person)
    if request.method == "POST" and form.is_valid():
        try:
            into = actions.merge_people(
                person, into=form.cleaned_data["person"], by=request.actor, at=clock.now()
            )
            return redirect("people:person", into.uid)
        except Refusal as refusal:
            show(refusal, form)
    page = {
        "title": f"Merge {person} into another record",
        "sub": "For when one person was added twice. What this record has moves to the other one. It can be undone.",
        "submit": "Merge", "danger": True, "crumbs": crumbs(person),
        "cancel_url": reverse("people:person", args=[uid]),
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_http_methods(["GET", "POST"])
@needs("people.erase")
def anonymise(request: HttpRequest, uid: UUID) -> HttpResponse:
    person = person_of(request, uid)
    if request.method == "POST":
        with refused_aloud(request):
            actions.anonymise(person, by=request.actor, at=clock.now())
        return redirect("people:person", uid)
    confirm = {
        "title": f"Anonymise {person}?",
        "sentence": "Their name and everything that tells who they were is erased, in history too. It cannot be undone.",
        "consequences": ["What happened stays: loans, repairs, sentences, with “Leaver” in place of the name."],
        "submit": "Anonymise", "danger": True, "cancel_url": reverse("people:person", args=[uid]),
    }  # fmt: skip
    return render(request, "web/confirm.html", {"confirm": confirm})


@require_http_methods(["GET", "POST"])
@needs("accounts.change")
def account(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Which account is this person's: by its address, so that nobody's list is shown."""
    person = person_of(request, uid)
    now = signing_in.account_of(person)
    form = AccountForm(request.POST or None, initial={"email": now.email if now else person.email})
    if request.method == "POST" and form.is_valid():
        try:
            signing_in.set_account(
                person, email=form.cleaned_data["email"], by=request.actor, at=clock.now()
            )
            return redirect("people:person", uid)
        except Refusal as refusal:
            show(refusal, form)
    page = {
        "title": f"How {person} signs in", "submit": "Save", "crumbs": crumbs(person),
        "sub": "With a linked account they see what they have, and who looks after which room. Blank: no account.",
        "cancel_url": reverse("people:person", args=[uid]),
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})
