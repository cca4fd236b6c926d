"""Enrolment keys as a list; their secrets are in no column and in no file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import BooleanField, Case, ExpressionWrapper, Q, Value, When

from firstbell.agents.actions import keys
from firstbell.agents.models import Key
from firstbell.agents.models.keys import in_state, state_on
from firstbell.agents.states import KeyState
from firstbell.lib import clock
from firstbell.platform.accounts.actors import Actor
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

MAY = "agents.keys"
STATES: Any = {
    KeyState.IN_USE: ("ok", "In use"), KeyState.RUN_OUT: ("warn", "Has run out"), KeyState.REVOKED: ("quiet", "Revoked", "ban"),
}  # fmt: skip
# Revoked ones last, whatever they are called.
_REVOKED = Case(When(revoked_at=None, then=Value(0)), default=Value(1))
_PASSWORD = ExpressionWrapper(~Q(basic_user=""), output_field=BooleanField())


def _state(row: Row) -> KeyState:
    return state_on(clock.now().date(), row["revoked_at"], row["expires_on"])


def _in_state(values: list[str]) -> Q:
    found = Q(pk__in=())
    for value in values:
        found |= in_state(KeyState(value), clock.now().date())
    return found


def _approval(row: Row) -> str:
    return "Needs no approval" if row["approves"] else "Each device waits"


def _revoke(rows: Any, *, by: Actor, at: datetime) -> None:
    for key in rows.select_related("school"):
        keys.revoke(key, by=by, at=at)


KEYS = ListSpec(
    name="agents.keys",
    title="Enrolment keys",
    things=("key", "keys"),
    rows=lambda actor: Key.objects.visible_to(actor),
    permission=MAY,
    url_name="agents:keys",
    search=("label__icontains",),
    default_sort="state",
    row_url=lambda row: f"/settings/enrolment-keys/{row['uid']}/",
    row_label="label",
    columns=[
        Column("label", "Where it is used", path="label", phone=1),
        Column("state", "State", "status", path=("revoked_at", "expires_on"), states=STATES, phone=4,
               annotate={"ended": _REVOKED}, sort=("ended", "label"), filter=Filter("status", chosen=_in_state, empty=False),
               render=lambda row: status(*STATES[_state(row)]), export=lambda row: STATES[_state(row)][1]),
        Column("approves", "Approval", "bool", path="approves", render=_approval, export=_approval, phone=2,
               filter=Filter("bool", choices=[("yes", "Needs no approval"), ("no", "Each device waits")])),
        Column("devices", "Devices", "number", path="used_count"),
        Column("used", "Last used", "moment", path="last_used_at", phone=3),
        Column("until", "Last day", "date", path="expires_on"),
        Column("password", "Password too", "bool", path="with_password", annotate={"with_password": _PASSWORD}),
        Column("certificate", "Client certificate", "bool", path="client_certificate"),
        Column("made", "Made", "moment", path="created_at", default=False),
        Column("revoked", "Revoked", "moment", path="revoked_at", default=False),
        Column("school_name", "School", path="school__short_name", default=False),
    ],
    presets=[
        Preset("In use", "state=in_use"), Preset("Run out", "state=run_out"), Preset("Revoked", "state=revoked"),
        Preset("Never used", "used.empty="),
    ],
    actions=[
        BulkAction("revoke", "Revoke", "ban", MAY, run=_revoke, danger=True,
                   sentence="What reports to them is turned away from now on; the devices stay. That cannot be taken back.",
                   done="{n} {things} are revoked."),
    ],
    buttons=[Button("New key", "agents:key_new", "plus", MAY, primary=True, key="n")],
    empty=Empty("A key is an address of its own for your agents: make one, copy a line, and run it on a machine.",
                title="No device can report yet", label="New key", url_name="agents:key_new", icon="key"),
    icon="key",
)  # fmt: skip
