from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.numbers import actions
from firstbell.platform.numbers.models import Reserved, Sequence
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import context, slots

_HOW_MANY = 9_999_999_999


class LookForm(forms.ModelForm):  # type: ignore[type-arg]
    pairs = [("next_number", "width")]

    class Meta:
        model = Sequence
        fields = ["next_number", "width"]
        labels = {"next_number": "Next number"}
        help_texts = {"next_number": "A number that is in use already is stepped over"}


class BeginForm(LookForm):
    whose = forms.ChoiceField(label="For")

    class Meta(LookForm.Meta):
        fields = ["prefix", "next_number", "width"]
        help_texts = {
            **LookForm.Meta.help_texts,
            "prefix": "What stands before the number, for example LT-",
        }

    field_order = ["prefix", "whose", "next_number", "width"]

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(*args)
        self.schools = {
            str(school.uid): school
            for school in context.my_schools(request)
            if can(request.actor, "numbers.change", school)
        }
        choices = [(uid, school.name) for uid, school in self.schools.items()]
        if request.actor.schools("numbers.change") is None:
            choices.append(("", "All schools"))
        whose = self.fields["whose"]
        whose.choices, whose.required = choices, False  # type: ignore[attr-defined]
        if len(choices) == 1:
            whose.widget = forms.HiddenInput()
            whose.initial = choices[0][0]

    def school(self) -> School | None:
        return self.schools.get(self.cleaned_data["whose"])


class RangeForm(forms.Form):
    first = forms.IntegerField(label="From", min_value=1, max_value=_HOW_MANY)
    last = forms.IntegerField(label="To", min_value=1, max_value=_HOW_MANY)
    note = forms.CharField(max_length=200, required=False, help_text="Which labels they are on")

    pairs = [("first", "last")]


@require_safe
@needs("numbers.view")
def numbers(request: HttpRequest) -> HttpResponse:
    rows = Sequence.objects.visible_to(request.actor).select_related("school")
    rows = rows.prefetch_related("reserved").order_by("kind", "prefix")
    new = {"label": "New prefix", "url": reverse("numbers_begin"), "icon": "plus", "primary": True}
    may = can(request.actor, "numbers.change")
    words = {
        "sequences": rows,
        "actions": [new] if may else [],
        "empty": {
            "title": "No numbers yet",
            "text": "The first item that is added without a tag begins them. "
            "Set a prefix here if you want them to look different.",
            "icon": "tags",
            "url": new["url"] if may else "",
            "label": "New prefix",
        },
    }
    return render(request, "web/numbers.html", words)


@require_http_methods(["GET", "POST"])
@needs("numbers.change")
def begin(request: HttpRequest) -> HttpResponse:
    form = BeginForm(request, request.POST or None)
    if form.is_valid():
        words = form.cleaned_data
        try:
            made = actions.begin(
                words["prefix"], school=form.school(), by=request.actor, at=clock.now(),
                next_number=words["next_number"], width=words["width"],
            )  # fmt: skip
        except Refusal as refusal:
            form.add_error(_of(form, refusal), refusal.sentence)
        else:
            messages.success(request, f"The next one is {made.written(made.next_number)}.")
            return redirect("numbers")
    page = {
        "title": "New prefix",
        "submit": "Begin",
        "cancel_url": reverse("numbers"),
        "crumbs": _crumbs(),
    }
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_http_methods(["GET", "POST"])
@needs("numbers.change")
def sequence(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One prefix: how it looks, what comes next, which numbers are on labels already."""
    one = _sequence(request, uid)
    form = LookForm(request.POST or None, instance=one)
    if form.is_valid():
        fresh = _sequence(request, uid)
        try:
            actions.change(fresh, by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            messages.success(request, f"The next one is {fresh.written(fresh.next_number)}.")
            return redirect("numbers_sequence", uid)
    return _show(request, uid, form, RangeForm())


@require_POST
@needs("numbers.change")
def reserve(request: HttpRequest, uid: UUID) -> HttpResponse:
    one = _sequence(request, uid)
    form = RangeForm(request.POST)
    if form.is_valid():
        try:
            made = actions.reserve(one, by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(_of(form, refusal), refusal.sentence)
        else:
            messages.success(request, f"{made} will not be handed out.")
            return redirect("numbers_sequence", uid)
    return _show(request, uid, LookForm(instance=one), form)


@require_POST
@needs("numbers.change")
def give_back(request: HttpRequest, uid: UUID, pk: int) -> HttpResponse:
    reserved = get_object_or_404(Reserved, pk=pk, sequence=_sequence(request, uid))
    words = str(reserved)
    actions.give_back(reserved, by=request.actor, at=clock.now())
    messages.success(request, f"{words} can be handed out again.")
    return redirect("numbers_sequence", uid)


def _sequence(request: HttpRequest, uid: UUID) -> Sequence:
    return get_object_or_404(Sequence.objects.visible_to(request.actor), uid=uid)


def _show(request: HttpRequest, uid: UUID, form: LookForm, range_form: RangeForm) -> HttpResponse:
    one = _sequence(request, uid)
    words = {
        "sequence": one,
        "next": one.written(one.next_number),
        "form": form,
        "range_form": range_form,
        "ranges": list(one.reserved.order_by("first")),
        "crumbs": _crumbs(),
    }
    return render(request, "web/numbers_one.html", words)


def _of(form: forms.BaseForm, refusal: Refusal) -> str | None:
    return next((name for name in refusal.fields if name in form.fields), None)


def _crumbs() -> list[dict[str, str]]:
    return [
        {"label": "Settings", "url": reverse("settings")},
        {"label": "Numbers", "url": reverse("numbers")},
    ]


slots.settings(
    slots.MenuItem("Numbers", "numbers", "tags", "numbers.view", section="Register", order=30)
)

urlpatterns = [
    path("settings/numbers/", numbers, name="numbers"),
    path("settings/numbers/new/", begin, name="numbers_begin"),
    path("settings/numbers/<uuid:uid>/", sequence, name="numbers_sequence"),
    path("settings/numbers/<uuid:uid>/kept/", reserve, name="numbers_reserve"),
    path("settings/numbers/<uuid:uid>/kept/<int:pk>/", give_back, name="numbers_give_back"),
]
