"""Invitations: made and taken back by those who look after accounts, accepted by anybody with the link."""

from __future__ import annotations

import logging
import smtplib
from typing import Any
from uuid import UUID

from allauth.core import ratelimit
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.password_validation import validate_password
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts import actions, queries
from firstbell.platform.accounts.actions import Invitee
from firstbell.platform.accounts.models import Account, Invitation
from firstbell.platform.accounts.permissions import needs, public
from firstbell.platform.accounts.states import ROLE_SENTENCES, Role
from firstbell.platform.web import refusals
from firstbell.platform.web.components import status, table
from firstbell.platform.web.components.words import when
from firstbell.platform.web.pages import errors
from firstbell.platform.web.pages.once import show_once
from firstbell.platform.web.pages.schools import chosen_school, school_choices
from firstbell.platform.web.paging import page_of

log = logging.getLogger("firstbell.accounts")


class InviteForm(forms.Form):
    email = forms.EmailField(label="Email")
    name = forms.CharField(
        label="Name", max_length=200, required=False, help_text="They can correct it"
    )
    role = forms.ChoiceField(label="Role", choices=Role.choices, widget=forms.RadioSelect)
    school = forms.ChoiceField(label="Where")

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role: Any = self.fields["role"]
        role.choices = [
            (value, f"{value.label}. {sentence}") for value, sentence in ROLE_SENTENCES.items()
        ]
        school: Any = self.fields["school"]
        school.choices = school_choices(request, "accounts.change")


