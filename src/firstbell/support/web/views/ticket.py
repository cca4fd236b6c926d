"""A ticket's page: what was said, how soon it is needed, and everything beside it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from firstbell.lib import clock
from firstbell.lib.refusal import Conflict, NotFound, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can, needs, require
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.web import slots
from firstbell.support.actions import drafting, macros, starting, talking, trays, working
from firstbell.support.models import Status, Team, Ticket, Undelivered
from firstbell.support.models import teams as of_teams
from firstbell.support.queries import (
    approvals,
    beside,
    due,
    joins,
    present,
    promises,
    queue,
    spoken,
)
from firstbell.support.queries.lessons import in_room
from firstbell.support.queries.mails import own_of
from firstbell.support.queries.urgency import GROUPS
from firstbell.support.states import DONE, Activity, Phase
from firstbell.support.web import side, tray
from firstbell.support.web.forms import WordsForm, item_field
from firstbell.support.web.lists import status_of

VIEW, WORK = "support.view", "support.work"


def load(request: HttpRequest, number: str) -> Ticket:
    """One that was merged is not worked any more: whoever still had its page open is led to the one it is now."""
    found = reach(request, number)
    if found.merged_into is not None:
        raise Conflict(f"{found.number} was merged into {found.merged_into.number}, and nothing was changed. Look at {found.merged_into.number}, then do it there.")  # fmt: skip
    if found.trashed_at is not None:
        raise Conflict(f"{found.number} is thrown away. Bring it back first.")
    return found


def load_to_work(request: HttpRequest, number: str) -> Ticket:
    found = load(request, number)
    require(request.actor, WORK, found)
    return found


def reach(request: HttpRequest, number: str) -> Ticket:
    """As the desk sees it; what a closed team keeps is read by whoever raised it as theirs alone."""
    found = _read(request, number)
    if found.is_kept_from(request.actor):
        raise NotFound(f"{found.number} is with {found.team}. What you raised is among your own tickets.")  # fmt: skip
    return found


def _read(request: HttpRequest, number: str) -> Ticket:
    rows = Ticket.objects.readable(request.actor).select_related(
        "school", "team", "status", "category", "owner", "requester__now", "room__building", "room__floor", "merged_into",
        "parent__status",
    )  # fmt: skip
    found = rows.filter(number=number.upper()).first()
    if found is None:
        raise NotFound(f"There is no ticket {number} here.")
    if not can(request.actor, VIEW, None):
        raise PermissionDenied
    return found


@require_safe
@needs(VIEW)
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    found = _read(request, number)
    if found.is_kept_from(request.actor):
        return redirect("support:mine_ticket", found.number)
    if found.merged_into is not None:
        messages.info(request, f"{found.number} was merged into this one.")
        return redirect("support:ticket", found.merged_into.number)
    begun = present.draft(found, request.actor)
    start = {
        "to": "public" if begun is None or begun.public else "team",
        "body": begun.body if begun else "",
    }
    return page(request, found, WordsForm(initial=start))


def page(
    request: HttpRequest, found: Ticket, form: WordsForm, *, problem: str = ""
) -> HttpResponse:
    at = clock.now()
    lessons = in_room(found.school, found.room_id, at)
    urgency = queue.urgency_of(found, lessons, at)
    thread = spoken.thread(request.actor, found)
    words: dict[str, Any] = {
        "ticket": found, "now": at, "form": form, "problem": problem, "thread": thread, "lessons": lessons,
        "urgency": urgency, "look": GROUPS[urgency.group], "state": status_of(found.status.name, found.status.phase),
        "seen": max((line.entry.pk for line in thread if line.entry), default=0),
        **_clocks(found, at),
        "queue": _beside_it(request, found, at), "may_work": can(request.actor, WORK, found) and found.trashed_at is None,
        "others_work": can(request.actor, WORK) and found.is_not_for(request.actor),
        "may_bring_back": found.trashed_at is not None and can(request.actor, WORK, found),
        "unreached": _unreached(found),
        "is_mine": found.owner_id is not None and found.owner_id == request.actor.account_id,
        "activities": Activity.choices, "offer": _offer(request, found, form, at), **_side(request, found, at), **_tray(request, found),
    }  # fmt: skip
    return render(request, "support/ticket.html", words, status=409 if problem else 200)


def _clocks(found: Ticket, at: datetime) -> dict[str, Any]:
    """What is due, and the particular promise that it goes by."""
    if not found.is_open:
        return {"clocks": []}
    clocks = due.clocks(found, at)
    return {"clocks": clocks, "promise": promises.of_ticket(found, [one.clock for one in clocks])}


def _unreached(found: Ticket) -> Undelivered | None:
    """Where mail to whoever asked came back for good."""
    return Undelivered.objects.filter(email__in=own_of(found)).first()


def _side(request: HttpRequest, found: Ticket, at: datetime) -> dict[str, Any]:
    kept = beside.kept(found)
    return {
        "things": beside.things(request.actor, found), "others": beside.others(request.actor, found),
        "in_hand": beside.in_hand(request.actor, found),
        "before": beside.before(request.actor, found), "workers": beside.workers(found, at),
        "statuses": Status.objects.live().exclude(phase__in=(*DONE, Phase.NEW)),
        "teams": passing_to(request.actor, found), "pictures": Attachment.objects.live().filter(thing_uid=found.uid),
        "today": at.date(), "joined": found.joined.select_related("room").order_by("pk")[:12] if "joined" in kept else [],
        "item_field": _item_box(request, found), "approvals": approvals.of_ticket(found),
        "merged_here": joins.merged_here(found) if "merged" in kept else [],
        "beside": joins.links(request.actor, found) if "links" in kept else [],
        "parts": joins.parts(found) if "parts" in kept else None,
        "stays": found.stays.select_related("school").order_by("pk") if "stays" in kept else [],
        "old_numbers": [one for one in found.old_numbers.order_by("pk") if one.is_told] if "old_numbers" in kept else [],
        "tagged": slots.panel_for(request, "support.ticket", found, "tags"),
        **side.words_of(request, found, at, kept, may_work=can(request.actor, WORK, found)),
    }  # fmt: skip


def passing_to(actor: Actor, found: Ticket) -> list[tuple[Team, str]]:
    """Each with what somebody who passes it there has of it then."""
    kept, look = of_teams.unseen(actor), of_teams.unworked(actor)
    return [
        (team, "you will not see it" if team.pk in kept else "you may look then" if team.pk in look else "")
        for team in queue.in_tree(queue.teams(actor, found.school))
    ]  # fmt: skip


def _offer(request: HttpRequest, found: Ticket, form: WordsForm, at: datetime) -> Any:
    """The ready answer that was in the box when the words were refused."""
    macro = (
        macros.chosen(found, form.cleaned_data.get("macro"))
        if form.is_bound and form.is_valid()
        else None
    )
    return macros.offer(found, macro, by=request.actor, at=at) if macro else None


def _tray(request: HttpRequest, found: Ticket) -> dict[str, Any]:
    return tray.words_of(request, found, reverse("support:tray", args=[found.number]))


def _item_box(request: HttpRequest, found: Ticket) -> str:
    box = item_field(request.actor, found.school)
    return str(box.widget.render("item", None, {"id": "id_item", "aria-label": "Its tag"}))


def _beside_it(request: HttpRequest, found: Ticket, at: datetime) -> list[queue.Line]:
    """The queue it is taken from, this one among it."""
    return queue.lines(request.actor, found.school, at, queue.RANKED)[: queue.DRAWN]


@require_POST
@needs(WORK)
def say(request: HttpRequest, number: str) -> HttpResponse:
    """An answer, a note or the solution: kept in the box when somebody else answered meanwhile."""
    found = reach(request, number)
    require(request.actor, WORK, found)
    if found.merged_into is not None:
        problem = f"{found.number} was merged into this ticket while you were writing. Your words are still here."  # fmt: skip
        return page(
            request,
            load(request, found.merged_into.number),
            WordsForm(request.POST),
            problem=problem,
        )
    form, left = WordsForm(request.POST), tray.came(request, found)
    if left or not form.is_valid():
        return page(request, found, form, problem=" ".join(left) or _first_problem(form))
    try:
        with drafting.sending(found, by=request.actor, at=clock.now()):
            said = _said(request, found, form)
    except Refusal as refusal:
        if isinstance(refusal, drafting.SentAlready):
            drafting.part(found, by=request.actor)
        return page(request, load(request, number), form, problem=refusal.sentence)
    messages.success(request, said)
    return redirect(f"{reverse('support:ticket', args=[found.number])}#last")


def _first_problem(form: WordsForm) -> str:
    return next((str(text) for found in form.errors.values() for text in found), "")


def _said(request: HttpRequest, found: Ticket, form: WordsForm) -> str:
    data, by, at = form.cleaned_data, request.actor, clock.now()
    words = talking.Words(
        data["body"], minutes=data["minutes"] or 0, activity=data["activity"], seen=data["seen"],
        tray=trays.tray_of(found, by),
    )  # fmt: skip
    macro = macros.chosen(found, data["macro"])
    if macro is not None:
        macros.use(found, macro, words, by=by, at=at)
        return f"“{macro}” is done: {found.number} is {str(found.status).lower()}."
    if data["to"] == "team":
        talking.note(found, words, by=by, at=at)
        return "Noted for the team."
    if data["then"] == "solve":
        working.solve(found, words, by=by, at=at)
        return f"{found.number} is solved, and {found.who} is told."
    talking.reply(found, words, by=by, at=at)
    if data["then"] == "wait":
        status = data["status"] or starting.status_of(Phase.WAITING, at=at)
        working.set_status(found, status, until=data["until"], by=by, at=at)
        return f"Sent. {found.number} is {str(status).lower()}."
    return f"Sent to {found.who}."
