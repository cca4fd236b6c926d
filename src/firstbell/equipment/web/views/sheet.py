"""Many items as a sheet: one line each, its boxes side by side, saved together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from firstbell.equipment.actions import changing
from firstbell.equipment.models import Item, Model
from firstbell.equipment.states import Condition, Ownership
from firstbell.equipment.web.bulk import WITH
from firstbell.equipment.web.forms import ITEM, room_field
from firstbell.equipment.web.lists import ITEMS
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.people.models import Organisation
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.fields import actions as fields
from firstbell.platform.fields.days import DayField
from firstbell.platform.fields.forms import PREFIX, form_field, given
from firstbell.platform.fields.models import Field
from firstbell.platform.fields.queries import fields_of
from firstbell.platform.web.components.lookup import LookupField
from firstbell.platform.web.components.pence import PoundsField
from firstbell.platform.web.listing import selection

MOST = 100
SHOWN = ("tag", "serial", "name", "home", "home_spot", "condition")
_KEYS = {"model", "home", "supplier"}
_LABELS = {
    "tag": "Asset tag", "serial": "Serial", "name": "Name", "model": "Model", "home": "Home", "home_spot": "Shelf or seat",
    "condition": "Condition", "ownership": "Ownership", "order_ref": "Order", "invoice_ref": "Invoice",
    "supplier": "Supplier", "funding": "Paid from", "price_net": "Price without VAT, £", "price_gross": "Price with VAT, £",
    "bought_on": "Bought", "in_service_on": "In use since", "replace_on": "Replace in", "supported_until": "Updates end",
    "notes": "Notes",
}  # fmt: skip
_MONEY = {"price_net", "price_gross"}


@dataclass
class Line:
    item: Item
    tag: str
    form: forms.Form
    columns: Sequence[str]
    version: str

    def cells(self) -> list[Any]:
        """A box for each column, or None where the column does not hold for this item."""
        return [self.form[name] if name in self.form.fields else None for name in self.columns]


@require_POST
@needs("equipment.change")
def sheet(request: HttpRequest) -> HttpResponse:
    """What was picked, with a box for everything it says; `save` saves what was changed, line by line."""
    back = selection.back_url(request, ITEMS)
    items = _picked(request)
    if not items:
        return redirect(back)
    columns = _columns(request.actor, {str(item.category.uid) for item in items})
    chosen = [name for name in columns if name in request.POST.getlist("show")] or list(SHOWN)
    lines = [_line(request, item, chosen, columns) for item in items]
    if "save" in request.POST and _saved(request, lines):
        return redirect(back)
    return render(request, "equipment/sheet.html", _page(request, lines, chosen, columns, back))


def _picked(request: HttpRequest) -> list[Item]:
    """What was picked, if it is not too much for one sheet; else nothing, and why."""
    items = list(
        selection.picked(request, ITEMS).select_related(*WITH, "model__manufacturer")[: MOST + 1]
    )
    if not items:
        messages.warning(request, "Pick some items first.")
    if len(items) <= MOST:
        return sorted(items, key=lambda item: item.tag_key)
    most = ITEMS.count_words(MOST)
    messages.warning(request, f"A sheet holds {most}. Pick fewer, or use “Change fields”.")
    return []


def _saved(request: HttpRequest, lines: Sequence[Line]) -> bool:
    """Save what was changed and say how it went: whether nothing is left to put right."""
    saved, left = _save(request, lines)
    if left:
        count = f"{_are(saved)} changed, " if saved else ""
        said = f"{count}{left} {'is' if left == 1 else 'are'} not yet."
        messages.warning(request, said)
        return False
    messages.success(request, f"{_are(saved)} changed." if saved else "Nothing was changed.")
    return True


def _are(count: int) -> str:
    return f"{ITEMS.count_words(count)} {'is' if count == 1 else 'are'}"


def _columns(actor: Actor, kinds: set[str]) -> Mapping[str, Field | None]:
    """Every column there can be for these kinds, with the trust's own field where it is one."""
    money = can(actor, "equipment.money")
    ours: dict[str, Field | None] = {name: None for name in _LABELS if money or name not in _MONEY}
    open_ = [one for one in fields_of(ITEM) if not one.is_secret]
    own = [one for one in open_ if not one.scopes or kinds & set(one.scopes)]
    return {**ours, **{PREFIX + field.key: field for field in own}}