class JoinForm(forms.Form):
    name = forms.CharField(label="Your name", max_length=200)
    password = forms.CharField(
        label="Password",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Ten characters or more; three words that do not belong together are good",
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(
            password, Account(email=self.email, name=self.cleaned_data.get("name", ""))
        )
        return password


@require_safe
@needs("accounts.view")
def invitations(request: HttpRequest) -> HttpResponse:
    found = queries.visible_invitations(request.actor).select_related("school").order_by("-id")
    shown, pager = page_of(request, found)
    listing = {
        "title": "Invitations",
        "crumbs": [{"label": "People and roles", "url": reverse("accounts")}],
        "actions": [{"label": "Invite somebody", "url": reverse("invite"), "icon": "user-plus", "primary": True}],
        "columns": [{"label": label} for label in ("Who", "As", "By", "Sent", "")],
        "rows": table.rows(_row(invitation) for invitation in shown),
        "pager": pager,
        "empty": {
            "title": "Nobody is invited", "text": "An invitation is a link that makes an account with its role.",
            "url": reverse("invite"), "label": "Invite somebody", "icon": "mail",
        },
    }  # fmt: skip
    return render(request, "web/list.html", {"list": listing})


def _row(invitation: Invitation) -> str:
    now = clock.now()
    url = reverse("invitation", args=[invitation.uid])
    role = f"{invitation.get_role_display()} of {invitation.school or 'the whole trust'}"
    cells = [
        table.cell(table.link(url, str(invitation)), phone=1),
        table.cell(role, phone=2),
        table.cell(invitation.invited_by),
        table.cell(when(invitation.created_at, now)),
        table.cell(_state(invitation), phone=3),
    ]
    return table.row(invitation.uid, url, str(invitation), cells, pick=False)


def _state(invitation: Invitation) -> Any:
    if invitation.accepted_at:
        return status("ok", "Accepted")
    if invitation.revoked_at:
        return status("quiet", "Taken back", "arrow-back-up")
    if invitation.is_open(clock.now()):
        return status("live", "Waiting", "hourglass")
    return status("warn", "Ran out")


def _visible(request: HttpRequest, uid: UUID) -> Invitation:
    return get_object_or_404(
        queries.visible_invitations(request.actor).select_related("school"), uid=uid
    )


@require_safe
@needs("accounts.view")
def invitation(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = _visible(request, uid)
    waiting = not found.accepted_at and not found.revoked_at
    renew = {
        "label": "Make a new link",
        "url": reverse("invitation_renew", args=[uid]),
        "icon": "refresh",
        "method": "post",
    }
    back = {
        "label": "Take back", "url": reverse("invitation_take_back", args=[uid]), "icon": "arrow-back-up",
        "method": "post", "danger": True,
    }  # fmt: skip
    thing = {
        "crumbs": [{"label": "Invitations", "url": reverse("invitations")}],
        "title": str(found), "icon": "mail", "status": _state(found), "facts": [found.email],
        "actions": [renew, back] if waiting else [],
    }  # fmt: skip
    return render(request, "web/invitation.html", {"thing": thing, "invitation": found})


@require_http_methods(["GET", "POST"])
@needs("accounts.change")
def invite(request: HttpRequest) -> HttpResponse:
    form = InviteForm(request.POST or None, request=request, initial={"role": Role.TECHNICIAN})
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made, secret = actions.invite(
                Invitee(data["email"], data["name"]), role=Role(data["role"]),
                school=chosen_school(request, data["school"], "accounts.change"), by=request.actor, at=clock.now(),
            )  # fmt: skip
            return _show_link(request, made, secret)
        except Refusal as refusal:
            refusals.show(refusal, form)
    page = {
        "title": "Invite somebody", "sub": "They get a link, good for two weeks, and choose their own password.",
        "submit": "Make the invitation", "cancel_url": reverse("accounts"),
        "crumbs": [{"label": "People and roles", "url": reverse("accounts")}],
    }  # fmt: skip
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_POST
@needs("accounts.change")
def invitation_renew(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = _visible(request, uid)
    secret = actions.renew(found, by=request.actor, at=clock.now())
    return _show_link(request, found, secret)


@require_POST
@needs("accounts.change")
def invitation_take_back(request: HttpRequest, uid: UUID) -> HttpResponse:
    found = _visible(request, uid)
    actions.take_back(found, by=request.actor, at=clock.now())
    messages.success(request, f"The link of {found} does not work any more.")
    return redirect("invitations")


def _show_link(request: HttpRequest, made: Invitation, secret: str) -> HttpResponse:
    """Once, and mailed where mail is set up."""
    link = settings.BASE_URL + reverse("join", args=[secret])
    mailed = _mail(made, link)
    told = (
        f"It was also mailed to {made.email}."
        if mailed
        else f"It was not mailed: give it to {made} yourself."
    )
    return show_once(
        request,
        title=f"{made} is invited",
        sentence=f"This link works once, until {when(made.expires_at, clock.now())}. {told}",
        secret=link,
        back_url=reverse("invitations"),
    )


def _mail(made: Invitation, link: str) -> bool:
    if not settings.MAIL_IS_SET:
        return False
    text = render_to_string("web/mail/invitation.txt", {"invitation": made, "link": link})
    try:
        send_mail(f"{made.invited_by} invites you to Firstbell", text, None, [made.email])
    except (OSError, smtplib.SMTPException):
        log.exception("The invitation of %s could not be mailed", made.uid)
        return False
    return True


@never_cache
@require_http_methods(["GET", "POST"])
@public
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """What an invited person sees: their name, a password, and then the first page."""
    if not ratelimit.consume(request, action="join"):
        return errors.refused(
            request, "Too many tries from here. Wait ten minutes, then try again.", 429
        )
    found = actions.invitation_for(secret, clock.now())
    form = JoinForm(request.POST or None, email=found.email, initial={"name": found.name})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.accept(secret, **form.cleaned_data, at=clock.now())
            login(request, made, backend=settings.AUTHENTICATION_BACKENDS[0])
            return redirect("home")
        except Refusal as refusal:
            form.add_error(None, refusal.sentence)
    context = {"form": form, "invitation": found, "role_sentence": ROLE_SENTENCES[Role(found.role)]}
    return render(request, "web/join.html", context)


_HERE = "settings/invitations/<uuid:uid>/"
urlpatterns = [
    path("settings/invitations/", invitations, name="invitations"),
    path("settings/invitations/new/", invite, name="invite"),
    path(_HERE, invitation, name="invitation"),
    path(f"{_HERE}renew/", invitation_renew, name="invitation_renew"),
    path(f"{_HERE}take-back/", invitation_take_back, name="invitation_take_back"),
    path("join/<str:secret>/", join, name="join"),
]
