"""Losses and thefts: a sum for each financial year, and the insurer's evidence for each."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.equipment.actions import losing
from firstbell.equipment.models import Loss
from firstbell.equipment.queries import losses as questions
from firstbell.equipment.states import LossKind
from firstbell.equipment.web.views.items import load as load_item
from firstbell.equipment.web.views.verbs import ask
from firstbell.lib import clock
from firstbell.platform.accounts.permissions import can, needs, require
from firstbell.platform.fields.days import DayField
from firstbell.platform.web import components, papers, slots
from firstbell.platform.web.context import current_school
from firstbell.platform.web.refusals import refused_aloud


class WordsForm(forms.Form):
    note = forms.CharField(
        label="What happened", max_length=4_000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )  # fmt: skip
    police_ref = forms.CharField(label="Police reference", max_length=60, required=False)
    insurer_ref = forms.CharField(label="Insurer’s reference", max_length=60, required=False)
    pairs = [("police_ref", "insurer_ref")]


class LossForm(WordsForm):
    kind = forms.ChoiceField(label="It is", choices=LossKind.choices)
    on = DayField(label="When")
    field_order = ["kind", "on", "note", "police_ref", "insurer_ref"]
    pairs = [("kind", "on"), ("police_ref", "insurer_ref")]


@require_safe
@needs("equipment.view")
def losses(request: HttpRequest) -> HttpResponse:
    school = current_school(request)
    if school is None:
        raise Http404
    rows = Loss.objects.visible_to(request.actor).filter(school=school)
    years = questions.by_year(
        rows.select_related("item__model", "item__category").order_by("-on", "-pk"), school.financial_year_start
    )  # fmt: skip
    words = {
        "years": years,
        "school": school,
        "sees_money": can(request.actor, "equipment.money", school),
    }
    return render(request, "equipment/desk/losses.html", words)


@require_http_methods(["GET", "POST"])
@needs("equipment.end")
def record(request: HttpRequest, key: str) -> HttpResponse:
    item = load_item(request, key)
    require(request.actor, "equipment.end", item)
    form = LossForm(request.POST or None, initial={"on": clock.now().date()})
    made: list[Loss] = []

    def verb(data: dict[str, Any]) -> str:
        made.append(losing.record(item, by=request.actor, at=clock.now(), **data))
        return "Written down. Add the receipt and pictures here."

    return ask(
        request, item, form, f"{item.tag} is lost, stolen or beyond repair", "Write it down", verb,
        sub="Whoever has it now is kept with it, and what it is worth on that day.",
        leads_to=lambda: reverse("equipment:loss", args=[made[0].uid]),
    )  # fmt: skip


def _load(request: HttpRequest, uid: UUID) -> Loss:
    rows = Loss.objects.visible_to(request.actor).select_related(
        "item__model__manufacturer", "item__category", "school", "person"
    )
    found: Loss = get_object_or_404(rows, uid=uid)
    return found


@require_safe
@needs("equipment.view")
def loss(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _load(request, uid)
    start = {name: getattr(row, name) for name in ("note", "police_ref", "insurer_ref")}
    return _page(request, row, WordsForm(initial=start))


@require_POST
@needs("equipment.end")
def change(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _load(request, uid)
    form = WordsForm(request.POST)
    if form.is_valid():
        losing.change(row, by=request.actor, at=clock.now(), **form.cleaned_data)
        messages.success(request, "Written down.")
        return redirect("equipment:loss", uid)
    return _page(request, row, form)


def _page(request: HttpRequest, row: Loss, form: WordsForm) -> HttpResponse:
    may = can(request.actor, "equipment.end", row)
    words = {"thing": _thing(request, row, may=may), "form": form, "loss": row, "may": may}
    return render(request, "equipment/desk/loss.html", words)


def _thing(request: HttpRequest, row: Loss, *, may: bool) -> dict[str, Any]:
    state = (
        ("ok", "Found again", "circle-check")
        if row.found_at
        else ("bad", row.get_kind_display(), "help-octagon")
    )
    paper = {
        "label": "Evidence",
        "icon": "file-text",
        "url": reverse("equipment:loss_evidence", args=[row.uid]),
        "key": "p",
    }
    back = {
        "label": "It was found",
        "icon": "check",
        "method": "post",
        "url": reverse("equipment:loss_found", args=[row.uid]),
    }
    sees_money = can(request.actor, "equipment.money", row)
    value = components.money(row.value_pence) if sees_money and row.value_pence is not None else ""
    return {
        "crumbs": [{"label": "Losses and thefts", "url": reverse("equipment:losses")},
                   {"label": row.item.tag, "url": reverse("equipment:item", args=[row.item.uid])}],
        "title": str(row.item), "icon": "help-octagon", "status": components.status(*state, pill=True),  # type: ignore[arg-type]
        "facts": [components.day(row.on, clock.now().date()), f"with {row.held_by}" if row.held_by else "with nobody",
                  f"worth {value}" if value else "", f"written down by {row.recorded_by}"],
        "actions": [*([paper] if sees_money else []), *([back] if may and not row.found_at else [])],
        **slots.panels_for(request, "equipment.loss", row),
    }  # fmt: skip


@require_POST
@needs("equipment.end")
def found(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _load(request, uid)
    with refused_aloud(request):
        losing.found(row, by=request.actor, at=clock.now())
        messages.success(request, f"{row.item.tag} is on the shelf again.")
    return redirect("equipment:loss", uid)


@require_safe
@needs("equipment.money")
def evidence(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _load(request, uid)
    require(request.actor, "equipment.money", row)
    return papers.shown(questions.evidence(row).pdf(), f"{row.item.tag} evidence")
