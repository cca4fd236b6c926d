"""Everything about labels on one page, and the ways that lead to a print run."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import NotFound
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.codes import actions as code_actions
from firstbell.platform.codes import queries as code_queries
from firstbell.platform.codes.models import Batch
from firstbell.platform.labels import actions, queries
from firstbell.platform.labels.models import LabelLayout, OwnSheet, Run
from firstbell.platform.lists import specs
from firstbell.platform.web import context
from firstbell.platform.web.listing import selection
from firstbell.platform.web.pages.labels import setup


class MintForm(forms.Form):
    count = forms.IntegerField(
        label="How many", min_value=1, max_value=code_actions.MOST_AT_ONCE, initial=21
    )
    note = forms.CharField(max_length=200, required=False, help_text="What they are for")

    pairs = [("count", "note")]


@require_safe
@needs("labels.print")
def labels(request: HttpRequest) -> HttpResponse:
    return _overview(request, MintForm())


@require_POST
@needs("labels.print")
def from_list(request: HttpRequest, name: str) -> HttpResponse:
    """What is picked in a list, or all that its filters leave."""
    spec = specs.find(name)
    school = context.current_school(request)
    if spec is None or school is None:
        raise Http404
    rows = selection.picked(request, spec)
    chosen = list(rows.values_list("uid", flat=True)[: actions.MOST_AT_ONCE + 1])
    kind = rows.model._meta.label_lower
    run = actions.gather(kind, chosen, school=school, by=request.actor, at=clock.now())
    return redirect("labels_run", run.uid)


def _overview(request: HttpRequest, form: MintForm) -> HttpResponse:
    actor = request.actor
    runs = Run.objects.visible_to(actor).order_by("-id")[:8]
    words = {
        "form": form,
        "may_mint": can(actor, "codes.change"),
        "batches": code_queries.open_batches(actor)[:20],
        "runs": runs,
        "sheets": OwnSheet.objects.visible_to(actor).order_by("name"),
        "layouts": LabelLayout.objects.visible_to(actor).order_by("name"),
        "stocks": queries.stocks(actor),
        "actions": [{"label": "What finders wrote", "url": reverse("found"), "icon": "message-2"}],
    }
    return render(request, "web/labels.html", words)


@require_POST
@needs("codes.change")
def mint(request: HttpRequest) -> HttpResponse:
    """New unclaimed codes, and straight on to their paper."""
    form = MintForm(request.POST)
    school = context.current_school(request)
    if not form.is_valid() or school is None:
        return _overview(request, form)
    by, at = request.actor, clock.now()
    batch = code_actions.mint(
        school, form.cleaned_data["count"], note=form.cleaned_data["note"], by=by, at=at
    )
    return redirect("labels_run", actions.gather_codes(batch, by=by, at=at).uid)


@require_POST
@needs("labels.print")
def reprint_codes(request: HttpRequest, uid: UUID) -> HttpResponse:
    batch = get_object_or_404(Batch.objects.visible_to(request.actor), uid=uid)
    run = actions.gather_codes(batch, by=request.actor, at=clock.now())
    return redirect("labels_run", run.uid)


@require_http_methods(["GET", "POST"])
@needs("labels.print")
def choose(request: HttpRequest, thing_type: str) -> HttpResponse:
    """From a thing's page by its uid, from a list by what is picked; a reload prints the same things again."""
    sent = request.POST if request.method == "POST" else request.GET
    chosen = setup.uids([*sent.getlist("uid"), *sent.getlist("pick")])
    school = context.current_school(request)
    if school is None:
        raise NotFound("You work in no school yet.")
    run = actions.gather(thing_type, chosen, school=school, by=request.actor, at=clock.now())
    return redirect("labels_run", run.uid)
