"""The same done to many tickets of a list; what is refused of them is said, and the others are done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Sum

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.fields import forms as own_fields
from firstbell.platform.fields.queries import fields_of
from firstbell.platform.lists.bulk import change_fields
from firstbell.platform.lists.specs import BulkAction
from firstbell.platform.tags import actions as tags
from firstbell.platform.tags.models import Tag
from firstbell.support.actions import changing, due_by_hand, ticking, trashing, working
from firstbell.support.models import ChecklistTemplate, Cost, Status, Team, Ticket
from firstbell.support.states import DONE, Phase
from firstbell.support.web.forms import DueForm, LocalMoment, categories

WORK, TICKET = "support.work", "support.ticket"
_WITH = ("status", "team", "school", "room", "requester")


def each(verb: Callable[..., Any]) -> Callable[..., None]:
    def run(rows: Any, *, by: Actor, at: datetime, **words: Any) -> None:
        for ticket in rows.select_related(*_WITH):
            verb(ticket, by=by, at=at, **words)

    return run


def _school_of(rows: Any) -> int:
    """Teams and checklists are those of the tickets' school; of several schools, those of the trust."""
    found = list(rows.order_by().values_list("school_id", flat=True).distinct()[:2])
    return found[0] if len(found) == 1 else 0


def _one_of(rows: Any, label: str) -> forms.ModelChoiceField[Any]:
    return forms.ModelChoiceField(rows, label=label, to_field_name="uid")


def _move_form(actor: Actor, rows: Any) -> type[forms.Form]:
    field = _one_of(Team.objects.live().at(_school_of(rows)), "To")
    return type("MoveForm", (forms.Form,), {"team": field})


def _status_form(actor: Actor, rows: Any) -> type[forms.Form]:
    states = Status.objects.live().exclude(phase__in=(*DONE, Phase.NEW))
    until = LocalMoment(label="Until", required=False, help_text="If it waits, and you know")
    return type("StatusForm", (forms.Form,), {"status": _one_of(states, "Set to"), "until": until})


def _category_form(actor: Actor, rows: Any) -> type[forms.Form]:
    return type("CategoryForm", (forms.Form,), {"category": _one_of(categories(), "About")})


def _checklist_form(actor: Actor, rows: Any) -> type[forms.Form]:
    field = _one_of(ChecklistTemplate.objects.live().at(_school_of(rows)), "Checklist")
    return type("ChecklistForm", (forms.Form,), {"template": field})


def _own(actor: Actor) -> dict[str, forms.Field]:
    """The trust's own fields of tickets; nothing that is kept secret."""
    return own_fields.open_fields(TICKET)


def _change_own(rows: Any, *, by: Actor, at: datetime, changes: dict[str, Any]) -> None:
    each(changing.change)(rows, by=by, at=at, custom=own_fields.given(changes))


def _has_own(actor: Actor) -> bool:
    return any(not field.is_secret for field in fields_of(TICKET))


def _back(ticket: Ticket, *, by: Actor, at: datetime) -> None:
    working.assign(ticket, None, by=by, at=at)


ACTIONS = (
    BulkAction("put_back", "Put back", "user-off", WORK, run=each(_back), done="Anybody can take {n} {things}."),
    BulkAction("move", "Pass to", "arrow-right", WORK, form=_move_form, run=each(working.move), key="m"),
    BulkAction("status", "Set status", "progress", WORK, form=_status_form, run=each(working.set_status), key="p"),
    BulkAction("category", "Say what about", "category", WORK, form=_category_form, run=each(changing.change)),
    replace(change_fields(WORK, _own, run=_change_own), when=_has_own),
    BulkAction("due", "Set when due", "calendar-due", WORK, form=DueForm, run=each(due_by_hand.set_due),
               sentence="A date set by hand stands beside what is promised.", done="{n} {things} have their date."),
    BulkAction("due_off", "Take the date off", "calendar-off", WORK, run=each(due_by_hand.take_off),
               sentence="Only what is promised counts then.", done="{n} {things} go by what is promised."),
    BulkAction("checklist", "Put a checklist on", "checklist", WORK, form=_checklist_form, run=each(ticking.put)),
    BulkAction("bin", "Throw away", "trash", WORK, run=each(trashing.throw_away), danger=True, order=90,
               sentence="They can be brought back from the bin for 30 days. Nobody is written to.",
               done="{n} {things} are in the bin."),
)  # fmt: skip


def tags_called(words: str) -> list[int]:
    """The tags whose whole name this is; most of what people look for is none."""
    return list(Tag.objects.filter(key=tags.key_of(words)).values_list("pk", flat=True))


def steps(row: dict[str, Any]) -> str:
    return f"{row['steps_done']} of {row['steps_all']}" if row["steps_all"] else ""


def fill_cost(rows: list[dict[str, Any]]) -> None:
    found = Cost.objects.counted().filter(ticket__in=[row["pk"] for row in rows]).order_by()
    known = dict(found.values_list("ticket").annotate(n=Sum("pence")))
    for row in rows:
        row["cost"] = known.get(row["pk"])
