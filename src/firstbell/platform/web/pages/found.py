"""/c/7K3M9Q2X: what a phone's camera opens. We go to the thing; a stranger learns whose it is and can say where."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import can, needs, public
from firstbell.platform.codes import actions, queries
from firstbell.platform.codes.models import Code, FoundMessage
from firstbell.platform.labels import things
from firstbell.platform.web import slots

_MESSAGES_AN_HOUR = 5
_HOUR = 3600


class FoundForm(forms.Form):
    words = forms.CharField(
        label="Where is it?",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example: on the 17 bus, I gave it to the driver",
    )
    contact = forms.CharField(
        label="How can we reach you?",
        max_length=200,
        required=False,
        help_text="Leave it empty if you prefer",
    )
    # People do not see this one; machines fill in everything.
    website = forms.CharField(
        required=False, widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"})
    )


@require_http_methods(["GET", "POST"])
@public
def scanned(request: HttpRequest, value: str) -> HttpResponse:
    """Signed in: the thing, or the claim page. Everybody else: whose it is."""
    code = queries.code_of(value)
    if code is None:
        return render(request, "web/code_unknown.html", {"value": value[:40]}, status=404)
    if request.method == "GET" and not request.actor.is_guest:
        url = _inside(request, code)
        if url:
            return redirect(url)
    return _found_page(request, code)


def _inside(request: HttpRequest, code: Code) -> str:
    """Where this person goes from here; empty if the thing is not theirs to see."""
    if not code.is_claimed or code.thing_uid is None:
        return (
            reverse("code_claim", args=[code.value])
            if can(request.actor, "codes.change", code)
            else ""
        )
    if things.thing(request.actor, code.thing_type, code.thing_uid) is None:
        return ""
    return slots.url_of(code.thing_type, code.thing_uid)


def _found_page(request: HttpRequest, code: Code) -> HttpResponse:
    form = FoundForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _report(request, code, form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return redirect(f"{reverse('code', args=[code.value])}?said=1")
    login = f"{reverse('account_login')}?{urlencode({'next': reverse('code', args=[code.value])})}"
    words: dict[str, Any] = {
        "code": code,
        "owner": code.school,
        "form": form,
        "said": "said" in request.GET,
        "login_url": login if request.actor.is_guest else "",
        "actions": slots.actions_for(request, "code", code),
    }
    return render(request, "web/code_found.html", words)


def _report(request: HttpRequest, code: Code, words: dict[str, str]) -> None:
    if words["website"]:
        return
    key = f"found:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, _HOUR)
    if cache.incr(key) > _MESSAGES_AN_HOUR:
        raise Refusal("You have sent several messages already. Please ring the school instead.")
    actions.report_found(
        code, words=words["words"], contact=words["contact"], by=request.actor, at=clock.now()
    )


@require_safe
@needs("codes.view")
def messages_of_finders(request: HttpRequest) -> HttpResponse:
    rows = FoundMessage.objects.visible_to(request.actor).select_related("code").order_by("-id")
    words = {
        "open": _with_links(rows.filter(settled_at=None)[:100]),
        "settled": _with_links(rows.exclude(settled_at=None)[:30]),
        "empty": {
            "title": "Nobody has found anything of yours",
            "text": "When somebody without an account scans one of your labels, they can leave a message, and it comes here.",
            "icon": "message-2",
        },
    }
    return render(request, "web/found.html", words)


@require_POST
@needs("codes.change")
def settle(request: HttpRequest, uid: UUID) -> HttpResponse:
    message = get_object_or_404(FoundMessage.objects.visible_to(request.actor), uid=uid)
    actions.settle(message, by=request.actor, at=clock.now())
    messages.success(request, "Dealt with.")
    return redirect("found")


def _with_links(rows: Any) -> list[tuple[FoundMessage, str]]:
    return [
        (row, slots.url_of(row.code.thing_type, row.code.thing_uid) if row.code.is_claimed else "")
        for row in rows
    ]


def _on_home(request: HttpRequest, school: Any) -> slots.Context | None:
    """Shown only while somebody waits for an answer."""
    rows = FoundMessage.objects.visible_to(request.actor).filter(settled_at=None)
    found = list(rows.select_related("code").order_by("-id")[:4])
    if not found:
        return None
    return {"found": found[:3], "more": len(found) > 3, "flush": True}


slots.panel(
    slots.Panel(
        on="home", name="found", title="Found by somebody", icon="message-2", template="web/found_panel.html",
        permission="codes.view", context=_on_home, order=15,
    )
)  # fmt: skip

urlpatterns = [
    path("c/<str:value>", scanned, name="code"),
    path("found/", messages_of_finders, name="found"),
    path("found/<uuid:uid>/settled/", settle, name="found_settle"),
]