def _box(name: str, item: Item, actor: Actor) -> forms.Field:
    if name in ("condition", "ownership"):
        choices = Condition.choices if name == "condition" else Ownership.choices
        return forms.ChoiceField(choices=choices)
    if name in _MONEY:
        return PoundsField(required=False)
    if name.endswith("_on") or name == "supported_until":
        return DayField(required=False)
    if name == "home":
        return room_field(actor, item.school, required=False)
    if name == "model":
        rows = Model.objects.visible_to(actor).select_related("manufacturer")
        return LookupField(
            queryset=rows,
            url="equipment:model_lookup",
            required=False,
            label_from=lambda model: model.full_name,
        )
    if name == "supplier":
        suppliers = Organisation.objects.visible_to(actor)
        return LookupField(queryset=suppliers, url="people:organisation_lookup", required=False)
    if name == "notes":
        return forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 1}))
    limit = Item._meta.get_field(name).max_length  # type: ignore[union-attr]
    return forms.CharField(required=False, max_length=limit)


def _line(
    request: HttpRequest, item: Item, chosen: Sequence[str], columns: Mapping[str, Field | None]
) -> Line:
    boxes = _boxes(item, request.actor, chosen, columns)
    initial = {name: getattr(item, name) for name in boxes if columns[name] is None}
    prefix = str(item.uid)
    kind = type("LineForm", (forms.Form,), dict(boxes))
    saving = "save" in request.POST
    if not saving:
        initial |= _typed(request, prefix, kind)
    form = kind(request.POST if saving else None, prefix=prefix, initial=initial)
    form.use_required_attribute = False
    version = request.POST.get(f"{prefix}-version", "") if saving else str(item.version)
    return Line(item, item.tag, form, list(chosen), version)


def _boxes(
    item: Item, actor: Actor, chosen: Sequence[str], columns: Mapping[str, Field | None]
) -> dict[str, forms.Field]:
    made: dict[str, forms.Field] = {}
    for name in chosen:
        own = columns[name]
        if own is None:
            box = made[name] = _box(name, item, actor)
            now = getattr(item, name)
            if isinstance(box, LookupField) and now is not None:
                box.known[str(now.uid)] = box.label_from(now)
        elif not own.scopes or str(item.category.uid) in own.scopes:
            made[name] = form_field(own, item.custom.get(own.key))
    for name, box in made.items():
        box.label = _label(name, columns)
        box.widget.attrs["aria-label"] = f"{box.label} of {item.tag}"
    return made


def _typed(request: HttpRequest, prefix: str, kind: type[forms.Form]) -> dict[str, Any]:
    """What was typed already, when only the columns change."""
    data, files = request.POST, request.FILES
    return {
        name: box.widget.value_from_datadict(data, files, f"{prefix}-{name}")
        for name, box in kind.base_fields.items()
        if not box.widget.value_omitted_from_data(data, files, f"{prefix}-{name}")
    }


def _label(name: str, columns: Mapping[str, Field | None]) -> str:
    own = columns[name]
    return own.label if own else _LABELS[name]


def _save(request: HttpRequest, lines: Sequence[Line]) -> tuple[int, int]:
    """How many lines were saved, and how many were refused; each stands for itself."""
    saved = left = 0
    for line in lines:
        if not line.form.has_changed():
            continue
        if line.form.is_valid():
            try:
                _change(request, line)
            except Refusal as refusal:
                _say(refusal, line.form)
            else:
                line.version = str(line.item.version)
                saved += 1
                continue
        left += 1
    return saved, left


def _say(refusal: Refusal, form: forms.Form) -> None:
    """Beside the boxes it names; a line has little room for saying it twice."""
    named = [name for name in refusal.fields if name in form.fields]
    for name in named:
        form.add_error(name, refusal.fields[name])
    if not named:
        form.add_error(None, refusal.sentence)


def _change(request: HttpRequest, line: Line) -> None:
    typed = {name: line.form.cleaned_data[name] for name in line.form.changed_data}
    own = given(typed)
    values: dict[str, Any] = {}
    for name, value in typed.items():
        if name in _KEYS:
            values[f"{name}_id"] = value.pk if value else None
        elif not name.startswith(PREFIX):
            values[name] = value
    if own:
        values["custom"] = fields.cleaned(ITEM, own, scope=line.item.category.uid, whole=False)
    looked_at = int(line.version) if line.version.isdecimal() else None
    changing.change(line.item, by=request.actor, at=clock.now(), version=looked_at, **values)


def _page(
    request: HttpRequest,
    lines: Sequence[Line],
    chosen: Sequence[str],
    columns: Mapping[str, Field | None],
    back: str,
) -> dict[str, Any]:
    return {
        "lines": lines,
        "labels": [_label(name, columns) for name in chosen],
        "columns": [(name, _label(name, columns), name in chosen) for name in columns],
        "hidden": {**selection.passed_on(request), "back": back},
        "back": back,
        "title": ITEMS.count_words(len(lines)),
        "crumbs": [{"label": "Equipment", "url": reverse("equipment:items")}],
    }
