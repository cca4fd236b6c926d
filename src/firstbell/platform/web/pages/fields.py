"""The trust's own fields: on equipment, models, rooms, people and tickets."""

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
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.fields import actions, registry
from firstbell.platform.fields.models import Field
from firstbell.platform.fields.states import Kind
from firstbell.platform.fields.values import shown
from firstbell.platform.web import slots
from firstbell.platform.web.refusals import show

NOUNS = {
    "equipment.item": "Equipment", "equipment.model": "Models", "places.room": "Rooms", "people.person": "People",
    "support.ticket": "Tickets",
}  # fmt: skip

SEALED = (
    "{} is kept secret: what it held is encrypted from now on, and gone from the history. Backups and files that were "
    "brought in before still have it."
)

slots.settings(
    slots.MenuItem("Our own fields", "fields", "forms", "fields.view", section="Register", order=30)
)


class FieldForm(forms.Form):
    noun = forms.ChoiceField(label="On", choices=list(NOUNS.items()))
    label = forms.CharField(max_length=100)
    kind = forms.ChoiceField(choices=Kind.choices)
    choices = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One a line, for a list to choose from",
    )
    pattern = forms.CharField(
        required=False, help_text="For text of a pattern: a regular expression"
    )
    help_text = forms.CharField(label="Help", max_length=200, required=False)
    default = forms.CharField(
        label="New ones begin with",
        max_length=2_000,
        required=False,
        help_text="Where nothing else is said. What an item's model says comes first",
    )
    is_required = forms.BooleanField(label="Must be filled", required=False)
    is_unique = forms.BooleanField(label="No two the same", required=False)
    is_filterable = forms.BooleanField(
        label="Lists can be narrowed by it", required=False, initial=True
    )
    in_list = forms.BooleanField(label="A column of lists from the start", required=False)
    is_personal = forms.BooleanField(label="Says something about a person", required=False)
    is_secret = forms.BooleanField(
        label="Kept secret",
        required=False,
        help_text="Encrypted, in no list, file or search. Who looks at it is noted",
    )
    order = forms.IntegerField(min_value=0, max_value=999, initial=50)
    pairs = [("noun", "kind"), ("is_required", "is_unique"), ("is_filterable", "in_list"),
             ("is_personal", "is_secret")]  # fmt: skip

    def __init__(self, noun: str, *args: Any, **kwargs: Any) -> None:
        """What can be narrowed to some kinds offers them; another noun's field has no such box."""
        super().__init__(*args, **kwargs)
        found = registry.narrowing(noun)
        if found is not None:
            self.fields["scopes"] = forms.MultipleChoiceField(
                label=f"Only for these {found.word}", choices=list(found.kinds()), required=False,
                widget=forms.CheckboxSelectMultiple, help_text="None ticked: for all of them",
            )  # fmt: skip

    def clean_choices(self) -> list[str]:
        lines = [line.strip() for line in self.cleaned_data["choices"].splitlines()]
        return list(dict.fromkeys(line for line in lines if line))


@require_safe
@needs("fields.view")
def index(request: HttpRequest) -> HttpResponse:
    rows = list(Field.objects.filter(put_away_at=None).order_by("order", "label"))
    groups = [(word, [row for row in rows if row.noun == noun]) for noun, word in NOUNS.items()]
    words = {
        "groups": groups, "crumbs": [{"label": "Settings", "url": reverse("settings")}],
        "actions": [{"label": "Add a field", "icon": "plus", "url": reverse("field_new"), "primary": True}],
    }  # fmt: skip
    return render(request, "web/fields.html", words)


@require_http_methods(["GET", "POST"])
@needs("fields.change")
def new(request: HttpRequest) -> HttpResponse:
    noun = request.POST.get("noun") or request.GET.get("on", "equipment.item")
    form = FieldForm(noun, request.POST or None, initial={"noun": noun})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.add_field(by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{NOUNS[made.noun]} have the field {made} now.")
            return redirect("fields")
    return _page(request, form, "Add a field")


@require_http_methods(["GET", "POST"])
@needs("fields.change")
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    field = get_object_or_404(Field, uid=uid)
    start: dict[str, Any] = {name: getattr(field, name) for name in FieldForm.base_fields}
    start |= {"choices": "\n".join(field.choices), "default": shown(field, field.default)}
    start["scopes"] = field.scopes
    form = FieldForm(field.noun, request.POST or None, initial=start)
    form.fields["noun"].disabled = True
    if request.method == "POST" and form.is_valid():
        try:
            was_secret = field.is_secret
            actions.change_field(field, by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            show(refusal, form)
        else:
            sealed = SEALED.format(field) if field.is_secret and not was_secret else ""
            messages.success(request, sealed or f"{field} is saved.")
            return redirect("fields")
    return _page(request, form, f"Change {field}", away=reverse("field_away", args=[field.uid]))


def _page(request: HttpRequest, form: FieldForm, title: str, away: str = "") -> HttpResponse:
    crumbs = [
        {"label": "Settings", "url": reverse("settings")},
        {"label": "Our own fields", "url": reverse("fields")},
    ]
    page = {"title": title, "submit": "Save", "cancel_url": reverse("fields"), "crumbs": crumbs}
    if away:
        put = {"label": "Put it away", "icon": "archive", "url": away, "method": "post"}
        page["actions"] = [put]
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_POST
@needs("fields.change")
def away(request: HttpRequest, uid: UUID) -> HttpResponse:
    field = get_object_or_404(Field, uid=uid)
    actions.put_away(field, by=request.actor, at=clock.now())
    messages.success(request, f"{field} is put away; what it held is kept.")
    return redirect("fields")


urlpatterns = [
    path("settings/fields/", index, name="fields"),
    path("settings/fields/new/", new, name="field_new"),
    path("settings/fields/<uuid:uid>/", change, name="field"),
    path("settings/fields/<uuid:uid>/away/", away, name="field_away"),
]
