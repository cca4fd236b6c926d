"""People and roles: who signs in here, and as what."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Prefetch, Q, QuerySet
from django.db.models.functions import Lower
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from firstbell.lib import clock
from firstbell.platform.accounts import queries
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.accounts.states import ROLE_SENTENCES, Role
from firstbell.platform.database.counts import capped_count, words
from firstbell.platform.web import slots, timelines
from firstbell.platform.web.components import status, table
from firstbell.platform.web.components.words import when
from firstbell.platform.web.pages.schools import school_choices
from firstbell.platform.web.paging import page_of

slots.settings(
    slots.MenuItem("People and roles", "accounts", "users", "accounts.view", "Access", 10)
)
slots.link("accounts.account", lambda uid: reverse("account", args=[uid]))


class RoleForm(forms.Form):
    role = forms.ChoiceField(label="Role", choices=Role.choices)
    school = forms.ChoiceField(label="Where")

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["school"]
        field.choices = school_choices(request, "accounts.change")


@require_safe
@needs("accounts.view")
def accounts(request: HttpRequest) -> HttpResponse:
    found = _found(request)
    shown, pager = page_of(request, found)
    today = clock.now().date()
    listing = {
        "title": "People and roles",
        "sub": f"{words(capped_count(found))} sign in here",
        "actions": _list_actions(request),
        "search": {"name": "q", "value": request.GET.get("q", "")},
        "kept": [("role", role)] if (role := request.GET.get("role", "")) else [],
        "views": _views(request),
        "columns": [{"label": label} for label in ("Name", "Email", "Roles", "Last here", "")],
        "rows": table.rows(_row(account, today) for account in shown),
        "pager": pager,
        "empty": {
            "title": "Nobody like that",
            "text": "Try a part of the name or of the email.",
            "icon": "user-off",
        },
    }
    return render(request, "web/list.html", {"list": listing})


def _found(request: HttpRequest) -> QuerySet[Account]:
    today = clock.now().date()
    grants = Prefetch(
        "role_grants", queries.lasting_grants(today).select_related("school"), to_attr="open_grants"
    )
    found = (
        queries.visible_accounts(request.actor)
        .prefetch_related(grants)
        .order_by(Lower("name"), "id")
    )
    role = request.GET.get("role", "")
    if role == "closed":
        found = found.filter(is_active=False)
    elif role in Role.values:
        holders = queries.lasting_grants(today).filter(role=role).values("account_id")
        found = found.filter(pk__in=holders, is_active=True)
    text = request.GET.get("q", "").strip()
    return found.filter(Q(name__icontains=text) | Q(email__icontains=text)) if text else found


def _views(request: HttpRequest) -> list[dict[str, Any]]:
    now = request.GET.get("role", "")
    choices = [("", "Everybody"), *Role.choices, ("closed", "Closed accounts")]
    here = reverse("accounts")
    return [
        {"label": label, "url": f"{here}?role={value}" if value else here, "active": value == now}
        for value, label in choices
    ]


def _list_actions(request: HttpRequest) -> list[dict[str, Any]]:
    if not can(request.actor, "accounts.change"):
        return []
    return [
        {
            "label": "Invite somebody",
            "url": reverse("invite"),
            "icon": "user-plus",
            "primary": True,
            "key": "n",
        },
        {"label": "Invitations", "url": reverse("invitations"), "icon": "mail"},
    ]


def _row(account: Account, today: Any) -> str:
    url = reverse("account", args=[account.uid])
    last = when(account.last_login, clock.now()) if account.last_login else "never"
    state = "" if account.is_active else status("quiet", "Closed", "lock")
    cells = [
        table.cell(table.link(url, account.name), phone=1),
        table.cell(account.email, phone=2),
        table.cell(", ".join(str(grant) for grant in account.open_grants) or "no role"),  # type: ignore[attr-defined]
        table.cell(last, phone=3),
        table.cell(state),
    ]
    return table.row(account.uid, url, account.name, cells, pick=False)


def visible_account(request: HttpRequest, uid: UUID) -> Account:
    return get_object_or_404(queries.visible_accounts(request.actor), uid=uid)


@require_safe
@needs("accounts.view")
def account(request: HttpRequest, uid: UUID) -> HttpResponse:
    return account_page(request, visible_account(request, uid))


def account_page(
    request: HttpRequest, somebody: Account, form: RoleForm | None = None
) -> HttpResponse:
    today = clock.now().date()
    may_change = can(request.actor, "accounts.change")
    grants = (
        queries.lasting_grants(today)
        .filter(account=somebody)
        .select_related("school")
        .order_by("role")
    )
    thing = {
        "crumbs": [{"label": "People and roles", "url": reverse("accounts")}],
        "title": somebody.name,
        "icon": "user",
        "status": status("ok", "Signs in")
        if somebody.is_active
        else status("quiet", "Closed", "lock"),
        "facts": [somebody.email],
        "actions": _actions(somebody) if may_change else [],
    }
    context = {
        "thing": thing, "account": somebody, "grants": grants, "may_change": may_change,
        "form": form or RoleForm(request=request), "sessions": somebody.sessions.order_by("-seen_at"),
        "role_sentences": [(role.label, sentence) for role, sentence in ROLE_SENTENCES.items()],
        "methods": queries.second_factors(somebody),
        "tokens": somebody.tokens.filter(revoked_at=None).order_by("-id"),
        "timeline": timelines.timeline_panel(request, somebody),
    }  # fmt: skip
    return render(request, "web/account.html", context)


def _actions(somebody: Account) -> list[dict[str, Any]]:
    def post(label: str, name: str, icon: str, confirm: str, **more: Any) -> dict[str, Any]:
        url = reverse(name, args=[somebody.uid])
        return {
            "label": label,
            "url": url,
            "icon": icon,
            "method": "post",
            "confirm": confirm,
            **more,
        }

    who = somebody.name
    edit = {
        "label": "Change",
        "url": reverse("account_change", args=[somebody.uid]),
        "icon": "pencil",
        "key": "e",
    }
    if not somebody.is_active:
        return [edit, post("Open again", "account_reopen", "lock-open", "")]
    return [
        edit,
        post(
            "New password link",
            "account_password_link",
            "key",
            f"Make a link with which {who} sets a new password?",
        ),
        post(
            "Sign out everywhere", "account_sign_out", "logout", f"Sign {who} out of every browser?"
        ),
        post(
            "Take second factors away",
            "account_clear_factors",
            "shield-off",
            f"Did {who} lose their phone?",
        ),
        post(
            "Close account",
            "account_close",
            "lock",
            f"{who} cannot sign in then. Close it?",
            danger=True,
        ),
    ]


urlpatterns = [
    path("settings/people/", accounts, name="accounts"),
    path("settings/people/<uuid:uid>/", account, name="account"),
]
