"""Changing a webhook: its words, its secret, sending again, an end."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.web.pages.webhooks import WebhookForm, crumbs, reach, show_secret
from firstbell.platform.web.refusals import refused_aloud, show
from firstbell.platform.webhooks import actions
from firstbell.platform.webhooks.models import Call


@require_http_methods(["GET", "POST"])
@needs("webhooks.change")
def webhook_change(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = reach(request, uid)
    start = {"name": row.name, "url": row.url, "kinds": "\n".join(row.kinds), "is_on": row.is_on}
    form = WebhookForm(request, request.POST or None, initial=start)
    del form.fields["whose"]
    here = reverse("webhook", args=[uid])
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(row, by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            show(refusal, form)
        else:
            return redirect(here)
    page = {"title": f"Change {form.initial['name']}", "cancel_url": here, "crumbs": crumbs()}
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_http_methods(["GET", "POST"])
@needs("webhooks.change")
def webhook_secret(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = reach(request, uid)
    if request.method == "POST":
        return show_secret(
            request, row, actions.renew_secret(row, by=request.actor, at=clock.now())
        )
    confirm = {
        "title": f"A new secret for {row}?", "sentence": "The old one stops at once.", "submit": "Make a new secret",
        "consequences": ["Until the other system has the new one, it refuses what is sent; that is tried again."],
        "cancel_url": reverse("webhook", args=[uid]),
    }  # fmt: skip
    return render(request, "web/confirm.html", {"confirm": confirm})


@require_http_methods(["GET", "POST"])
@needs("webhooks.change")
def webhook_remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = reach(request, uid)
    if request.method == "POST":
        actions.remove(row, by=request.actor, at=clock.now())
        messages.success(request, f"{row} is told nothing any more.")
        return redirect("webhooks")
    confirm = {
        "title": f"Remove {row}?", "sentence": "It is told nothing any more.", "submit": "Remove it", "danger": True,
        "consequences": ["Its log goes with it, and whatever still waits to be sent."],
        "cancel_url": reverse("webhook", args=[uid]),
    }  # fmt: skip
    return render(request, "web/confirm.html", {"confirm": confirm})


@require_POST
@needs("webhooks.change")
def webhook_try(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = reach(request, uid)
    with refused_aloud(request):
        actions.try_out(row, by=request.actor, at=clock.now())
        messages.success(request, "It is on its way. Look again in a moment.")
    return redirect("webhook", uid)


@require_POST
@needs("webhooks.change")
def webhook_again(request: HttpRequest, uid: UUID, call_uid: UUID) -> HttpResponse:
    row = reach(request, uid)
    call = get_object_or_404(
        Call.objects.select_related("subscription"), uid=call_uid, subscription=row
    )
    with refused_aloud(request):
        actions.send_again(call, by=request.actor, at=clock.now())
        messages.success(request, "It is on its way again.")
    return redirect("webhook", uid)


_HERE = "settings/webhooks/<uuid:uid>/"
urlpatterns = [
    path(f"{_HERE}change/", webhook_change, name="webhook_change"),
    path(f"{_HERE}secret/", webhook_secret, name="webhook_secret"),
    path(f"{_HERE}remove/", webhook_remove, name="webhook_remove"),
    path(f"{_HERE}try/", webhook_try, name="webhook_try"),
    path(f"{_HERE}calls/<uuid:call_uid>/again/", webhook_again, name="webhook_again"),
]
