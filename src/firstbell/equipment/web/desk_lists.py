from __future__ import annotations

from datetime import datetime
from typing import Any

from firstbell.equipment.actions import answering
from firstbell.equipment.models import Custody, Item
from firstbell.equipment.models.item import address_of
from firstbell.equipment.queries import wording
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.lists.specs import (
    BulkAction,
    Button,
    Column,
    Empty,
    Filter,
    ListSpec,
    Preset,
)


def _out(actor: Any) -> Any:
    return Custody.objects.open().filter(item__in=Item.objects.visible_to(actor).live())


def _ask(rows: Any, *, by: Actor, at: datetime) -> None:
    for row in rows.select_related("item__category", "person"):
        answering.ask_still(row, by=by, at=at)


OUT = ListSpec(
    name="equipment.out",
    title="Out now",
    things=("thing", "things"),
    rows=_out,
    permission="equipment.view",
    url_name="equipment:out",
    search=("item__tag_key__contains", "person__name_key__contains", "room__name_key__contains"),
    default_sort="due",
    row_url=lambda row: f"/equipment/{address_of(row['item__tag'], row['item__uid'])}/",
    row_label="item__tag",
    always=("item__tag", "item__uid"),
    school_path="item__school",
    columns=[
        Column("tag", "Tag", "code", path="item__tag", sort="item__tag_key", phone=1),
        Column("what", "What", path=("item__name", "item__model__name", "item__category__name"), sort="", phone=2,
               filter=False, render=lambda row: _what(row), export=lambda row: _what(row)),
        Column("with", "With", path=wording.HOLDER,
               sort="person__name_key", render=wording.holder_text, export=wording.holder_text, phone=4,
               filter=Filter("person", "person", model=Person, search=("name_key__contains",), label="name_key")),
        Column("room", "Room", "place", path="room__name", sort="room__name_key", default=False,
               filter=Filter("place", "room", model=Room, search=("name_key__contains",))),
        Column("many", "How many", "number", path="quantity"),
        Column("since", "Since", "moment", path="from_at"),
        Column("due", "Back by", "date", path="due_on", phone=3),
        Column("by", "Given by", path="given_by", default=False),
        Column("note", "Note", path="note", sort="", default=False),
        Column("of", "School", path="item__school__short_name", default=False),
    ],
    actions=[
        BulkAction("still", "Do they still have it?", "message-2", "equipment.give", run=_ask,
                   sentence="Each person is asked on their own page, and can answer with a photo.",
                   done="{n} {things} asked about.", order=10),
    ],
    presets=[Preset("Late", "due.before=today"), Preset("Due this week", "due.between=today,today+7d")],
    buttons=[Button("Losses and thefts", "equipment:losses", "help-octagon", "equipment.view"),
             Button("Loan desk", "equipment:desk", "hand-stop", "equipment.give", primary=True)],
    empty=Empty("What is lent shows here, with when it is due.", title="Nothing is out", icon="hand-stop"),
    icon="hand-stop",
)  # fmt: skip


def _what(row: dict[str, Any]) -> str:
    return str(row["item__name"] or row["item__model__name"] or row["item__category__name"] or "")
