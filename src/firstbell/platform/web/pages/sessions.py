"""Your own account: how you sign in, and where you are signed in."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from allauth.account.views import password_reset
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.platform.accounts import actions, queries
from firstbell.platform.accounts.models import Account, KnownSession, SignInRules
from firstbell.platform.accounts.permissions import needs, public
from firstbell.platform.web import slots

slots.settings(slots.MenuItem("Your account", "my_account", "user", "accounts.own", "You", 5))
slots.settings(
    slots.MenuItem(
        "How people sign in", "sign_in_rules", "shield-lock", "accounts.change", "Access", 40
    )
)


class RulesForm(forms.Form):
    technicians_need_second_factor = forms.BooleanField(
        label="Technicians sign in with a second factor",
        required=False,
        help_text="An authenticator app or a passkey; whoever has none is led to it at the next page",
    )


def me(request: HttpRequest) -> Account:
    return Account.objects.get(pk=request.actor.account_id)


@require_safe
@needs("accounts.own")
def my_account(request: HttpRequest) -> HttpResponse:
    mine = me(request)
    today = clock.now().date()
    context = {
        "account": mine,
        "grants": queries.grants_on(today).filter(account=mine).select_related("school"),
        "methods": queries.second_factors(mine),
        "session_count": mine.sessions.count(),
        "token_count": mine.tokens.filter(revoked_at=None).count(),
    }
    return render(request, "web/my_account.html", context)


@require_safe
@needs("accounts.own")
def my_sessions(request: HttpRequest) -> HttpResponse:
    mine = me(request).sessions.order_by("-seen_at")
    others = {
        "label": "Sign out of the others", "url": reverse("end_other_sessions"), "icon": "logout", "method": "post",
        "confirm": "Sign out of every browser but this one?",
    }  # fmt: skip
    found = list(mine)
    context: dict[str, Any] = {
        "sessions": found,
        "this": request.session.session_key,
        "actions": [others] if len(found) > 1 else [],
    }
    return render(request, "web/my_sessions.html", context)


@require_POST
@needs("accounts.own")
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    count = actions.end_all_sessions(
        me(request), by=request.actor, at=clock.now(), but=request.session.session_key or ""
    )
    messages.success(request, f"{count} other browser{'' if count == 1 else 's'} signed out.")
    return redirect("my_sessions")


@require_POST
@needs("accounts.own")
def end_session(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One's own browser, or that of somebody one looks after."""
    visible = KnownSession.objects.filter(account__in=queries.visible_accounts(request.actor))
    found = get_object_or_404(
        visible | KnownSession.objects.filter(account=request.user.pk), uid=uid
    )
    actions.end_session(found, by=request.actor, at=clock.now())
    messages.success(request, f"{found.browser or 'That browser'} is signed out.")
    mine = found.account_id == request.user.pk
    return redirect("my_sessions") if mine else redirect("account", found.account.uid)


@require_http_methods(["GET", "POST"])
@needs("accounts.change")
def sign_in_rules(request: HttpRequest) -> HttpResponse:
    """What the trust demands of a sign-in."""
    rules = SignInRules.objects.first() or SignInRules()
    now = {"technicians_need_second_factor": rules.technicians_need_second_factor}
    form = RulesForm(request.POST if request.method == "POST" else None, initial=now)
    if request.method == "POST" and form.is_valid():
        actions.change_rules(**form.cleaned_data, by=request.actor, at=clock.now())
        messages.success(request, "Saved.")
        return redirect("sign_in_rules")
    page = {
        "title": "How people sign in",
        "sub": "These rules count in the whole trust.",
        "submit": "Save",
    }
    return render(request, "web/form_page.html", {"form": form, "page": page})


@public
def forgotten(request: HttpRequest) -> HttpResponse:
    """allauth's page, unless nothing can be mailed: then who can help instead."""
    if not settings.MAIL_IS_SET:
        return render(request, "web/no_mail.html")
    answer: HttpResponse = password_reset(request)
    return answer


urlpatterns = [
    path("me/", my_account, name="my_account"),
    path("me/browsers/", my_sessions, name="my_sessions"),
    path("me/browsers/others/end/", end_other_sessions, name="end_other_sessions"),
    path("browsers/<uuid:uid>/end/", end_session, name="end_session"),
    path("settings/sign-in/", sign_in_rules, name="sign_in_rules"),
]
