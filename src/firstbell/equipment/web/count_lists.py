"""The lists of counts, and of what was counted in them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from firstbell.equipment.actions import closing
from firstbell.equipment.models import Category, Count, CountLine
from firstbell.equipment.models.item import address_of
from firstbell.equipment.queries import count_photos, counted, evidence, wording
from firstbell.equipment.states import (
    COUNT_LOOKS,
    VERDICTS,
    CountScope,
    Resolution,
)
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
    Rows,
)

VIEW, COUNT, CHANGE = "equipment.view", "equipment.count", "equipment.change"
_STATES: Any = {state.value: (look, state.label, icon) for state, (look, icon) in COUNT_LOOKS.items()}  # fmt: skip
_VERDICTS: Any = {one.value: (look, one.label, icon) for one, (look, icon) in VERDICTS.items()}


def _numbers(row: dict[str, Any]) -> str:
    return f"{row['seen']:,} of {row['due']:,}" if row["due"] else ""


COUNTS = ListSpec(
    name="equipment.counts",
    title="Counts",
    things=("count", "counts"),
    rows=lambda actor: Count.objects.visible_to(actor),
    permission=VIEW,
    url_name="equipment:counts",
    search=("name__icontains", "scope_words__icontains"),
    default_sort="-added",
    row_url=lambda row: f"/counts/{row['uid']}/",
    row_label="name",
    columns=[
        Column("name", "Count", phone=1),
        Column("what", "What", path="scope_words", phone=2),
        Column("state", "State", "status", states=_STATES, phone=3),
        Column("found", "Found", path="pk", fill=counted.fill_numbers, render=_numbers, export=_numbers, sort="",
               filter=False, phone=4),
        Column("lead", "Led by", path="lead__name", sort="lead__name"),
        Column("due", "To be done by", "date", path="due_on"),
        Column("opened", "Opened", "moment", path="opened_at"),
        Column("closed", "Closed", "moment", path="closed_at"),
        Column("scope", "Scope", "choice", choices=CountScope.choices, default=False),
        Column("added", "Planned", "moment", path="created_at", default=False),
        Column("notes", "Notes", sort="", default=False),
    ],
    presets=[Preset("Open", "state=open"), Preset("Being planned", "state=draft"), Preset("Closed", "state=closed")],
    buttons=[
        Button("Due to be counted", "equipment:counts_due", "calendar-due", VIEW),
        Button("What was counted", "equipment:count_lines", "list-check", VIEW),
        Button("Plan a count", "equipment:count_new", "plus", COUNT, primary=True, key="a"),
    ],
    empty=Empty("Go through the rooms with phones, and see what the register says that is not there.",
                title="Nothing has been counted yet", label="Plan a count", url_name="equipment:count_new",
                icon="list-check", permission=COUNT),
    icon="list-check",
)  # fmt: skip


class _MoveForm(forms.Form):
    and_home = forms.BooleanField(label="It is their new home, too", required=False, initial=True)


def _move(rows: Rows, *, by: Actor, at: datetime, and_home: bool) -> None:
    closing.move_to_where_found(rows, by=by, at=at, and_home=and_home)


def _do(verb: Any) -> Any:
    def run(rows: Rows, *, by: Actor, at: datetime) -> None:
        verb(rows, by=by, at=at)

    return run


LINES = ListSpec(
    name="equipment.count_lines",
    title="What was counted",
    things=("line", "lines"),
    rows=lambda actor: CountLine.objects.visible_to(actor),
    permission=VIEW,
    url_name="equipment:count_lines",
    search=("item__tag_key__startswith", "item__serial__istartswith", "item__model__name__icontains"),
    default_sort="tag",
    row_url=lambda row: f"/equipment/{address_of(row['item__tag'], row['item__uid'])}/",
    row_label="item__tag",
    always=("item__uid", "item__tag"),
    school_path="",
    columns=[
        Column("tag", "Tag", "code", path="item__tag", sort="item__tag_key", phone=1),
        Column("model", "Model", path=("item__model__name", "item__model__manufacturer__name", "item__name"),
               sort="", phone=2, render=lambda row: wording.model_cell(evidence.plain(row)),
               export=lambda row: wording.model_text(evidence.plain(row)), filter=False),
        Column("kind", "Kind", path="item__category__name", sort="", default=False,
               filter=Filter("choice", "item__category", model=Category, search=("name_key__contains",))),
        # Of one count the first column says nothing, so it is not shown unless somebody asks for it.
        Column("of", "Count", path="count__name", sort="", default=False,
               filter=Filter("choice", "count", model=Count)),
        Column("verdict", "Verdict", "status", states=_VERDICTS, phone=3),
        Column("expected_in", "Expected in", "place", path="expected_in__name", sort="",
               filter=Filter("place", "expected_in", model=Room, search=("name_key__contains",))),
        Column("found_in", "Found in", "place", path="found_in__name", sort="", phone=4,
               filter=Filter("place", "found_in", model=Room, search=("name_key__contains",))),
        Column("found", "Found", "moment", path="found_at"),
        Column("by", "By", path="found_by", sort=""),
        Column("was_with", "Lent to", path="was_with", sort="", default=False),
        Column("meanwhile", "Seen meanwhile", path=evidence.NAMES, fill=evidence.fill,
               render=lambda row: row["meanwhile"], export=lambda row: row["meanwhile"], sort="", filter=False),
        Column("photos", "Photos", path=("count__pk", "item__pk"), fill=count_photos.fill, render=count_photos.cell,
               export=lambda row: len(row["photos"]) or "", sort="", filter=False),
        Column("looked", "Looked for", "bool", path="looked_for", default=False),
        Column("rooms", "In two rooms", "bool", path="twice", default=False),
        Column("expected", "Expected", "bool", default=False),
        Column("wish", "Wanted", "choice", choices=[("move", "Move it here"), ("leave", "Take it back")], sort="",
               default=False),
        Column("done", "Done about it", "choice", path="resolution",
               choices=[(one.value, one.label) for one in Resolution if one.value], sort=""),
        Column("worth", "Worth when it closed", "money", path="value", permission="equipment.money", default=False),
    ],
    actions=[
        BulkAction("missing", "Set missing", "help-octagon", CHANGE, run=_do(closing.set_missing), order=10,
                   sentence="The register says that they are missing. Found again, they come back into use."),
        BulkAction("move", "Move to where found", "arrow-right", CHANGE, form=_MoveForm, run=_move, order=20),
        BulkAction("keep", "Leave where they belong", "home", COUNT, run=_do(closing.keep), order=30,
                   sentence="The register was right: somebody takes them back to their rooms."),
        BulkAction("back", "Back in use", "circle-check", CHANGE, run=_do(closing.back_in_use), order=40,
                   sentence="What was missing and was found is in use again."),
    ],
    empty=Empty("What a count expects and finds is listed here.", label="Plan a count", url_name="equipment:count_new",
                permission=COUNT, icon="list-check"),
    icon="list-check",
)  # fmt: skip
