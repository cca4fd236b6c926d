"""How a mailbox is opened: with its password, or by tokens that somebody lets us have."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.web.refusals import refused_aloud, show
from firstbell.support.actions import consenting
from firstbell.support.models import Consent, Mailbox
from firstbell.support.states import Flow, Provider
from firstbell.support.web.views.mail import crumbs

SETUP = "support.change_setup"
_ON_THE_WAY = "support.consent"
# What each of them calls its servers, to be put into the mailbox.
SERVERS = {
    Provider.MICROSOFT: "IMAP outlook.office365.com, port 993, TLS; SMTP smtp.office365.com, port 587, STARTTLS",
    Provider.GOOGLE: "IMAP imap.gmail.com, port 993, TLS; SMTP smtp.gmail.com, port 587, STARTTLS",
}


class SignInForm(forms.Form):
    provider = forms.ChoiceField(label="The mail is with", choices=Provider.choices)
    flow = forms.ChoiceField(
        label="Who says yes", choices=Flow.choices, help_text="An administrator: Microsoft 365 only, or another server that has it",
    )  # fmt: skip
    tenant = forms.CharField(
        label="Directory", max_length=100, required=False, help_text="Microsoft 365: the directory’s id, or school.onmicrosoft.com",
    )  # fmt: skip
    client_id = forms.CharField(
        label="Client id", max_length=300, help_text="Of the application that you registered there"
    )
    client_secret = forms.CharField(
        label="Client secret", max_length=300, required=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Empty: as it was",
    )  # fmt: skip
    authorise_url = forms.URLField(
        label="Where one says yes", required=False, assume_scheme="https", help_text="Only for another server"
    )  # fmt: skip
    token_url = forms.URLField(
        label="Where tokens are got", required=False, assume_scheme="https", help_text="Only for another server"
    )  # fmt: skip
    scopes = forms.CharField(
        label="Scopes", max_length=300, required=False, help_text="Only for another server; with the one to stay signed in",
    )  # fmt: skip


def _box(request: HttpRequest, uid: UUID) -> Mailbox:
    rows = Mailbox.objects.visible_to(request.actor).select_related("school", "team")
    found: Mailbox = get_object_or_404(rows, uid=uid)
    return found


def _back() -> str:
    """Where whoever said yes comes back to; registered there word for word."""
    return f"{settings.BASE_URL}{reverse('support:mail_consent')}"


@require_http_methods(["GET", "POST"])
@needs(SETUP)
def sign_in(request: HttpRequest, uid: UUID) -> HttpResponse:
    box = _box(request, uid)
    consent = Consent.objects.filter(mailbox=box).first()
    names = [name for name in SignInForm.base_fields if name != "client_secret"]
    initial = {name: getattr(consent, name) for name in names} if consent else None
    form = SignInForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            consenting.set_up(box, by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"The application for {box} is kept.")
            return redirect("support:mailbox_sign_in", uid)
    return render(request, "support/mail_sign_in.html", _words(box, consent, form))


def _words(box: Mailbox, consent: Consent | None, form: SignInForm) -> dict[str, Any]:
    page = {
        "title": f"Sign-in of {box}", "submit": "Keep it", "cancel_url": reverse("support:mail"),
        "crumbs": crumbs({"label": "Mail", "url": reverse("support:mail")}),
    }  # fmt: skip
    return {
        "box": box,
        "consent": consent,
        "form": form,
        "page": page,
        "back": _back(),
        "servers": SERVERS.values(),
    }


@require_safe
@needs(SETUP)
def begin(request: HttpRequest, uid: UUID) -> HttpResponse:
    """To the provider; what comes back is believed from this browser alone, and once."""
    box = _box(request, uid)
    consent = get_object_or_404(Consent, mailbox=box)
    with refused_aloud(request):
        way = consenting.begin(consent, back=_back(), by=request.actor)
        request.session[_ON_THE_WAY] = {"state": way.state, "verifier": way.verifier, "uid": str(uid)}  # fmt: skip
        return redirect(way.address)
    return redirect("support:mailbox_sign_in", uid)


@require_safe
@needs(SETUP)
def back(request: HttpRequest) -> HttpResponse:
    asked = request.session.pop(_ON_THE_WAY, None) or {}
    state = request.GET.get("state", "")
    if not state or state != asked.get("state"):
        messages.error(request, "That is no answer to a question of ours. Begin again.")
        return redirect("support:mail")
    consent = get_object_or_404(Consent, mailbox=_box(request, UUID(asked["uid"])))
    with refused_aloud(request):
        _take(request, consent, asked["verifier"])
        messages.success(request, f"Consent is given: {consent.mailbox} is read from now on.")
    return redirect("support:mailbox_sign_in", consent.mailbox.uid)


def _take(request: HttpRequest, consent: Consent, verifier: str) -> None:
    code = request.GET.get("code", "")
    if not code:
        said = request.GET.get("error_description") or request.GET.get("error") or "nothing"
        raise Refusal(f"{consent.get_provider_display()} did not say yes: {said[:200]}")
    consenting.give(consent, code, verifier=verifier, back=_back(), by=request.actor, at=clock.now())  # fmt: skip


@require_POST
@needs(SETUP)
def drop(request: HttpRequest, uid: UUID) -> HttpResponse:
    box = _box(request, uid)
    with refused_aloud(request):
        consenting.drop(box, by=request.actor, at=clock.now())
        messages.success(request, f"{box} is opened with its password again.")
    return redirect("support:mail")
