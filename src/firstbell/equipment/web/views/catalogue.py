"""Kinds, makers and models: the catalogue of the whole trust."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.equipment.actions import cataloguing, starting
from firstbell.equipment.models import Category, Manufacturer, Model
from firstbell.equipment.states import Depreciation
from firstbell.equipment.web import lists
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.fields.forms import PREFIX, form_field, given
from firstbell.platform.web import listing, slots
from firstbell.platform.web.components.lookup import LookupField
from firstbell.platform.web.components.pence import PoundsField
from firstbell.platform.web.refusals import show


class CategoryForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Category
        fields = [
            "name", "parent", "icon", "tag_prefix", "tracking", "is_container", "has_battery", "used_up",
            "life_months", "count_months", "depreciation", "residual_percent", "notes",
        ]  # fmt: skip


class MakerForm(forms.ModelForm):  # type: ignore[type-arg]
    website = forms.URLField(required=False, assume_scheme="https")

    class Meta:
        model = Manufacturer
        fields = ["name", "website", "support_phone", "warranty_url", "notes"]


class ModelForm(forms.ModelForm):  # type: ignore[type-arg]
    manufacturer = forms.ModelChoiceField(Manufacturer.objects.all(), required=False)
    replacement_pence = PoundsField(label="Costs new, £", required=False)
    guide_url = forms.URLField(label="Datasheet or guide", required=False, assume_scheme="https")

    class Meta:
        model = Model
        fields = [
            "name", "category", "manufacturer", "number", "life_months", "depreciation", "residual_percent",
            "supported_until", "replacement_pence", "min_stock", "weight_grams", "guide_url", "notes",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        makers = Manufacturer.objects.all()
        self.fields["manufacturer"] = LookupField(
            queryset=makers, url="equipment:maker_lookup", required=False
        )
        self.fields["depreciation"].choices = [("", "As its kind"), *Depreciation.choices]  # type: ignore[attr-defined]
        self.fields["supported_until"].widget = forms.DateInput(
            attrs={"type": "date"}, format="%Y-%m-%d"
        )
        self._ask_for_own()

    def _ask_for_own(self) -> None:
        """The trust's own fields; what its items begin with can be said once the model has its kind."""
        model: Model = self.instance
        of_items = []
        for own in cataloguing.own_fields_of(model if model.pk else None):
            name = PREFIX + own.key
            self.fields[name] = form_field(own, model.custom.get(own.key))
            if own.noun == cataloguing.ITEM:
                self.fields[name].required = False
                of_items.append(name)
        plain = [name for name in self.fields if name not in of_items]
        self.fieldsets = [("", plain), ("What new items of it begin with", of_items)]


@require_safe
@needs("equipment.view")
def models(request: HttpRequest) -> HttpResponse:
    return listing.page(request, lists.MODELS)


@require_safe
@needs("equipment.view")
def categories(request: HttpRequest) -> HttpResponse:
    return listing.page(request, lists.CATEGORIES)


@require_safe
@needs("equipment.view")
def makers(request: HttpRequest) -> HttpResponse:
    return listing.page(request, lists.MAKERS)


@require_POST
@needs("equipment.catalogue")
def stock(request: HttpRequest) -> HttpResponse:
    made = starting.stock_catalogue(by=request.actor, at=clock.now())
    messages.success(
        request, f"{made} kinds of equipment are ready." if made else "They were all there."
    )
    return redirect("equipment:categories")


def _edit(request: HttpRequest, form: Any, kind: Any, word: str, back: str) -> HttpResponse:
    row = form.instance
    title = f"Change {row.name}" if row.pk else f"Add a {word}"
    # A bound model form writes on its instance while it is checked; the verb compares with the stored row.
    stored = kind.objects.get(pk=row.pk) if row.pk else None
    if request.method == "POST" and form.is_valid():
        try:
            values = _values(form)
            done = (
                cataloguing.change(stored, by=request.actor, at=clock.now(), **values)
                if stored
                else cataloguing.add(kind, by=request.actor, at=clock.now(), **values)
            )
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{done.name} is saved.")
            return redirect(back)
    crumbs = [
        {"label": "Equipment", "url": reverse("equipment:items")},
        {"label": "Catalogue", "url": reverse(back)},
    ]
    page = {"title": title, "submit": "Save", "cancel_url": reverse(back), "crumbs": crumbs}
    panels = slots.panels_for(request, kind._meta.label_lower, stored) if stored else {}
    words = {"form": form, "page": page, "panels": panels}
    return render(request, "equipment/catalogue_form.html", words)


def _values(form: Any) -> dict[str, Any]:
    own = given(form.cleaned_data)
    plain = {name: form.cleaned_data[name] for name in form.base_fields}
    return plain | {"custom": own} if own else plain


Door = Callable[..., HttpResponseBase]


def _door(kind: Any, form: Any, word: str, back: str) -> Door:
    @require_http_methods(["GET", "POST"])
    @needs("equipment.catalogue")
    def door(request: HttpRequest, uid: str = "") -> HttpResponse:
        row = get_object_or_404(kind.objects.visible_to(request.actor), uid=uid) if uid else kind()
        return _edit(request, form(request.POST or None, instance=row), kind, word, back)

    return door


category = _door(Category, CategoryForm, "kind", "equipment:categories")
maker = _door(Manufacturer, MakerForm, "maker", "equipment:makers")
model = _door(Model, ModelForm, "model", "equipment:models")


@require_safe
@needs("equipment.view")
def maker_lookup(request: HttpRequest) -> HttpResponse:
    rows = Manufacturer.objects.filter(name__icontains=request.GET.get("q", "")).order_by(
        "name_key"
    )[:20]
    return render(
        request,
        "web/lookup_options.html",
        {"options": [{"value": m.uid, "label": m.name} for m in rows]},
    )
