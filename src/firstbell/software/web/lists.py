from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.html import format_html

from firstbell.equipment.models import Item
from firstbell.equipment.queries import holders
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.lists.specs import Button, Column, Empty, Filter, ListSpec, Preset
from firstbell.platform.web.components import status
from firstbell.software.models import Installation, Presence, Title
from firstbell.software.queries import among
from firstbell.software.states import ProgramKind

VIEW = "software.view"


def _known(row: dict[str, Any]) -> str:
    if row["title__known"]:
        return status("ok", "Known", "circle-check")
    return status("quiet", "Nobody has said", "help-circle")


def _version(row: dict[str, Any]) -> str:
    return format_html('<span class="fb-code">{}</span>', row["release__version"] or "—")


def _holders(rows: list[dict[str, Any]]) -> None:
    """Who has the devices of a page, with one query."""
    held = [{"pk": key} for key in {row["item_id"] for row in rows}]
    holders.fill(held)
    by_item = {row["pk"]: row["holder"] for row in held}
    for row in rows:
        row["holder"] = by_item[row["item_id"]]


def _held_by(op: str, uids: list[Any]) -> Q:
    return Q(item__in=Item.objects.filter(holders.with_person(op, uids)).values("pk"))


TITLES = ListSpec(
    name="software.titles",
    title="Software",
    things=("program", "programs"),
    rows=lambda actor: Presence.objects.visible_to(actor).filter(devices__gt=0),
    permission=VIEW,
    url_name="software:titles",
    search=("title__name__icontains", "title__publisher__icontains"),
    default_sort="-devices",
    row_url=lambda row: f"/software/{row['title__uid']}/",
    row_label="title__name",
    always=("title__uid", "title__name"),
    columns=[
        Column("name", "Program", path="title__name", sort="title__name_key", phone=1),
        Column("publisher", "By", path="title__publisher", phone=2),
        Column("kind", "Kind", "choice", path="title__kind", choices=ProgramKind.choices),
        Column("devices", "Devices", "number", path="devices", phone=3),
        Column("known", "Known", "bool", path="title__known", render=_known, phone=4),
        Column("school_name", "School", path="school__short_name", default=False),
    ],
    presets=[
        Preset("Applications", "kind=application,app"),
        Preset("Nobody has said what it is", "known=no&kind=application,app"),
        Preset("Runtimes and drivers", "kind=runtime,driver,part"),
        Preset("Updates", "kind=update"),
    ],
    buttons=[
        Button("New and gone", "software:week", "calendar-week", VIEW),
        Button("Required and forbidden", "software:wanted", "shield-check", VIEW),
        Button("Licences", "software:licences", "license", "software.licences"),
    ],
    empty=Empty("Programs come with the first report of a device.", title="No device has reported its programs yet",
                icon="apps"),
    icon="apps",
)  # fmt: skip

INSTALLATIONS = ListSpec(
    name="software.installations",
    title="Where programs are",
    things=("installation", "installations"),
    rows=lambda actor: Installation.objects.visible_to(actor).there(),
    permission=VIEW,
    url_name="software:installations",
    search=among.named,
    default_sort="-since",
    row_url=lambda row: f"/equipment/{row['item__uid']}/",
    row_label="item__tag",
    always=("item__uid", "item__tag"),
    columns=[
        Column("device", "Device", "code", path="item__tag", sort="item__tag_key", phone=1,
               filter=Filter("choice", "item", model=Item, label="tag", search=("tag_key__startswith",))),
        Column("program", "Program", path="title__name", sort="", phone=2,
               filter=Filter("choice", "title", model=Title, search=("name__icontains",))),
        Column("version", "Version", path=("release__version",), sort="", render=_version, phone=3,
               export=lambda row: row["release__version"], filter=Filter("text", "version", inside=among.of_releases)),
        Column("room", "Now in", "place", path="item__place__name", sort="", phone=4,
               filter=Filter("place", "item__place", model=Room, search=("name_key__contains",))),
        Column("name", "As reported", path="release__name", sort="", default=False,
               filter=Filter("text", "name", inside=among.of_releases)),
        Column("by", "By", path="release__publisher", sort="", default=False,
               filter=Filter("text", "publisher", inside=among.of_releases)),
        Column("arch", "For", path="release__arch", sort="", default=False,
               filter=Filter("text", "arch", inside=among.of_releases)),
        Column("kind", "Kind", "choice", path="title__kind", choices=ProgramKind.choices, sort="", default=False,
               filter=Filter("choice", "kind", choices=ProgramKind.choices, inside=among.of_titles)),
        Column("with", "With", path="item_id", sort="", default=False, fill=_holders,
               render=lambda row: row["holder"], export=lambda row: row["holder"],
               filter=Filter("person", "", model=Person, search=("name_key__contains",), label="name_key", where=_held_by)),
        Column("installed", "Installed", "date", path="installed_on", sort=""),
        Column("since", "First seen", "moment", path="first_seen_at"),
    ],
    presets=[Preset("New this week", "since.after=week-start")],
    empty=Empty("Programs come with the first report of a device.", icon="apps"),
    icon="apps",
)  # fmt: skip
