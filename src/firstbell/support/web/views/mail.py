"""The desk's mail: the boxes it is read from, what was held back, and what went out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.lib import clock, mails
from firstbell.lib.refusal import NotFound, Refusal
from firstbell.platform.accounts.permissions import can, needs
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import context
from firstbell.platform.web.components import status
from firstbell.platform.web.refusals import refused_aloud, show
from firstbell.support.actions import fetching, lettering, mailboxes, receiving
from firstbell.support.models import Letter, Mailbox, RawMail, Team, Ticket
from firstbell.support.states import LetterState, MailState, Security

WORK, SETUP = "support.work", "support.change_setup"
_FEW = 50
STATES: dict[str, Any] = {
    MailState.STORED: ("live", "Not read yet"), MailState.READ: ("ok", "On a ticket"),
    MailState.IGNORED: ("quiet", "Left alone"), MailState.HELD: ("bad", "Held back"),
}  # fmt: skip
GOING: dict[str, Any] = {
    LetterState.QUEUED: ("live", "Waits"), LetterState.SENT: ("ok", "Sent"), LetterState.FAILED: ("bad", "Refused"),
    LetterState.BOUNCED: ("bad", "Came back"),
}  # fmt: skip


class MailboxForm(forms.Form):
    address = forms.EmailField(help_text="Answers are sent from it")
    team = forms.ModelChoiceField(
        Team.objects.none(), empty_label="Choose a team", help_text="Gets what comes"
    )
    host = forms.CharField(label="IMAP server", max_length=200)
    port = forms.IntegerField(min_value=1, max_value=65_535, initial=993)
    security = forms.ChoiceField(choices=Security.choices, initial=Security.TLS)
    user = forms.CharField(label="User name", max_length=200)
    password = forms.CharField(
        max_length=200, required=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text="Empty where Microsoft or Google let us in; that follows on the next page",
    )  # fmt: skip
    folder = forms.CharField(max_length=200, initial="INBOX")
    keeps = forms.BooleanField(
        label="Leave mail there", required=False, help_text="Marked as read; otherwise it is deleted there once it is safe here",
    )  # fmt: skip
    tagged = forms.BooleanField(
        label="Addresses with a plus work", required=False, initial=True, help_text="help+something@ reaches the same box",
    )  # fmt: skip
    from_name = forms.CharField(
        label="Name of the sender", max_length=200, required=False, help_text="{person}, {team} and {school} are filled in; empty: the team",
    )  # fmt: skip
    signature = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="{person}, {team}, {school} and {number} are filled in; empty: team, school and number",
    )  # fmt: skip
    smtp_host = forms.CharField(
        label="SMTP server", max_length=200, required=False, help_text="Answers go out by it, signed in as above; empty: by this installation’s own",
    )  # fmt: skip
    smtp_port = forms.IntegerField(
        label="Its port", min_value=1, max_value=65_535, initial=587, required=False
    )
    smtp_security = forms.ChoiceField(
        label="Its security", choices=Security.choices, initial=Security.STARTTLS, required=False
    )
    answers = forms.BooleanField(label="Confirm new tickets", required=False, initial=True)
    enabled = forms.BooleanField(label="In use", required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        data["smtp_port"] = data.get("smtp_port") or 587
        data["smtp_security"] = data.get("smtp_security") or Security.STARTTLS
        return data

    def __init__(self, school: School, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.live().at(school.pk)  # type: ignore[attr-defined]


def crumbs(*more: dict[str, str]) -> list[dict[str, str]]:
    return [{"label": "Tickets", "url": reverse("support:queue")}, *more]


def _here() -> dict[str, str]:
    return {"label": "Mail", "url": reverse("support:mail")}


@require_safe
@needs(WORK)
def overview(request: HttpRequest) -> HttpResponse:
    boxes = Mailbox.objects.visible_to(request.actor).select_related("team", "school", "consent").order_by("address")  # fmt: skip
    seen = _mails(request).exclude(state=MailState.READ, left_size=None).order_by("-pk")
    letters = Letter.objects.filter(ticket__school__in=[box.school_id for box in boxes])
    kept = Ticket.objects.kept_from(request.actor)
    letters = letters if kept is None else letters.exclude(ticket__in=kept)
    letters = letters.exclude(ticket__restricted=True).select_related("ticket").order_by("-pk")
    new = {
        "label": "New mailbox",
        "url": reverse("support:mailbox_new"),
        "icon": "plus",
        "primary": True,
        "key": "n",
    }
    words = {
        "boxes": [(box, _state_of(box)) for box in boxes],
        "held": [(row, _state_of_mail(row)) for row in seen[:_FEW]],
        "letters": [(row, status(*GOING[row.state])) for row in letters[:_FEW]],
        "actions": [new] if can(request.actor, SETUP, None) else [],
        "may_set_up": can(request.actor, SETUP, None),
        "crumbs": crumbs(), "now": clock.now(),
        "empty": {
            "title": "No mailbox yet", "icon": "mail", "url": new["url"] if can(request.actor, SETUP, None) else "",
            "label": new["label"], "text": "Mail to the desk’s address becomes tickets, and answers go back by mail.",
        },
    }  # fmt: skip
    return render(request, "support/mail.html", words)


def _state_of(box: Mailbox) -> Any:
    if not box.enabled:
        return status("quiet", "Not in use")
    consent = getattr(box, "consent", None)
    if consent is not None and not consent.is_given:
        return status("bad" if consent.lost_at else "warn", "Consent is gone" if consent.lost_at else "Waits for consent")  # fmt: skip
    if box.problem:
        return status("bad", "Cannot be read")
    return status("ok", "In use") if box.looked_at else status("live", "Not looked at yet")


def _state_of_mail(row: RawMail) -> Any:
    cut = row.is_cut and row.state == MailState.READ
    return status("bad", "Cut off") if cut else status(*STATES[row.state])


def _mails(request: HttpRequest) -> Any:
    boxes = Mailbox.objects.visible_to(request.actor)
    rows = RawMail.objects.filter(mailbox__in=boxes).select_related(
        "mailbox__school", "ticket__team"
    )
    kept = Ticket.objects.kept_from(request.actor)
    return rows if kept is None else rows.exclude(ticket__in=kept)


def _box(request: HttpRequest, uid: UUID) -> Mailbox:
    rows = Mailbox.objects.visible_to(request.actor).select_related("school", "team")
    found: Mailbox = get_object_or_404(rows, uid=uid)
    return found


@require_http_methods(["GET", "POST"])
@needs(SETUP)
def mailbox_new(request: HttpRequest) -> HttpResponse:
    school = context.current_school(request)
    if school is None:
        raise NotFound("There is no school yet.")
    form = MailboxForm(school, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = mailboxes.add(school, by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            show(refusal, form)
        else:
            if made.password:
                messages.success(request, f"{made} is read from now on.")
                return redirect("support:mail")
            return redirect("support:mailbox_sign_in", made.uid)
    page = {
        "title": "New mailbox",
        "submit": "Add it",
        "cancel_url": reverse("support:mail"),
        "crumbs": crumbs(_here()),
    }
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_http_methods(["GET", "POST"])
@needs(SETUP)
def mailbox(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _box(request, uid)
    names = [name for name in MailboxForm.base_fields if name != "password"]
    initial = {name: getattr(row, name) for name in names}
    form = MailboxForm(row.school, request.POST or None, initial=initial)
    form.fields["password"].help_text = "Empty: as it was"
    if request.method == "POST" and form.is_valid():
        try:
            mailboxes.change(row, by=request.actor, at=clock.now(), **form.cleaned_data)
        except Refusal as refusal:
            show(refusal, form)
        else:
            messages.success(request, f"{row} is changed.")
            return redirect("support:mail")
    page = {
        "title": str(row),
        "submit": "Save",
        "cancel_url": reverse("support:mail"),
        "crumbs": crumbs(_here()),
    }
    return render(request, "web/form_page.html", {"form": form, "page": page})


@require_POST
@needs(WORK)
def look(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _box(request, uid)
    with refused_aloud(request):
        came = mailboxes.look_now(row, by=request.actor, at=clock.now())
        messages.success(request, f"{came} mail{'' if came == 1 else 's'} came to {row}.")
    return redirect("support:mail")


def _mail(request: HttpRequest, uid: UUID) -> RawMail:
    found: RawMail = get_object_or_404(_mails(request), uid=uid)
    if found.ticket is not None and found.ticket.restricted:
        raise Http404
    return found


@require_safe
@needs(WORK)
def mail(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _mail(request, uid)
    try:
        message = mails.read(fetching.bytes_of(row))
    except OSError:
        message = mails.Message(text="Its bytes cannot be read.")
    words = {
        "row": row, "message": message, "state": _state_of_mail(row),
        "crumbs": crumbs(_here()), "may_retry": row.state in (MailState.HELD, MailState.IGNORED),
        "may_ignore": row.state == MailState.HELD,
    }  # fmt: skip
    return render(request, "support/mail_one.html", words)


@require_safe
@needs(WORK)
def raw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """As it came; never shown as what it says it is."""
    row = _mail(request, uid)
    try:
        data = fetching.bytes_of(row)
    except OSError as problem:
        raise NotFound("Its bytes cannot be read.") from problem
    answer = HttpResponse(data, content_type="application/octet-stream")
    answer["Content-Disposition"] = f'attachment; filename="{row.uid}.eml"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@require_POST
@needs(WORK)
def retry(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _mail(request, uid)
    with refused_aloud(request):
        row = receiving.retry(row, by=request.actor, at=clock.now())
        if row.ticket is not None and row.state == MailState.READ:
            messages.success(request, f"It is on {row.ticket.number} now.")
        else:
            messages.error(request, row.reason)
    return redirect("support:mail_one", uid)


@require_POST
@needs(WORK)
def again(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A letter that was refused or came back, once more."""
    seen = Ticket.objects.visible_to(request.actor)
    rows = Letter.objects.filter(ticket__in=seen).select_related("ticket")
    letter = get_object_or_404(rows, uid=uid)
    with refused_aloud(request):
        lettering.again(letter, by=request.actor, at=clock.now())
        messages.success(request, f"It is tried again: to {letter.to}.")
    return redirect("support:mail")


@require_POST
@needs(WORK)
def ignore(request: HttpRequest, uid: UUID) -> HttpResponse:
    row = _mail(request, uid)
    with refused_aloud(request):
        receiving.ignore(row, by=request.actor, at=clock.now())
        messages.success(request, "It is left alone.")
    return redirect("support:mail")
