"""What the panels show: the item's own, and equipment's share of rooms, people and the home page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from firstbell.equipment.models import Item, Model
from firstbell.equipment.queries import glance, holders, wording, worth
from firstbell.lib import clock
from firstbell.people.models import Person
from firstbell.places.models import Room
from firstbell.platform.accounts.permissions import can
from firstbell.platform.fields.queries import fields_of
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import components, presence, slots, timelines
from firstbell.platform.web.components.span import Span, SpanPart
from firstbell.platform.web.kept import own_facts

Words = dict[str, Any]
_HOLDERS = 12


def custody(request: HttpRequest, item: Item) -> Words | None:
    if not item.is_individual and item.category.used_up:
        return None  # nobody has it: its ledger says where it went
    rows = _holders(item) if presence.has(request, item, "custody") else []
    item.is_held = presence.has(request, item, "held")
    for row in rows:
        row.url = _url(row.holder)
    now = [row for row in rows if row.to_at is None]
    today = clock.now().date()
    return {"now": now, "past": [row for row in rows if row.to_at], "span": _span(rows, item, today), "item": item,
            "flush": True, "today": today}  # fmt: skip


def _holders(item: Item) -> list[Any]:
    # Most items have had few, and of one kind: the others are not joined for nothing.
    found = item.custodies.order_by("-from_at").prefetch_related(
        "person", "room", "with_item__model", "with_item__category"
    )
    return list(found[:_HOLDERS])


def _url(holder: Any) -> str:
    return slots.url_of(holder._meta.label_lower, holder.uid)


def _span(rows: list[Any], item: Item, today: date) -> Span | None:
    if not rows:
        return None
    starts = date(today.year if today.month >= 9 else today.year - 1, 9, 1)
    ends = date(starts.year + 1, 8, 31)
    seen = item.seen_at.date() if item.seen_at else None
    parts = []
    for row in reversed(rows):
        began, ended = row.from_at.date(), row.to_at.date() if row.to_at else today
        if ended < starts:
            continue
        sure = min(ended, seen) if row.to_at is None and seen and seen > began else ended
        parts.append(SpanPart(began, sure, "" if row.to_at else "on", str(row)))
        if sure < ended:
            parts.append(SpanPart(sure, ended, "dashed", f"{row}, not seen"))
        if row.to_at is None and row.due_on and starts <= row.due_on <= ends:
            parts.append(SpanPart(row.due_on, None, "bad", "due back"))
    parts.append(SpanPart(today, None, "ink", "today"))
    key = [("Solid", "with its holder"), ("Dashed", "not seen since")]
    return Span(starts, ends, parts, f"Who had {item.tag} this school year", key)


def history(request: HttpRequest, item: Item) -> Words | None:
    found = timelines.timeline_panel(request, item)
    link = {"label": "All of it", "url": found["all_url"]} if found else {}
    return {**found, "flush": True, "link": link} if found else None


def contents(request: HttpRequest, item: Item) -> Words | None:
    if not item.category.is_container:
        return None
    inside = (
        item.contents.filter(removed_at=None)
        .select_related("model", "category")
        .order_by("bay", "tag_key")
    )
    rows = [(row, wording.title(row), wording.stage(row)) for row in inside[:100]]
    of = f"{len(rows)} of {item.capacity}" if item.capacity else str(len(rows))
    return {"rows": rows, "fact": of, "flush": True}


def notes(request: HttpRequest, item: Item) -> Words | None:
    return {"text": item.notes} if item.notes else None


def place(request: HttpRequest, item: Item) -> Words:
    now = clock.now()
    home = wording.linked(item.home, _url(item.home) if item.home else "")
    pairs = [
        ("Home", home or "None yet"), ("Shelf or seat", item.home_spot),
        ("Now in", wording.linked(item.place, _url(item.place) if item.place else "")),
        ("In", wording.linked(item.container, _url(item.container) if item.container else "")), ("Bay", item.bay),
        ("Goes with", wording.linked(item.goes_with, _url(item.goes_with) if item.goes_with else "")),
        ("Last seen", f"{components.when(item.seen_at, now)}, {item.seen_how}" if item.seen_at else "Never noted"),
        ("Seen in", wording.linked(item.seen_in, _url(item.seen_in) if item.seen_in else "")),
    ]  # fmt: skip
    return {"html": components.facts(pairs)}


def own(request: HttpRequest, item: Item) -> Words | None:
    pairs = own_facts(request, item, fields_of("equipment.item", item.category.uid))
    return {"html": components.facts(pairs)} if pairs else None


def secrets(request: HttpRequest, model: Model) -> Words | None:
    """Everything else that a model says stands in the boxes of the form it is on."""
    kept = [field for field in fields_of("equipment.model") if field.is_secret]
    pairs = own_facts(request, model, kept)
    return {"html": components.facts(pairs)} if pairs else None


def money(request: HttpRequest, item: Item) -> Words:
    today = clock.now().date()
    value = worth.of(item, today)
    paid = components.money(item.price_net) if item.price_net is not None else ""
    if item.price_gross is not None:
        paid = (
            f"{paid} + VAT, {components.money(item.price_gross)} in all"
            if paid
            else f"{components.money(item.price_gross)} with VAT"
        )
    worth_now = (
        f"{components.money(value.value)}, written off {components.day(value.written_off_on, today)}"
        if value
        else ""
    )
    pairs = [
        ("Bought", components.day(item.bought_on, today)), ("Paid", paid), ("Worth now", worth_now),
        ("Supplier", wording.linked(item.supplier, _url(item.supplier) if item.supplier else "")),
        ("Order", item.order_ref), ("Invoice", item.invoice_ref), ("Paid from", item.funding),
        ("In use since", components.day(item.in_service_on, today)),
        ("Retired", components.day(item.retired_on, today)), ("Disposed of", components.day(item.disposed_on, today)),
        ("Updates end", components.day(item.supported_until, today)),
        ("Cover", wording.cover(item.cover_ends_on, today)),
    ]  # fmt: skip
    return {"pairs": [(label, text) for label, text in pairs if text], "covers": _covers(request, item),
            "item": item, "flush": False, "may_change": can(request.actor, "equipment.change", item)}  # fmt: skip


def _covers(request: HttpRequest, item: Item) -> list[Any]:
    if not presence.has(request, item, "covers"):
        return []
    return list(item.covers.select_related("provider").order_by("ends_on"))


def identity(request: HttpRequest, item: Item) -> Words:
    known = presence.has(request, item, "identities")
    rows = list(item.identities.order_by("kind", "-from_at")) if known else []
    pairs = [
        (row.get_kind_display(), components.code(row.value)) for row in rows if row.to_at is None
    ]
    gone = [
        (f"{row.get_kind_display()}, before", components.code(row.value))
        for row in rows
        if row.to_at
    ]
    number = item.model.number if item.model else ""
    maker = item.model.manufacturer if item.model else None
    told = [
        ("Tag", components.code(item.tag)),
        *pairs,
        *gone,
        ("Maker", str(maker or "")),
        ("Model number", number),
    ]
    return {"html": components.facts(told)}


def in_room(request: HttpRequest, room: Room) -> Words:
    items = holders.items_in(room)
    rows = [(row, wording.title(row), wording.stage(row)) for row in items[:60]]
    link = {"label": "As a list", "url": f"{reverse('equipment:items')}?place={room.uid}"}
    return {
        "rows": rows,
        "fact": len(rows) if len(rows) < 60 else "60+",
        "link": link,
        "flush": True,
        "room": room,
    }


def held(request: HttpRequest, person: Person) -> Words:
    rows = list(holders.items_of(person.uid))
    return {
        "rows": rows,
        "fact": len(rows) or "",
        "flush": True,
        "person": person,
        "today": clock.now().date(),
    }


def mine(request: HttpRequest, school: School | None) -> Words | None:
    """On the home page of whoever has something: they need no right to the register for it."""
    uid = request.actor.person_uid
    rows = list(holders.items_of(uid)) if uid else []
    return (
        {"rows": rows, "fact": len(rows), "flush": True, "today": clock.now().date()}
        if rows
        else None
    )


def begin(request: HttpRequest, school: School | None) -> Words | None:
    """While a school has nothing at all: what it has it has in a spreadsheet."""
    if school is None or Item.objects.filter(school=school).exists():
        return None
    return {"may_import": can(request.actor, "exchange.import", school)}


def home(request: HttpRequest, school: School | None) -> Words | None:
    link = {"label": "All equipment", "url": reverse("equipment:items")}
    return {"kinds": glance.kinds(request.actor, school), "link": link, "flush": True}


def ending(request: HttpRequest, school: School | None) -> Words | None:
    today = clock.now().date()
    link = {
        "label": "See list",
        "url": f"{reverse('equipment:items')}?warranty.between=today,today%2B90d",
    }
    groups = glance.covers_ending(request.actor, school, today)
    return {"groups": groups, "link": link, "flush": True, "today": today}


def trouble(request: HttpRequest, school: School | None) -> Words | None:
    rows = glance.troubles(request.actor, school)
    link = {"label": "See list", "url": f"{reverse('equipment:items')}?state=in_repair,missing"}
    return {
        "rows": [(row, wording.title(row), wording.stage(row)) for row in rows],
        "link": link,
        "flush": True,
    }
