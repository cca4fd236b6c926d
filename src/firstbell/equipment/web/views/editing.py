from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstbell.equipment.actions import beginning, changing, registering
from firstbell.equipment.models import Category, Item
from firstbell.equipment.queries import marks
from firstbell.equipment.web.forms import ITEM, ItemForm
from firstbell.equipment.web.views.items import load
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import needs, require
from firstbell.platform.fields import actions as fields
from firstbell.platform.fields.forms import given
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import context
from firstbell.platform.web.refusals import show

START = ("category", "model", "home", "home_spot", "supplier", "order_ref", "bought_on", "price_net", "vat_rate",
         "price_gross", "funding", "condition", "ownership", "capacity")  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs("equipment.change")
def new(request: HttpRequest) -> HttpResponse:
    """Add one; "Save and add another" keeps the shared facts. `?like=TAG` starts from another item."""
    school = context.current_school(request)
    if school is None:
        return redirect("home")
    form = _form(request, school, None)
    if request.method == "POST" and "reload" not in request.POST and form.is_valid():
        try:
            made = _register(request, school, form)
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{made.tag} is in the register.")
            again = "again" in request.POST
            return redirect(
                f"{reverse('equipment:new')}?like={made.uid}"
                if again
                else reverse("equipment:item", args=[made.address])
            )
    page = {
        "title": "Add equipment", "submit": "Add it", "cancel_url": reverse("equipment:items"),
        "other_submit": "Add it and another like it", "other_name": "again",
        "crumbs": [{"label": "Equipment", "url": reverse("equipment:items")}],
    }  # fmt: skip
    return render(request, "equipment/item_form.html", {"form": form, "page": page})


def _form(request: HttpRequest, school: School, item: Item | None) -> ItemForm:
    start = item or _like(request)
    initial = _initial(start, whole=item is not None) if start else {}
    data = request.POST if request.method == "POST" else None
    category = _category(request) or (start.category if start else None)
    bound = None if "reload" in request.POST else data
    if "reload" in request.POST:
        initial = request.POST.dict()
    return ItemForm(
        bound,
        actor=request.actor,
        school=school,
        category=category,
        custom=item.custom if item else _begun(category, start),
        initial=initial,
    )


def _begun(category: Category | None, like: Item | None) -> dict[str, Any]:
    return beginning.own_of(category, like.model if like else None, {}) if category else {}


def _category(request: HttpRequest) -> Category | None:
    chosen = request.POST.get("category") or request.GET.get("kind")
    try:
        return (
            Category.objects.visible_to(request.actor).filter(uid=chosen).first()
            if chosen
            else None
        )
    except (ValueError, TypeError, ValidationError):
        return None


def _like(request: HttpRequest) -> Item | None:
    return load(request, request.GET["like"]) if request.GET.get("like") else None


def _initial(item: Item, *, whole: bool) -> dict[str, Any]:
    names = [name for name in ItemForm.base_fields if hasattr(item, name)] if whole else list(START)
    found = {name: getattr(item, name) for name in {*names, "model", "home", "supplier"}}
    if whole:
        found |= {name: ", ".join(told) for name, told in _shown(marks.of(item)).items()}
    return {**found, "category": item.category.uid}


def _shown(told: marks.Marks) -> marks.Marks:
    return {**told, "hostname": told["hostname"][:1], "imei": told["imei"][:1]}


def _register(request: HttpRequest, school: School, form: ItemForm) -> registering.Registered:
    category: Category = form.cleaned_data["category"]
    model = form.cleaned_data.get("model")
    # What stands as the form began with it was not said, so the model that was chosen may still say it.
    said = given({name: form.cleaned_data[name] for name in form.changed_data})
    own = fields.cleaned(ITEM, beginning.own_of(category, model, said), scope=category.uid)
    values = {**form.values(), "custom": own}
    draft = registering.Draft(
        category, values, tag=form.cleaned_data["tag"], label=str(model or "")
    )
    return registering.register(school, [draft], by=request.actor, at=clock.now())[0]


@require_http_methods(["GET", "POST"])
@needs("equipment.change")
def edit(request: HttpRequest, key: str) -> HttpResponse:
    item = load(request, key)
    require(request.actor, "equipment.change", item)
    form = _form(request, item.school, item)
    if request.method == "POST" and "reload" not in request.POST and form.is_valid():
        try:
            _change(request, item, form)
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{item.tag} is changed.")
            return redirect("equipment:item", item.address)
    page = {
        "title": f"Change {item.tag}", "submit": "Save", "cancel_url": reverse("equipment:item", args=[key]),
        "crumbs": [{"label": "Equipment", "url": reverse("equipment:items")}, {"label": item.tag}],
    }  # fmt: skip
    return render(request, "equipment/item_form.html", {"form": form, "page": page})


def _change(request: HttpRequest, item: Item, form: ItemForm) -> None:
    category: Category = form.cleaned_data["category"]
    own = fields.cleaned(ITEM, given(form.cleaned_data), scope=category.uid)
    changing.change(
        item, by=request.actor, at=clock.now(), version=form.cleaned_data["version"],
        **{**form.values(), "tag": form.cleaned_data["tag"] or item.tag, "category_id": category.pk, "custom": own},
    )  # fmt: skip
