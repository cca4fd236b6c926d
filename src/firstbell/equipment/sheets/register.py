"""The register in the DfE's layout."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from firstbell.equipment.models import Custody, Item
from firstbell.equipment.sheets.layouts import DFE_HEADINGS
from firstbell.equipment.states import ENDED, Lifecycle, Ownership
from firstbell.lib import clock
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.tenancy.models import School

_AT_ONCE = 1_000


def rows(actor: Actor, school: School) -> Iterator[Sequence[Any]]:
    """One line per item, in the order of the tags; walked over by key, so that its size does not matter."""
    today = clock.now().date()
    found = Item.objects.visible_to(actor).live().filter(school=school).select_related(
        "category", "model__manufacturer", "home__building", "place__building", "supplier", "stage_label"
    )  # fmt: skip
    last: tuple[str, int] = ("", 0)
    while True:
        page = list(
            found.filter(tag_key__gte=last[0])
            .exclude(tag_key=last[0], pk__lte=last[1])
            .order_by("tag_key", "pk")[:_AT_ONCE]
        )
        if not page:
            return
        open_rows = (
            Custody.objects.open()
            .filter(item__in=page)
            .select_related("person", "room", "with_item")
        )
        holders = {row.item_id: str(row.holder) for row in open_rows}
        for item in page:
            yield _row(item, holders.get(item.pk, ""), actor.name, today)
        last = (page[-1].tag_key, page[-1].pk)


def _row(item: Item, holder: str, who: str, today: date) -> list[Any]:
    """The DfE's headings in their order; what the register keeps in the notes under a heading goes back there."""
    room = item.home or item.place
    said, comments = _noted(item.notes)
    model = item.model
    ended = item.lifecycle in ENDED
    next_check = said.get("Date of next check or replacement", "") or (item.replace_on or "")
    values = {
        "Asset type": item.category.name, "Asset number": item.tag,
        "Make of asset": model.manufacturer.name if model and model.manufacturer else "",
        "Model of asset": model.name if model else item.name, "Serial number": item.serial,
        "Condition of asset": _condition(item),
        "Asset status": item.stage_label.name if item.stage_label else Lifecycle(item.lifecycle).label,
        "Date of next check or replacement": next_check,
        "Overdue status": "Overdue" if item.replace_on and item.replace_on < today and not ended else "",
        "When does the asset expire or become unsupported?": item.supported_until or (model.supported_until if model else "") or "",
        "Location: Building": room.building.name if room else "", "Location: Room": room.name if room else "",
        "Who is the asset assigned to?": holder, "Purchase date": item.bought_on or "", "Purchase price (£)": _price(item),
        "Supplier of the asset": item.supplier.name if item.supplier else "",
        "Is the asset owned by your school or college?": "Yes" if item.ownership in (Ownership.OWNED, Ownership.DONATED) else "No",
        "Is this asset leased or loaned?": {Ownership.LEASED: "Leased", Ownership.LOANED: "Loaned"}.get(Ownership(item.ownership), "No"),
        "Person completing this entry": said.get("Person completing this entry") or who, "Additional comments": comments,
    }  # fmt: skip
    if ended and item.retired_on:
        values.setdefault(
            "Who decommissioned/ disposed of this asset and when?",
            f"{item.disposed_on or item.retired_on:%d/%m/%Y}",
        )
    return [values.get(heading, "") or said.get(heading, "") for heading in DFE_HEADINGS]


def _condition(item: Item) -> str:
    if item.ownership == Ownership.DONATED:
        return "Donated"
    return "New" if item.condition == "new" else "Used"


def _price(item: Item) -> Any:
    if item.ownership == Ownership.LEASED:
        return "leased"
    pence = item.price_gross if item.price_gross is not None else item.price_net
    return "" if pence is None else pence / 100


def _noted(notes: str) -> tuple[dict[str, str], str]:
    """Lines that an import put into the notes under a heading of the register, and the rest."""
    said: dict[str, str] = {}
    rest = []
    for line in notes.splitlines():
        heading, found, text = line.partition(": ")
        if found and heading in DFE_HEADINGS and heading not in said:
            said[heading] = text
        else:
            rest.append(line)
    return said, "\n".join(rest)
