"""A ticket with a partner outside, as the team has it; and the one page that the partner sees."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from firstbell.lib import clock
from firstbell.platform.accounts.permissions import needs, public
from firstbell.support.actions import partnering
from firstbell.support.models import Sharing, Ticket
from firstbell.support.queries import partners
from firstbell.support.web.partner_forms import AskPartnerForm, BackForm, SeesForm, WordsForm
from firstbell.support.web.views.joins import form_page
from firstbell.support.web.views.ticket import load_to_work

WORK = "support.work"


def _one(ticket: Ticket, uid: UUID) -> Sharing:
    found: Sharing = get_object_or_404(partners.of(ticket), uid=uid)
    return found


@require_http_methods(["GET", "POST"])
@needs(WORK)
def ask(request: HttpRequest, number: str) -> HttpResponse:
    ticket, at = load_to_work(request, number), clock.now()
    form = AskPartnerForm(request.actor, ticket, at, request.POST or None)

    def run(body: str, subject: str, status: Any, pictures: bool, **others: Any) -> str:  # noqa: FBT001 -- as the form has it
        asked = partnering.Asked(body, subject, form.sees(), files=pictures, status=status)
        made = partnering.ask(ticket, form.partner(), asked, by=request.actor, at=at)
        return f"{made.name} is asked. {ticket.number} is not solved by that: it is {str(made.status).lower()}."

    return form_page(
        request, ticket, form, run, title=f"Ask a partner outside about {ticket.number}", submit="Ask them",
        no_mail=partners.mailbox_of(ticket) is None, tips=[
            f"They are sent your words, and see nothing but what you choose here: no note, no other ticket, not that {ticket.who} asked.",
            "Their answer comes back to this ticket, for the team to read. It is not sent on by itself.",
            "It stays yours, and waits for them. Who does not answer is reminded, then you are told.",
        ],
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
@needs(WORK)
def words(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    ticket = load_to_work(request, number)
    sharing = _one(ticket, uid)

    def run(body: str) -> str:
        partnering.write(sharing, body, by=request.actor, at=clock.now())
        return f"Sent to {sharing.name}."

    form = WordsForm(request.POST or None)
    return form_page(request, ticket, form, run, title=f"Write to {sharing.name}", submit="Send")


@require_http_methods(["GET", "POST"])
@needs(WORK)
def sees(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    ticket = load_to_work(request, number)
    sharing = _one(ticket, uid)
    form = SeesForm(request.POST or None, initial=SeesForm.of(sharing))

    def run(**cleaned: Any) -> str:
        partnering.show(sharing, form.sees(), by=request.actor, at=clock.now())
        return f"That is what {sharing.name} sees."

    return form_page(request, ticket, form, run, title=f"What {sharing.name} sees", submit="Save")


@require_http_methods(["GET", "POST"])
@needs(WORK)
def back(request: HttpRequest, number: str, uid: UUID) -> HttpResponse:
    ticket = load_to_work(request, number)
    sharing = _one(ticket, uid)

    def run(words: str) -> str:
        partnering.take_back(sharing, words, by=request.actor, at=clock.now())
        return f"{ticket.number} is with {sharing.name} no longer."

    return form_page(
        request, ticket, BackForm(request.POST or None), run, title=f"Take {ticket.number} back from {sharing.name}",
        submit="Take it back", tips=["Their page is gone at once. What they answer after that is still kept here."],
    )  # fmt: skip


@never_cache
@require_safe
@public
def seen(request: HttpRequest, token: str) -> HttpResponse:
    """By the link of the mail, without signing in: what was said with them, and what was chosen for them to see."""
    sharing = partners.by_token(token, clock.now())
    if sharing is None:
        return render(request, "support/partners/gone.html", status=404)
    found = {
        "sharing": sharing,
        "ticket": sharing.ticket,
        "facts": partners.facts(sharing),
        "said": partners.seen(sharing),
    }
    return render(request, "support/partners/seen.html", found)
