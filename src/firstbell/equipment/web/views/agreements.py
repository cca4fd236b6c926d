"""What borrowers agree to, as the trust and its schools word it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.equipment.actions import agreeing
from firstbell.equipment.models import Agreement, Category
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.tenancy.models import School
from firstbell.platform.web.context import current_school, my_schools
from firstbell.platform.web.refusals import refused_aloud, show

EDIT = "equipment.catalogue"


class AgreementForm(forms.Form):
    title = forms.CharField(max_length=120)
    text = forms.CharField(
        max_length=20_000, widget=forms.Textarea(attrs={"rows": 12}),
        help_text="An empty line begins a new paragraph. Each change is a new edition; what was accepted stays as it was",
    )  # fmt: skip
    whole_trust = forms.BooleanField(label="For every school of the trust", required=False)
    categories = forms.ModelMultipleChoiceField(
        Category.objects.none(), to_field_name="uid", required=False, label="For these kinds",
        widget=forms.CheckboxSelectMultiple, help_text="None ticked: for all equipment",
    )  # fmt: skip

    def __init__(self, *args: Any, actor: Any, is_new: bool, several: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = Category.objects.visible_to(actor).order_by("name_key")
        self.fields["categories"].queryset = kinds  # type: ignore[attr-defined]
        if not is_new or not several:
            del self.fields["whole_trust"]


@require_safe
@needs("equipment.view")
def agreements(request: HttpRequest) -> HttpResponse:
    rows = Agreement.objects.visible_to(request.actor).live().select_related("school")
    words = {
        "rows": rows.prefetch_related("categories").order_by("title", "pk"),
        "may": can(request.actor, EDIT),
        "several": len(my_schools(request)) > 1,
    }
    return render(request, "equipment/desk/agreements.html", words)


@require_http_methods(["GET", "POST"])
@needs(EDIT)
def agreement(request: HttpRequest, uid: UUID | None = None) -> HttpResponse:
    rows = Agreement.objects.visible_to(request.actor).live()
    row = get_object_or_404(rows, uid=uid) if uid else None
    form = _form(request, row)
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, row, form.cleaned_data)
            messages.success(request, f"{form.cleaned_data['title']} is saved.")
            return redirect("equipment:agreements")
        except Refusal as refusal:
            show(refusal, form)
    page = {
        "title": str(row) if row else "New agreement", "submit": "Save", "cancel_url": reverse("equipment:agreements"),
        "crumbs": [{"label": "Agreements", "url": reverse("equipment:agreements")}],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


def _form(request: HttpRequest, row: Agreement | None) -> AgreementForm:
    start = (
        {"title": row.title, "text": row.text, "categories": [kind.uid for kind in row.categories.all()]}
        if row
        else {}
    )  # fmt: skip
    return AgreementForm(
        request.POST or None, actor=request.actor, is_new=row is None, initial=start,
        several=len(my_schools(request)) > 1,
    )  # fmt: skip


def _save(request: HttpRequest, row: Agreement | None, data: dict[str, Any]) -> None:
    words = {name: data[name] for name in ("title", "text", "categories")}
    if row is not None:
        agreeing.change(row, by=request.actor, at=clock.now(), **words)
        return
    school: School | None = None if data.get("whole_trust") else current_school(request)
    agreeing.write(school=school, by=request.actor, at=clock.now(), **words)


@require_POST
@needs(EDIT)
def put_away(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = get_object_or_404(Agreement.objects.visible_to(request.actor).live(), uid=uid)
    with refused_aloud(request):
        agreeing.put_away(row, by=request.actor, at=clock.now())
        messages.success(
            request, f"{row} is put away. What was accepted stays with its hand-overs."
        )
    return redirect("equipment:agreements")
