"""The rules for names as a list, in the order in which they are tried."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import Value

from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.lists.specs import (
    BulkAction,
    Button,
    Column,
    Empty,
    Filter,
    ListSpec,
    Preset,
    Row,
)
from firstbell.platform.web.components import status
from firstbell.software.actions import naming
from firstbell.software.models import NamingRule
from firstbell.software.states import ProgramKind

VIEW, CHANGE = "software.view", "software.change"


def _rules(actor: Actor) -> Any:
    """A rule's page is for those who may change it."""
    return NamingRule.objects.visible_to(actor).annotate(may=Value(can(actor, CHANGE)))


def _state(row: Row) -> str:
    return "In use" if row["enabled"] else status("quiet", "Off", "ban")


def _whose(row: Row) -> str:
    return "Curated" if row["built_in"] else status("live", "Yours", "user")


def _switch(rows: Any, *, on: bool, by: Actor, at: datetime) -> None:
    naming.switch_rules(rows, on=on, by=by, at=at)


def _remove(rows: Any, *, by: Actor, at: datetime) -> None:
    naming.remove_rules(rows, by=by, at=at)


RULES = ListSpec(
    name="software.naming_rules",
    title="Names of programs",
    things=("rule", "rules"),
    rows=_rules,
    permission=VIEW,
    url_name="software:rules",
    search=("pattern__icontains", "title__icontains", "publisher__icontains"),
    default_sort="place",
    row_url=lambda row: f"/software/rules/{row['uid']}/" if row["may"] else "",
    row_label="title",
    always=("may",),
    columns=[
        Column("title", "Read as", path="title", phone=1),
        Column("pattern", "Names like", "code", path="pattern", phone=2, filter=Filter("text")),
        Column("only", "Only by", path="by"),
        Column("publisher", "Publisher", path="publisher"),
        Column("kind", "Kind", "choice", path="kind", choices=ProgramKind.choices),
        Column("curated", "Whose", "bool", path="built_in", render=_whose, phone=3,
               export=lambda row: "Curated" if row["built_in"] else "Yours",
               filter=Filter("bool", choices=[("yes", "Curated"), ("no", "Yours")])),
        Column("state", "State", "bool", path="enabled", render=_state, phone=4,
               export=lambda row: "In use" if row["enabled"] else "Off",
               filter=Filter("bool", choices=[("yes", "In use"), ("no", "Off")])),
        Column("place", "Place", "number", path="place"),
    ],
    presets=[Preset("Yours", "curated=no"), Preset("Off", "state=no"), Preset("Applications", "kind=application,app")],
    actions=[
        BulkAction("use", "Use", "check", CHANGE, run=partial(_switch, on=True), order=10,
                   sentence="All names are read again in the background.", done="{n} {things} are in use."),
        BulkAction("off", "Do not use", "ban", CHANGE, run=partial(_switch, on=False), order=20,
                   sentence="They stay as they are, and are not tried; all names are read again in the background.",
                   done="{n} {things} are off."),
        BulkAction("remove", "Remove", "trash", CHANGE, run=_remove, danger=True, order=90,
                   sentence="All names are read again in the background.", done="{n} {things} are gone."),
    ],
    buttons=[
        Button("Try names", "software:rule_try", "test-pipe", VIEW),
        Button("Add a rule", "software:rule_new", "plus", CHANGE, primary=True, key="n"),
    ],
    empty=Empty("The first rule that fits a name decides what it is; names that none reads stay as devices report them.",
                title="No rule", label="Add a rule", url_name="software:rule_new", permission=CHANGE),
    icon="abc",
    # One name in the whole trust.
    school_path="",
)  # fmt: skip
