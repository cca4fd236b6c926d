"""Other systems that are told of what happens, and how each call went."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import context, slots
from firstbell.platform.web.components import status
from firstbell.platform.web.pages.once import show_once
from firstbell.platform.web.paging import page_of
from firstbell.platform.web.refusals import show
from firstbell.platform.webhooks import actions
from firstbell.platform.webhooks.models import Call, Subscription
from firstbell.platform.webhooks.states import State

slots.settings(
    slots.MenuItem("Webhooks", "webhooks", "webhook", "webhooks.view", section="House", order=50)
)
_STATES: dict[str, tuple[Any, str]] = {
    State.WAITING: ("live", "Waiting"), State.DELIVERED: ("ok", "Delivered"), State.FAILED: ("bad", "Given up"),
}  # fmt: skip


class WebhookForm(forms.Form):
    name = forms.CharField(max_length=100, help_text="Which system is told")
    url = forms.CharField(label="Address", max_length=1_000, help_text="Begins with https://")
    kinds = forms.CharField(
        label="Told of", widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}), initial="*",
        help_text="One a line: * is everything, equipment.* all about equipment, equipment.moved one kind of event",
    )  # fmt: skip
    whose = forms.ChoiceField(label="Of which school", required=False)
    is_on = forms.BooleanField(label="In use", required=False, initial=True)

    def __init__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mine = [
            row for row in context.my_schools(request) if can(request.actor, "webhooks.change", row)
        ]
        self.schools = {str(row.uid): row for row in mine}
        whose: Any = self.fields["whose"]
        whose.choices = [(uid, row.name) for uid, row in self.schools.items()]
        if request.actor.schools("webhooks.change") is None:
            whose.choices = [*whose.choices, ("", "Every school")]
        here = context.current_school(request)
        whose.initial = str(here.uid) if here else ""

    def clean_kinds(self) -> list[str]:
        return str(self.cleaned_data["kinds"]).replace(",", "\n").splitlines()

    def school(self) -> School | None:
        return self.schools.get(self.cleaned_data["whose"])


def crumbs(*more: dict[str, str]) -> list[dict[str, str]]:
    first = {"label": "Settings", "url": reverse("settings")}
    return [first, {"label": "Webhooks", "url": reverse("webhooks")}, *more]


def _state(row: Subscription) -> Any:
    if not row.is_on:
        return status("quiet", "Turned off")
    return status("warn", "Not answering") if row.failures else status("ok", "In use")


@require_safe
@needs("webhooks.view")
def webhooks(request: HttpRequest) -> HttpResponse:
    rows = (
        Subscription.objects.visible_to(request.actor)
        .select_related("school")
        .order_by("name", "id")
    )
    new = {
        "label": "New webhook",
        "url": reverse("webhook_new"),
        "icon": "plus",
        "primary": True,
        "key": "n",
    }
    words = {
        "rows": [(row, _kinds(row), _state(row)) for row in rows],
        "actions": [new],
        "empty": {
            "title": "No other system is told", "icon": "webhook", "url": new["url"], "label": "New webhook",
            "text": "A webhook calls another system when something happens here: an item moved, an import ended.",
        },
    }  # fmt: skip
    return render(request, "web/webhooks.html", words)


@require_http_methods(["GET", "POST"])
@needs("webhooks.change")
def webhook_new(request: HttpRequest) -> HttpResponse:
    form = WebhookForm(request, request.POST or None)
    del form.fields["is_on"]
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            row, secret = actions.subscribe(
                form.school(), name=data["name"], url=data["url"], kinds=data["kinds"], by=request.actor, at=clock.now()
            )  # fmt: skip
        except Refusal as refusal:
            show(refusal, form)
        else:
            return show_secret(request, row, secret)
    page = {
        "title": "New webhook",
        "submit": "Have it told",
        "cancel_url": reverse("webhooks"),
        "crumbs": crumbs(),
    }
    return render(request, "web/form_page.html", {"form": form, "page": page})


def show_secret(request: HttpRequest, row: Subscription, secret: str) -> HttpResponse:
    return show_once(
        request,
        title=f"The secret of {row}",
        sentence="Give it to the other system: with it, it knows that a call is from here. It is shown this once.",
        secret=secret,
        back_url=reverse("webhook", args=[row.uid]),
    )


def reach(request: HttpRequest, uid: UUID) -> Subscription:
    rows = Subscription.objects.visible_to(request.actor).select_related("school")
    return get_object_or_404(rows, uid=uid)


@require_safe
@needs("webhooks.view")
def webhook(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One subscription with its log, newest first."""
    row = reach(request, uid)
    shown, pager = page_of(request, Call.objects.filter(subscription=row).order_by("-id"))
    words = {
        "row": row,
        "state": _state(row),
        "calls": [(call, status(*_STATES[call.state])) for call in shown],
        "pager": pager,
        "crumbs": crumbs(),
        "actions": _acts(row),
        "facts": [
            ("Address", row.url), ("Told of", _kinds(row)), ("School", row.school or "Every school"),
            ("Last trouble", row.problem),
        ],
    }  # fmt: skip
    return render(request, "web/webhook.html", words)


def _kinds(row: Subscription) -> str:
    return "Everything" if "*" in row.kinds else ", ".join(row.kinds)


def _acts(row: Subscription) -> list[dict[str, Any]]:
    here = [row.uid]
    return [
        {
            "label": "Try it",
            "url": reverse("webhook_try", args=here),
            "icon": "send",
            "method": "post",
            "primary": True,
        },
        {
            "label": "Change",
            "url": reverse("webhook_change", args=here),
            "icon": "pencil",
            "key": "e",
        },
        {"label": "New secret", "url": reverse("webhook_secret", args=here), "icon": "key"},
        {
            "label": "Remove",
            "url": reverse("webhook_remove", args=here),
            "icon": "trash",
            "danger": True,
        },
    ]


@require_safe
@needs("webhooks.view")
def call(request: HttpRequest, uid: UUID, call_uid: UUID) -> HttpResponse:
    """What was said, and what the other side answered."""
    row = reach(request, uid)
    found = get_object_or_404(Call, uid=call_uid, subscription=row)
    again = {
        "label": "Send it again",
        "url": reverse("webhook_again", args=[uid, call_uid]),
        "icon": "repeat",
        "method": "post",
    }
    words = {
        "call": found,
        "row": row,
        "state": status(*_STATES[found.state]),
        "crumbs": crumbs({"label": row.name, "url": reverse("webhook", args=[uid])}),
        "actions": [again] if can(request.actor, "webhooks.change", row) else [],
        "facts": [
            ("Event", found.kind), ("Delivery", str(found.uid)), ("Attempts", str(found.attempts)),
            ("Answered", str(found.status or "")), ("Took", f"{found.took_ms:,} ms" if found.attempts else ""),
        ],
    }  # fmt: skip
    return render(request, "web/webhook_call.html", words)


urlpatterns = [
    path("settings/webhooks/", webhooks, name="webhooks"),
    path("settings/webhooks/new/", webhook_new, name="webhook_new"),
    path("settings/webhooks/<uuid:uid>/", webhook, name="webhook"),
    path("settings/webhooks/<uuid:uid>/calls/<uuid:call_uid>/", call, name="webhook_call"),
]
