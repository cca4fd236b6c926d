"""Channels: where a school's notices are posted besides, such as Teams."""

from __future__ import annotations

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
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.notifications import actions, registry
from firstbell.platform.notifications.models import Channel
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import context, slots
from firstbell.platform.web.refusals import refused_aloud, show

slots.settings(
    slots.MenuItem(
        "Channels", "channels", "brand-windows", "notifications.channels", section="House", order=40
    )
)


class ChannelForm(forms.Form):
    name = forms.CharField(max_length=100, help_text="As the team calls it: Teams, IT support")
    url = forms.CharField(
        label="Address",
        max_length=2_000,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )
    kinds = forms.MultipleChoiceField(
        label="What is posted",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="None ticked means all",
    )
    is_on = forms.BooleanField(label="In use", required=False, initial=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds: Any = self.fields["kinds"]
        kinds.choices = [(kind.name, kind.label) for kind in registry.kinds() if kind.posted]


def _school(request: HttpRequest) -> School | None:
    school = context.current_school(request)
    return school if school and can(request.actor, "notifications.channels", school) else None


@require_safe
@needs("notifications.channels")
def channels(request: HttpRequest) -> HttpResponse:
    rows = (
        Channel.objects.visible_to(request.actor)
        .select_related("school")
        .order_by("school__name_key", "name")
    )
    new = {
        "label": "New channel",
        "url": reverse("channel_new"),
        "icon": "plus",
        "primary": True,
        "key": "n",
    }
    words = {
        "rows": rows,
        "several": len(context.my_schools(request)) > 1,
        "actions": [new],
        "empty": {
            "title": "No channels yet", "icon": "message-2", "url": new["url"], "label": "New channel",
            "text": "Post notices to Teams, a chat or a pager, where the whole team sees them.",
        },
    }  # fmt: skip
    return render(request, "web/channels.html", words)


@require_http_methods(["GET", "POST"])
@needs("notifications.channels")
def channel_new(request: HttpRequest) -> HttpResponse:
    form = ChannelForm(request.POST or None)
    del form.fields["is_on"]
    school = _school(request)
    if school is None:
        raise Refusal("Choose a school of yours at the top of the page first.")
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_channel(school, by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, "Now try it, to see that a message arrives.")
            return redirect("channels")
    return _page(request, form, f"New channel of {school}")


@require_http_methods(["GET", "POST"])
@needs("notifications.channels")
def channel(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _reach(request, uid)
    form = ChannelForm(
        request.POST or None, initial={"name": row.name, "kinds": row.kinds, "is_on": row.is_on}
    )
    form.fields["url"].required = False
    form.fields[
        "url"
    ].help_text = "Leave it empty to keep the address it has; that is never shown again"
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_channel(row, by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            show(refusal, form)
        else:
            return redirect("channels")
    return _page(request, form, f"Change {form.initial['name']}")


def _reach(request: HttpRequest, uid: UUID) -> Channel:
    found: Channel = get_object_or_404(Channel.objects.visible_to(request.actor), uid=uid)
    return found


def _page(request: HttpRequest, form: ChannelForm, title: str) -> HttpResponse:
    crumbs = [
        {"label": "Settings", "url": reverse("settings")},
        {"label": "Channels", "url": reverse("channels")},
    ]
    page = {"title": title, "submit": "Save", "cancel_url": reverse("channels"), "crumbs": crumbs}
    return render(request, "web/channel.html", {"form": form, "page": page})


@require_POST
@needs("notifications.channels")
def channel_try(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _reach(request, uid)
    with refused_aloud(request):
        actions.try_channel(row, by=request.actor, at=clock.now())
        messages.success(request, f"Sent. Look whether it arrived in {row}.")
    return redirect("channels")


@require_http_methods(["GET", "POST"])
@needs("notifications.channels")
def channel_remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _reach(request, uid)
    if request.method == "POST":
        actions.remove_channel(row, by=request.actor, at=clock.now())
        messages.success(request, f"Nothing is posted to {row} any more.")
        return redirect("channels")
    confirm = {
        "title": f"Remove {row}?", "sentence": "Nothing is posted there any more.", "submit": "Remove it", "danger": True,
        "consequences": ["Its address is forgotten; to post there again, somebody has to enter it again."],
        "cancel_url": reverse("channels"),
    }  # fmt: skip
    return render(request, "web/confirm.html", {"confirm": confirm})


_HERE = "settings/channels/<uuid:uid>/"
urlpatterns = [
    path("settings/channels/", channels, name="channels"),
    path("settings/channels/new/", channel_new, name="channel_new"),
    path(_HERE, channel, name="channel"),
    path(f"{_HERE}try/", channel_try, name="channel_try"),
    path(f"{_HERE}remove/", channel_remove, name="channel_remove"),
]
