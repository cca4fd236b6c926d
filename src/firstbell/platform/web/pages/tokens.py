"""API tokens: made for oneself, shown once, revoked when they are not needed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts import actions
from firstbell.platform.accounts.models import ApiToken
from firstbell.platform.accounts.permissions import needs, table
from firstbell.platform.web import refusals
from firstbell.platform.web.pages.once import show_once
from firstbell.platform.web.pages.roles import ROOM_NAMES
from firstbell.platform.web.pages.sessions import me

# Rooms of the house itself, which every token passes through.
HOUSE = {"api", "web"}
NEVER = "0"
LASTING = [("30", "30 days"), ("90", "90 days"), ("365", "a year"), (NEVER, "until it is revoked")]
WIDE = [
    ("read", "Read everything that I may read"),
    ("write", "Read and change everything that I may"),
]


def rooms() -> list[tuple[str, str, str]]:
    """Every room of the permission table, with the scope of its reading and of all of it."""
    names = sorted({name.split(".")[0] for name in table()} - HOUSE)
    return [
        (
            ROOM_NAMES.get(room, room.capitalize()),
            f"{room}.view" if f"{room}.view" in table() else "",
            f"{room}.*",
        )
        for room in names
    ]


def scope_words() -> dict[str, str]:
    words = dict(WIDE)
    for room, reading, everything in rooms():
        words |= {everything: f"{room}: read and change"}
        if reading:
            words[reading] = f"{room}: read"
    return words


class TokenForm(forms.Form):
    name = forms.CharField(
        label="What it is for", max_length=100, help_text="The name of the other system"
    )
    scopes = forms.MultipleChoiceField(
        label="What it may do",
        widget=forms.CheckboxSelectMultiple,
        help_text="Never more than you may do yourself; less is better",
    )
    days = forms.ChoiceField(label="How long", choices=LASTING, initial="365")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes: Any = self.fields["scopes"]
        scopes.choices = list(scope_words().items())


@require_safe
@needs("accounts.own")
def my_tokens(request: HttpRequest) -> HttpResponse:
    now = clock.now()
    new = {
        "label": "Make a token",
        "url": reverse("token_new"),
        "icon": "plus",
        "primary": True,
        "key": "n",
    }
    labels = scope_words()
    rows = [
        {
            "token": token,
            "can": [labels.get(scope, scope) for scope in token.scopes],
            "open": token.is_open(now),
        }
        for token in me(request).tokens.order_by("revoked_at", "-id")
    ]
    context = {
        "actions": [new],
        "rows": rows,
        "empty": {
            "title": "No tokens yet", "icon": "key", "url": reverse("token_new"), "label": "Make a token",
            "text": "Another system reads or writes through the API with one; it can do no more than you.",
        },
    }  # fmt: skip
    return render(request, "web/my_tokens.html", context)


@require_http_methods(["GET", "POST"])
@needs("accounts.own")
def token_new(request: HttpRequest) -> HttpResponse:
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data, at = form.cleaned_data, clock.now()
        expires_at = None if data["days"] == NEVER else at + timedelta(days=int(data["days"]))
        try:
            token, secret = actions.make_token(
                me(request), name=data["name"], scopes=data["scopes"], by=request.actor, at=at, expires_at=expires_at
            )  # fmt: skip
            said = "Copy it now: it is shown this once, and nobody can read it again."
            return show_once(
                request,
                title=token.name,
                sentence=said,
                secret=secret,
                back_url=reverse("my_tokens"),
            )
        except Refusal as refusal:
            refusals.show(refusal, form)
    context = {
        "form": form,
        "wide": WIDE,
        "rooms": rooms(),
        "chosen": request.POST.getlist("scopes"),
    }
    return render(request, "web/token_new.html", context)


@require_POST
@needs("accounts.own")
def token_revoke(request: HttpRequest, uid: UUID) -> HttpResponse:
    token = get_object_or_404(ApiToken, uid=uid, account=request.user.pk)
    actions.revoke_token(token, by=request.actor, at=clock.now())
    messages.success(request, f"{token.name} does not work any more.")
    return redirect("my_tokens")


urlpatterns = [
    path("me/tokens/", my_tokens, name="my_tokens"),
    path("me/tokens/new/", token_new, name="token_new"),
    path("me/tokens/<uuid:uid>/revoke/", token_revoke, name="token_revoke"),
]
