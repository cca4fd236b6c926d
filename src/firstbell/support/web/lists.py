from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.html import escape, format_html

from firstbell.equipment.models import Item
from firstbell.lib import clock
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.lists.own_fields import own_columns
from firstbell.platform.lists.specs import (
    BulkAction,
    Button,
    Column,
    Empty,
    Filter,
    ListSpec,
    Preset,
)
from firstbell.platform.notifications.queries import accounts_with
from firstbell.platform.search import finding
from firstbell.platform.tags.models import TagLink
from firstbell.platform.web.components import status
from firstbell.platform.web.components.words import money
from firstbell.support.actions import parenting, working
from firstbell.support.models import Category, Entry, Status, Team, Ticket, TicketItem
from firstbell.support.queries import queue
from firstbell.support.queries.urgency import GROUPS
from firstbell.support.states import DONE, Kind, Phase, Source, Stops
from firstbell.support.web import many
from firstbell.support.web.joins_forms import ticket_field

VIEW, WORK = "support.view", "support.work"
# More restricted tickets than this with the same words nobody has.
_HIDDEN = 500
LOOKS = {
    Phase.NEW: ("warn", "circle-plus"), Phase.OPEN: ("live", "progress"), Phase.WAITING: ("quiet", "clock-pause"),
    Phase.SOLVED: ("ok", "circle-check"), Phase.CLOSED: ("ok", "check"),
}  # fmt: skip


def status_of(name: str, phase: str) -> str:
    look, icon = LOOKS[Phase(phase)]
    return status(look, name, icon)  # type: ignore[arg-type]


def _state(row: dict[str, Any]) -> str:
    return status_of(row["status__name"], row["status__phase"])


def _fill_why(rows: list[dict[str, Any]]) -> None:
    """Where each stands in the queue and why, for a page at once; what is done stands nowhere."""
    keys = [row["pk"] for row in rows]
    read = Ticket.objects.filter(pk__in=keys, solved_at=None).values(*queue.READ)
    known = {line.row["pk"]: line.urgency for line in queue.sort(list(read), clock.now())}
    for row in rows:
        found = known.get(row["pk"])
        row["why"] = found.why if found else ""
        row["why_group"] = found.group if found else ""


def _why(row: dict[str, Any]) -> str:
    if not row["why_group"]:
        return ""
    _, look, icon = GROUPS[row["why_group"]]
    return format_html("{}", status(look, row["why"], icon))  # type: ignore[arg-type]


def _saying(words: str) -> Q:
    """Found by the index, what was said included; the few that are restricted stand in none, and are read."""
    found = finding.holding("support.ticket", words)
    hidden = Ticket.objects.filter(restricted=True)
    said = Entry.objects.filter(ticket__in=hidden, body__icontains=words).values("ticket_id")
    told = Q(number__icontains=words) | Q(title__icontains=words) | Q(pk__in=said)
    more = list(hidden.filter(told).values_list("pk", flat=True)[:_HIDDEN])
    some = found if found is not None else Q(pk__in=())
    if tags := many.tags_called(words):
        some |= Q(uid__in=TagLink.objects.filter(tag__in=tags).values("thing_uid"))
    return some | Q(pk__in=more) if more else some


def _who(op: str, uids: list[Any]) -> Q:
    if op in ("empty", "filled"):
        return Q(requester=None) if op == "empty" else Q(requester__isnull=False)
    found = Q(requester__in=Person.objects.filter(uid__in=uids).values("pk"))
    return ~found if op == "not" else found


def _about(op: str, uids: list[Any]) -> Q:
    if op in ("empty", "filled"):
        some = Q(pk__in=TicketItem.objects.values("ticket_id"))
        return ~some if op == "empty" else some
    rows = TicketItem.objects.filter(item__uid__in=uids).values("ticket_id")
    return ~Q(pk__in=rows) if op == "not" else Q(pk__in=rows)


def _fill_items(rows: list[dict[str, Any]]) -> None:
    found: dict[int, list[str]] = {}
    about = TicketItem.objects.filter(ticket__in=[row["pk"] for row in rows])
    for ticket_id, tag in about.order_by("pk").values_list("ticket_id", "item__tag"):
        found.setdefault(ticket_id, []).append(tag)
    for row in rows:
        row["item"] = ", ".join(found.get(row["pk"], ()))


def _statuses(actor: Actor) -> list[tuple[str, str]]:
    rows = Status.objects.visible_to(actor).live()
    return [(str(pk), name) for pk, name in rows.values_list("pk", "name")]


def take_many(rows: Any, *, by: Actor, at: datetime) -> None:
    for ticket in rows.select_related("status", "team", "school", "room", "requester"):
        working.take(ticket, by=by, at=at)


def give_many(rows: Any, *, by: Actor, at: datetime, to: Account) -> None:
    for ticket in rows.select_related("status", "team", "school", "room", "requester"):
        working.assign(ticket, to, by=by, at=at)


def close_many(rows: Any, *, by: Actor, at: datetime) -> None:
    for ticket in rows.select_related("status", "team", "school", "room", "requester"):
        working.close(ticket, by=by, at=at)


def give_form(actor: Actor, rows: Any) -> type[forms.Form]:
    schools = list(rows.order_by().values_list("school_id", flat=True).distinct()[:2])
    people = accounts_with(WORK, schools[0] if schools else None, clock.now().date())

    class GiveForm(forms.Form):
        to = forms.ModelChoiceField(people.order_by("name"), label="To", to_field_name="uid")

    return GiveForm


