"""What somebody is told of: the list behind the bell, how each kind comes, and the link that stops mails."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import needs, public
from firstbell.platform.notifications import actions, mailing, queries, registry
from firstbell.platform.notifications.models import Notice
from firstbell.platform.notifications.states import How
from firstbell.platform.web import slots
from firstbell.platform.web.pages.sessions import me

_A_PAGE = 50

slots.settings(
    slots.MenuItem(
        "Notices", "notice_settings", "bell", "notifications.own", section="You", order=10
    )
)


class ChoiceForm(forms.Form):
    """One choice for each kind of notice that may reach this person."""

    def __init__(self, request: HttpRequest, *args: Any) -> None:
        super().__init__(*args)
        self.kinds = {}
        for number, (kind, how) in enumerate(queries.choices_of(request.actor)):
            name = f"kind_{number}"
            self.kinds[name] = kind.name
            self.fields[name] = forms.ChoiceField(
                label=kind.label,
                choices=How.choices,
                initial=how,
                widget=forms.RadioSelect,
                required=False,
            )


@require_safe
@needs("notifications.own")
def notifications(request: HttpRequest) -> HttpResponse:
    rows = Notice.objects.of(request.actor.account_id)
    before = request.GET.get("before", "")
    if before.isdecimal() and len(before) < 18:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows[: _A_PAGE + 1])
    shown = found[:_A_PAGE]
    clear = {
        "label": "Mark all as read",
        "url": reverse("notices_read"),
        "icon": "checkbox",
        "method": "post",
    }
    choose = {"label": "How they come", "url": reverse("notice_settings"), "icon": "settings"}
    words = {
        "rows": shown,
        "more_url": f"?before={shown[-1].pk}" if len(found) > _A_PAGE else "",
        "actions": [*([clear] if any(row.read_at is None for row in shown) else []), choose],
        "empty": {
            "title": "Nothing to tell", "icon": "bell",
            "text": "When somebody finds a device, an import ends or a view grows too long, it says so here.",
            "url": reverse("notice_settings"), "label": "Choose how notices come",
        },
    }  # fmt: skip
    return render(request, "web/notices.html", words)


@require_safe
@needs("notifications.own")
def notice(request: HttpRequest, uid: UUID) -> HttpResponse:
    """To what it is about; having gone there is having read it."""
    row = get_object_or_404(Notice.objects.of(request.actor.account_id), uid=uid)
    actions.read(row, by=request.actor, at=clock.now())
    inside = url_has_allowed_host_and_scheme(row.url, allowed_hosts={request.get_host()})
    return redirect(row.url if row.url and inside else reverse("notifications"))


@require_POST
@needs("notifications.own")
def read_all(request: HttpRequest) -> HttpResponse:
    actions.read_all(by=request.actor, at=clock.now())
    return redirect("notifications")


@require_http_methods(["GET", "POST"])
@needs("notifications.own")
def notice_settings(request: HttpRequest) -> HttpResponse:
    form = ChoiceForm(request, request.POST or None)
    if request.method == "POST" and form.is_valid():
        for name, kind in form.kinds.items():
            if name in form.changed_data and form.cleaned_data[name]:
                actions.choose(me(request), kind, How(form.cleaned_data[name]))
        messages.success(request, "Notices come as you chose.")
        return redirect("notifications")
    page = {
        "title": "How notices come", "sub": "Every notice is behind the bell; choose which come by email too",
        "submit": "Save", "cancel_url": reverse("notifications"),
        "crumbs": [{"label": "Notices", "url": reverse("notifications")}],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@csrf_exempt
@require_http_methods(["GET", "POST"])
@public
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """From the foot of a mail, without signing in; mail programs post here by themselves (RFC 8058)."""
    found = mailing.read_stop(token)
    account = Account.objects.filter(uid=found[0]).first() if found else None
    kinds = [kind for name in (found[1] if found else []) if (kind := registry.kind(name))]
    stopped = request.method == "POST" and account is not None
    if stopped and account is not None:
        actions.stop_mails(account, [kind.name for kind in kinds])
    words = {"account": account, "kinds": kinds, "stopped": stopped}
    return render(request, "web/notices_stop.html", words, status=200 if account else 404)


urlpatterns = [
    path("notices/", notifications, name="notifications"),
    path("notices/read/", read_all, name="notices_read"),
    path("notices/stop/<str:token>/", stop, name="notices_stop"),
    path("notices/<uuid:uid>/", notice, name="notice"),
    path("settings/notices/", notice_settings, name="notice_settings"),
]
