"""New devices: what reported itself and waits for somebody, decided on one by one or many at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from firstbell.agents.actions import deciding
from firstbell.agents.models import Device, Key
from firstbell.agents.states import DeviceKind, MatchKind
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
from firstbell.platform.web.components import icon

VIEW, CHANGE = "agents.view", "agents.change"
_ACTS = (("approval", "check", "Approve", ""), ("refusal", "ban", "Refuse", " fb-btn-bare"))


def _each(verb: Callable[..., Any]) -> Callable[..., None]:
    def run(rows: Any, *, by: Actor, at: datetime) -> None:
        for device in rows.select_related("school", "item__model", "item__category"):
            verb(device, by=by, at=at)

    return run


def _name(row: Row) -> str:
    """As `str(device)`: not every machine tells a name."""
    return str(row["hostname"] or row["deviceid"] or row["serial"] or "A device without a name")


def _whole(row: Row) -> SafeString | str:
    return format_html('<span class="fb-whole">{}</span>', row["doubt"]) if row["doubt"] else ""


def _acts(row: Row) -> SafeString:
    """One press each: the buttons send the list's own form to the device."""
    buttons = format_html_join(
        " ",
        '<button class="fb-btn fb-btn-s{}" formaction="/new-devices/{}/{}/">{}{}<span class="fb-sr"> {}</span></button>',
        (
            (looks, row["uid"], act, icon(picture), word, _name(row))
            for act, picture, word, looks in _ACTS
        ),
    )
    return format_html('<span class="fb-row-acts">{}</span>', buttons)


WAITING = ListSpec(
    name="agents.waiting",
    title="New devices",
    things=("new device", "new devices"),
    rows=lambda actor: Device.objects.visible_to(actor).waiting(),
    permission=VIEW,
    url_name="agents:waiting",
    search=("hostname__icontains", "serial__icontains", "item__tag__icontains", "address__icontains"),
    default_sort="-first",
    row_url=lambda row: f"/devices/{row['uid']}/",
    row_label="name",
    columns=[
        Column("name", "Name", "code", path=("hostname", "deviceid", "serial"), render=_name, export=_name, phone=1),
        Column("decide", "Decide", path="uid", sort="", filter=False, permission=CHANGE, render=_acts, in_files=False),
        Column("model", "Model", path=("model", "maker"), phone=2),
        Column("system", "System", path="os_name"),
        Column("serial", "Serial", "code", path="serial"),
        Column("tag", "Tag", "code", path="item__tag", sort="item__tag_key", phone=4),
        Column("first", "First heard", "moment", path="first_seen_at", phone=3),
        Column("doubt", "In doubt", path="doubt", render=_whole, export=lambda row: row["doubt"], phone=2),
        Column("address", "Address", "code", path="address", default=False),
        Column("heard", "Last heard", "moment", path="last_contact_at", default=False),
        Column("kind", "Kind", "choice", path="kind", choices=DeviceKind.choices, default=False),
        Column("release", "Release", path="os_version", default=False),
        Column("matched", "Recognised by", "choice", path="matched_by", choices=MatchKind.choices, default=False),
        Column("agent", "Agent", "code", path="agent_version", default=False),
        Column("key", "Key", path="key__label", sort="", default=False,
               filter=Filter("choice", "key", model=Key, label="label", search=("label__icontains",))),
        Column("school_name", "School", path="school__short_name", default=False),
    ],
    presets=[
        Preset("Today", "first.after=today-1d"), Preset("Not in the register", "tag.empty="), Preset("In doubt", "doubt.filled="),
    ],
    actions=[
        BulkAction("approve", "Approve", "check", CHANGE, run=_each(deciding.approve), key="a", order=10,
                   sentence="They may be given work from now on; what is not in the register yet is put in it.",
                   done="{n} {things} may be given work from now on."),
        BulkAction("register", "Register", "plus", CHANGE, run=_each(deciding.put_in_register), order=20,
                   sentence="They are put in the register; work goes on waiting for approval.",
                   done="{n} {things} are in the register."),
        BulkAction("refuse", "Refuse", "ban", CHANGE, run=_each(deciding.refuse), danger=True, order=30,
                   sentence="What they report is turned away from now on; what is known of them stays.",
                   done="{n} {things} are turned away from now on."),
    ],
    buttons=[
        Button("Bring files in", "agents:upload", "upload", CHANGE), Button("Log", "agents:log", "list-details", VIEW),
    ],
    empty=Empty("What reports for the first time is shown here until somebody approves it.", title="No device waits",
                label="Enrolment keys", url_name="agents:keys", permission="agents.keys", icon="circle-check"),
    icon="device-desktop",
)  # fmt: skip
