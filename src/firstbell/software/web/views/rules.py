"""The rules by which names are read, and a place to try them on real names."""

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
from firstbell.lib.programs import Kind, Program, Rule
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.web import listing
from firstbell.platform.web.refusals import show
from firstbell.software.actions import naming
from firstbell.software.models import NamingRule
from firstbell.software.queries import naming as names
from firstbell.software.web.forms import RuleForm
from firstbell.software.web.rule_list import RULES

SETTINGS = {"label": "Settings", "url": "/settings/"}


class TryForm(forms.Form):
    names = forms.CharField(
        label="Names as devices report them", widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text="One a line; the publisher may follow behind a | sign", max_length=20_000,
    )  # fmt: skip


@require_safe
@needs("software.view")
def rules(request: HttpRequest) -> HttpResponse:
    return listing.page(request, RULES, crumbs=[SETTINGS])


@require_http_methods(["GET", "POST"])
@needs("software.view")
def attempt(request: HttpRequest) -> HttpResponse:
    """What real names would be read as, and by which rule; nothing is kept."""
    form = TryForm(request.POST or None)
    found = _read(form.cleaned_data["names"].splitlines()[:200]) if form.is_valid() else None
    shown = {
        "form": form, "found": found, "crumbs": [SETTINGS, _BACK], "may_change": can(request.actor, "software.change"),
    }  # fmt: skip
    return render(request, "software/rules_tried.html", shown)


def _read(lines: list[str]) -> list[Any]:
    namer, kept = names.namer(), names.in_order()
    found = []
    for line in lines:
        name, publisher = (part.strip() for part in line.partition("|")[::2])
        if name:
            named = namer.name(Program(name, publisher))
            found.append((name, named, None if named.rule is None else kept[named.rule]))
    return found


_BACK = {"label": "Names of programs", "url": "/software/rules/"}


@require_http_methods(["GET", "POST"])
@needs("software.change")
def edit(request: HttpRequest, uid: UUID | None = None) -> HttpResponse:
    stored = get_object_or_404(NamingRule, uid=uid) if uid else None
    instance = NamingRule.objects.get(pk=stored.pk) if stored else NamingRule()
    form = RuleForm(request.POST or None, instance=instance)
    if request.method == "POST" and form.is_valid():
        try:
            _save(stored, form.cleaned_data, request)
        except Refusal as refusal:
            show(refusal, form)  # type: ignore[arg-type]
        else:
            messages.success(
                request, "The rule is kept; all names are being read again in the background."
            )
            return redirect("software:rules")
    page = {
        "title": f"Change the rule for {stored.title}" if stored else "Add a rule", "submit": "Save",
        "cancel_url": reverse("software:rules"), "crumbs": [SETTINGS, _BACK],
    }  # fmt: skip
    shown = {"form": form, "page": page, "rule": stored}
    return render(request, "software/rule_form.html", shown)


def _save(stored: NamingRule | None, values: dict[str, Any], request: HttpRequest) -> None:
    if stored is not None:
        naming.change_rule(stored, by=request.actor, at=clock.now(), **values)
        return
    rule = Rule(
        values["pattern"], values["title"], values["publisher"], Kind(values["kind"]), values["by"]
    )
    naming.add_rule(rule, by=request.actor, at=clock.now())


@require_POST
@needs("software.change")
def first(request: HttpRequest, uid: UUID) -> HttpResponse:
    """It is tried before all others from now on: so rules are put in any order."""
    row = get_object_or_404(NamingRule, uid=uid)
    before = NamingRule.objects.order_by("place", "pk").exclude(pk=row.pk).first()
    if before is not None:
        naming.move_rule(row, before=before, by=request.actor, at=clock.now())
    messages.success(request, f"The rule for {row.title} is tried before all others.")
    return redirect("software:rules")


@require_POST
@needs("software.change")
def remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = get_object_or_404(NamingRule, uid=uid)
    naming.remove_rules([row], by=request.actor, at=clock.now())
    messages.success(request, f"The rule for {row.title} is gone.")
    return redirect("software:rules")