def part_of_many(rows: Any, *, by: Actor, at: datetime, parent: Ticket) -> None:
    parenting.put_under(rows.order_by("pk"), parent, by=by, at=at)


def part_of_form(actor: Actor, rows: Any) -> type[forms.Form]:
    class PartOfForm(forms.Form):
        parent = ticket_field(
            actor, label="Part of", help_text="The ticket of the trouble behind them"
        )

    return PartOfForm


TICKETS = ListSpec(
    name="support.tickets",
    title="All tickets",
    things=("ticket", "tickets"),
    rows=lambda actor: Ticket.objects.visible_to(actor),
    permission=VIEW,
    url_name="support:all",
    also_at=("support:queue",),
    search=_saying,
    default_sort="-opened",
    row_url=lambda row: f"/tickets/{row['number']}/",
    row_label="number",
    always=("number",),
    columns=[
        Column("number", "Number", "code", path="number", sort="pk", phone=2),
        Column("title", "What", path="title", phone=1),
        Column("room", "Room", "place", path="room__name", sort="room__name_key", phone=2,
               filter=Filter("place", "room", model=Room, search=("name_key__contains",))),
        Column("who", "For", "person", path=queue.WHO, sort="requester__name_key", render=queue.who_of,
               export=queue.who_of,
               filter=Filter("person", "", model=Person, search=("name_key__contains",), label="name_key", where=_who)),
        Column("state", "Status", "choice", path=("status_id", "status__name", "status__phase"), sort="status__order",
               render=_state, export=lambda row: row["status__name"], choices=_statuses, phone=3),
        Column("phase", "Stands", "choice", path="status__phase", choices=Phase.choices, default=False),
        Column("owner", "Owner", "person", path="owner__name",
               filter=Filter("person", "owner", model=Account, search=("name__icontains",))),
        Column("why", "Why so soon", path="pk", sort="", fill=_fill_why, render=_why, filter=False,
               export=lambda row: row["why"], phone=4),
        Column("category", "About", path="category__name", sort="category__order",
               filter=Filter("choice", "category", model=Category)),
        Column("opened", "Raised", "moment", path="opened_at"),
        Column("due", "Next due", "moment", path="due_at", default=False),
        Column("hand_due", "Due by hand", "moment", path="hand_due_at", default=False),
        Column("hand_why", "Why then", path="hand_due_why", default=False),
        Column("team", "Team", path="team__name", default=False, filter=Filter("choice", "team", model=Team)),
        Column("item", "Things", path="pk", fill=_fill_items, sort="", default=False,
               render=lambda row: escape(row["item"]), export=lambda row: row["item"],
               filter=Filter("choice", "", model=Item, label="tag", search=("tag_key__startswith",), where=_about)),
        Column("stops", "Stops", "choice", path="stops", choices=Stops.choices, default=False),
        Column("people", "People", "number", path="people", default=False),
        Column("doing", "Making do", "bool", path="workaround", default=False),
        Column("kind", "Kind", "choice", path="kind", choices=Kind.choices, default=False),
        Column("source", "Came", "choice", path="source", choices=Source.choices, default=False),
        Column("waits", "Waits until", "moment", path="waiting_until", default=False),
        Column("answered", "First answer", "moment", path="responded_at", default=False),
        Column("solved", "Solved", "moment", path="solved_at", default=False),
        Column("closed", "Closed", "moment", path="closed_at", default=False),
        Column("minutes", "Minutes", "number", path="minutes", default=False),
        Column("steps", "Steps", path=("steps_done", "steps_all"), sort="steps_done", filter=False, default=False,
               render=many.steps, export=many.steps),
        Column("cost", "Cost", "money", path="pk", fill=many.fill_cost, sort="", filter=False, default=False,
               render=lambda row: money(row["cost"]), export=lambda row: row["cost"] / 100 if row["cost"] else None),
        Column("score", "How it went", "number", path="opinion__score", default=False),
        Column("hidden", "Restricted", "bool", path="restricted", default=False),
        Column("school_name", "School", path="school__short_name", default=False),
    ],
    extra_columns=own_columns("support.ticket"),
    presets=[
        Preset("Open", f"phase.not={','.join(DONE)}"),
        Preset("Solved this week", "solved.after=week-start&columns=number,title,room,who,owner,solved,minutes"),
        Preset("Due, the first first", f"phase.not={','.join(DONE)}&due.filled=&sort=due&columns=number,title,room,who,state,owner,due"),
        Preset("Raised this week", "opened.after=week-start"),
    ],
    actions=[
        BulkAction("take", "Take", "hand-stop", WORK, run=take_many, done="{n} {things} are yours.", key="t"),
        BulkAction("give", "Give to", "user-check", WORK, form=give_form, run=give_many),
        *many.ACTIONS,
        BulkAction("part", "Make part of", "stack-2", WORK, form=part_of_form, run=part_of_many,
                   sentence="They are told together, and can be solved together."),
        BulkAction("close", "Close", "check", WORK, run=close_many, sentence="Nobody is written to.", danger=True),
    ],
    buttons=[
        Button("The queue", "support:queue", "list-check", VIEW),
        Button("The bin", "support:bin", "trash", WORK),
        Button("New ticket", "support:new", "plus", WORK, primary=True),
    ],
    empty=Empty("What people report comes here, and what you log for them.", title="Nobody has needed help yet",
                icon="message-report"),
    icon="message-report",
)  # fmt: skip
