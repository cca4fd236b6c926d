"""Who must say yes to a request: one step a card."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.people.models import Group, Person
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.accounts.states import Role
from firstbell.platform.web.components.lookup import LookupField
from firstbell.support.actions import approving
from firstbell.support.actions.approving import Step
from firstbell.support.models import RequestType
from firstbell.support.states import Need, Whose
from firstbell.support.web.views.setup_requests import load
from firstbell.support.web.views.setups import SETUP, crumbs

_ROLES = [(one.value, one.label) for one in Role if one not in (Role.STUDENT, Role.SUPPLIER)]


class StepForm(forms.Form):
    whose = forms.ChoiceField(label="Who", choices=Whose.choices)
    role = forms.ChoiceField(
        label="Which role", choices=[("", "Choose one"), *_ROLES], required=False
    )
    need = forms.ChoiceField(label="How many of them", choices=Need.choices, initial=Need.ANY)

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = Person.objects.visible_to(request.actor).known()
        groups = Group.objects.visible_to(request.actor).open()
        self.fields["person"] = LookupField(
            queryset=people, url="people:person_lookup", label="Which person", required=False
        )
        self.fields["group"] = forms.ModelChoiceField(
            groups.order_by("name_key"), label="Which group", required=False, to_field_name="uid", empty_label="Choose one"
        )  # fmt: skip
        self.order_fields(["whose", "person", "role", "group", "need"])

    def step(self) -> Step:
        data = self.cleaned_data
        return Step(
            data["whose"],
            data["need"],
            data.get("person"),
            data.get("role") or "",
            data.get("group"),
        )


@require_http_methods(["GET", "POST"])
@needs(SETUP)
def approvers(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = load(request, uid)
    if request.method == "GET":
        known = [_start(one) for one in row.approvers.select_related("person", "group")]
        return _page(
            request,
            row,
            [StepForm(request, initial=one, prefix=str(n)) for n, one in enumerate(known)],
        )
    count = request.POST.get("count", "0")
    found = [
        StepForm(request, request.POST, prefix=str(n))
        for n in range(min(int(count) if count.isdecimal() else 0, 6))
    ]
    do, _, place = request.POST.get("do", "save").partition(":")
    if do == "add":
        return _page(request, row, [*found, StepForm(request, prefix=str(len(found)))])
    if do == "off" and place.isdecimal():
        kept = [form for n, form in enumerate(found) if n != int(place)]
        return _page(request, row, [_again(request, form, n) for n, form in enumerate(kept)])
    return _saved(request, row, found)


def _again(request: HttpRequest, form: StepForm, number: int) -> StepForm:
    form.is_valid()
    start = {name: form.cleaned_data.get(name) for name in form.fields}
    return StepForm(request, initial=start, prefix=str(number))


def _start(one: Any) -> dict[str, Any]:
    return {
        "whose": one.whose, "role": one.role, "need": one.need, "person": one.person.uid if one.person else None,
        "group": one.group.uid if one.group else None,
    }  # fmt: skip


def _saved(request: HttpRequest, row: RequestType, found: list[StepForm]) -> HttpResponse:
    if [form for form in found if not form.is_valid()]:
        return _page(request, row, found)
    try:
        approving.set_steps(row, [form.step() for form in found], by=request.actor, at=clock.now())
    except Refusal as refusal:
        return _page(request, row, found, refusal)
    messages.success(
        request,
        f"That is who must say yes to {row}." if found else f"Nobody need say yes to {row}.",
    )
    return redirect("support:setup_one", "requests", row.uid)


def _page(
    request: HttpRequest, row: RequestType, found: list[StepForm], refusal: Refusal | None = None
) -> HttpResponse:
    url = reverse("support:setup_one", args=["requests", row.uid])
    words = {
        "row": row, "forms": found, "count": len(found), "refusal": refusal, "full": len(found) >= 5,
        "crumbs": crumbs({"label": "Requests", "url": reverse("support:setup_requests")}, {"label": row.name, "url": url}),
    }  # fmt: skip
    return render(request, "support/setup/approvers.html", words, status=422 if refusal else 200)
