"""What those who look after accounts do to one: roles, closing, a new way in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts import actions
from firstbell.platform.accounts.models import Account, RoleGrant
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.accounts.states import Role
from firstbell.platform.web import refusals
from firstbell.platform.web.pages.accounts import RoleForm, account_page, visible_account
from firstbell.platform.web.pages.once import show_once
from firstbell.platform.web.pages.schools import EVERY_SCHOOL, chosen_school


class AccountForm(forms.Form):
    name = forms.CharField(label="Name", max_length=200)
    email = forms.EmailField(label="Email", help_text="What they sign in with")


@require_http_methods(["GET", "POST"])
@needs("accounts.change")
def account_change(request: HttpRequest, uid: UUID) -> HttpResponse:
    somebody = visible_account(request, uid)
    form = AccountForm(
        request.POST or None, initial={"name": somebody.name, "email": somebody.email}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_account(somebody, **form.cleaned_data, by=request.actor, at=clock.now())
            return redirect("account", uid)
        except Refusal as refusal:
            refusals.show(refusal, form)
    url = reverse("account", args=[uid])
    page = {"title": f"Change {somebody.name}", "submit": "Save", "cancel_url": url}
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_POST
@needs("accounts.change")
def give_role(request: HttpRequest, uid: UUID) -> HttpResponse:
    somebody = visible_account(request, uid)
    form = RoleForm(request.POST, request=request)
    if not form.is_valid():
        return account_page(request, somebody, form)
    school = chosen_school(request, form.cleaned_data["school"], "accounts.change")
    role = Role(form.cleaned_data["role"])
    actions.give_role(somebody, role=role, school=school, by=request.actor, at=clock.now())
    messages.success(
        request, f"{somebody} is {role.label.lower()} of {school or EVERY_SCHOOL[1].lower()} now."
    )
    return redirect("account", uid)


@require_POST
@needs("accounts.change")
def end_role(request: HttpRequest, uid: UUID, grant: UUID) -> HttpResponse:
    row = get_object_or_404(RoleGrant, account=visible_account(request, uid), uid=grant)
    actions.end_role(row, by=request.actor, at=clock.now())
    messages.success(
        request, f"{row.account} is not {row.get_role_display().lower()} there any more."
    )
    return redirect("account", uid)


Verb = Callable[..., Any]


def _door(verb: Verb, sentence: str) -> Callable[[HttpRequest, UUID], HttpResponseBase]:
    """A page that does one thing to an account and goes back to it."""

    @require_POST
    @needs("accounts.change")
    def do(request: HttpRequest, uid: UUID) -> HttpResponse:
        somebody = visible_account(request, uid)
        verb(somebody, by=request.actor, at=clock.now())
        messages.success(request, sentence.format(somebody))
        return redirect("account", uid)

    return do


account_close = _door(actions.close_account, "{} cannot sign in any more.")
account_reopen = _door(actions.reopen_account, "{} can sign in again.")
account_sign_out = _door(actions.end_all_sessions, "{} is signed out everywhere.")
account_clear_factors = _door(actions.clear_factors, "{} signs in with the password alone now.")


def password_path(somebody: Account) -> str:
    """Good for three days, and until the password changes or they sign in."""
    key = default_token_generator.make_token(somebody)
    return reverse("account_reset_password_from_key", args=[user_pk_to_url_str(somebody), key])


@require_POST
@needs("accounts.change")
def account_password_link(request: HttpRequest, uid: UUID) -> HttpResponse:
    somebody = visible_account(request, uid)
    actions.make_password_link(somebody, by=request.actor, at=clock.now())
    return show_once(
        request,
        title=f"A new password for {somebody}",
        sentence=f"Give this link to {somebody.name} and nobody else. It works once, for three days.",
        secret=settings.BASE_URL + password_path(somebody),
        back_url=reverse("account", args=[uid]),
    )


_HERE = "settings/people/<uuid:uid>/"
urlpatterns = [
    path(f"{_HERE}change/", account_change, name="account_change"),
    path(f"{_HERE}roles/", give_role, name="give_role"),
    path(f"{_HERE}roles/<uuid:grant>/end/", end_role, name="end_role"),
    path(f"{_HERE}close/", account_close, name="account_close"),
    path(f"{_HERE}reopen/", account_reopen, name="account_reopen"),
    path(f"{_HERE}sign-out/", account_sign_out, name="account_sign_out"),
    path(f"{_HERE}second-factors/", account_clear_factors, name="account_clear_factors"),
    path(f"{_HERE}password-link/", account_password_link, name="account_password_link"),
]
