"""Paper: own sheets and their measurements, ruler pages, saved layouts."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.labels.ruler import ruler_page
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.labels import actions, queries
from firstbell.platform.labels.models import LabelLayout, OwnSheet
from firstbell.platform.web import context, papers
from firstbell.platform.web.pages.labels import setup


class SheetForm(forms.ModelForm):  # type: ignore[type-arg]
    fieldsets = [
        ("The label", ["name", "on_a_roll", "width", "height", "radius"]),
        ("The sheet", ["page_width", "page_height", "columns", "rows"]),
        ("Where the labels lie", ["left", "top", "pitch_x", "pitch_y"]),
    ]
    pairs = [
        ("width", "height"), ("page_width", "page_height"), ("columns", "rows"), ("left", "top"), ("pitch_x", "pitch_y"),
    ]  # fmt: skip

    class Meta:
        model = OwnSheet
        fields = [
            "name", "on_a_roll", "width", "height", "radius", "page_width", "page_height", "columns", "rows", "left", "top",
            "pitch_x", "pitch_y",
        ]  # fmt: skip
        labels = {"on_a_roll": "On a roll, one label after another"}
        help_texts = {
            "name": "What stands on its box",
            "left": "From the left edge of the page to the first label",
            "top": "From the top edge of the page to the first label",
            "pitch_x": "From the left edge of one label to the left edge of the next; 0 means they touch",
            "pitch_y": "From the top edge of one label to the top edge of the next; 0 means they touch",
        }


@require_http_methods(["GET", "POST"])
@needs("labels.change")
def sheet(request: HttpRequest, uid: UUID | None = None) -> HttpResponse:
    """A sheet of one's own: measure it, then print its ruler page."""
    one = _sheet(request, uid)
    form = SheetForm(request.POST or None, instance=one)
    if form.is_valid():
        fresh = _sheet(request, uid)
        try:
            actions.save_sheet(fresh, by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            _explain(form, refusal)
        else:
            messages.success(
                request, "Saved. Print its ruler page once, and hold it against the sheet."
            )
            return redirect("labels_sheet", fresh.uid)
    title = one.name if uid else "A label sheet of your own"
    page: dict[str, Any] = {
        "title": title,
        "sub": "All measures in millimetres",
        "submit": "Save",
        "cancel_url": reverse("labels"),
        "crumbs": [{"label": "Labels", "url": reverse("labels")}],
        "actions": _acts(uid, one) if uid else [],
    }
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_POST
@needs("labels.change")
def remove_sheet(request: HttpRequest, uid: UUID) -> HttpResponse:
    one = _sheet(request, uid)
    actions.remove_sheet(one, by=request.actor, at=clock.now())
    messages.success(request, f"{one.name} is gone.")
    return redirect("labels")


@require_POST
@needs("labels.change")
def remove_layout(request: HttpRequest, uid: UUID) -> HttpResponse:
    one = get_object_or_404(LabelLayout.objects.visible_to(request.actor), uid=uid)
    actions.remove_layout(one, by=request.actor, at=clock.now())
    messages.success(request, f"{one.name} is gone.")
    return redirect("labels")


@require_safe
@needs("labels.print")
def ruler(request: HttpRequest, key: str) -> HttpResponse:
    return _ruler(request, key)


@require_safe
@needs("labels.print")
def ruler_for(request: HttpRequest) -> HttpResponse:
    """The ruler page of the paper chosen in a form."""
    return _ruler(request, request.GET.get("stock") or setup.USUAL_STOCK)


def _ruler(request: HttpRequest, key: str) -> HttpResponse:
    made = ruler_page(queries.stock_of(key, request.actor))
    return papers.shown(made, "ruler")


def _sheet(request: HttpRequest, uid: UUID | None) -> OwnSheet:
    if uid is not None:
        found: OwnSheet = get_object_or_404(OwnSheet.objects.visible_to(request.actor), uid=uid)
        return found
    school = context.current_school(request)
    if school is None:
        raise NotFound("You work in no school yet.")
    return OwnSheet(school=school)


def _acts(uid: UUID, one: OwnSheet) -> list[dict[str, Any]]:
    remove = reverse("labels_remove_sheet", args=[uid])
    return [
        {"label": "Ruler page", "url": reverse("labels_ruler", args=[one.key]), "icon": "ruler-2"},
        {"label": "Remove", "url": remove, "icon": "trash", "method": "post", "danger": True},
    ]


def _explain(form: forms.BaseForm, refusal: Refusal) -> None:
    placed = [name for name in refusal.fields if name in form.fields]
    for name in placed:
        form.add_error(name, refusal.fields[name])
    if not placed:
        form.add_error(None, refusal.sentence)
