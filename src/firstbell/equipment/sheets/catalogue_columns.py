"""The fields of the sheets of kinds, makers and models, and the headings that other registers have for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models

from firstbell.equipment.states import Depreciation, Tracking
from firstbell.lib import parsing
from firstbell.lib.parsing import Unclear, shown
from firstbell.platform.exchange.sheets import Column, Match

_MOST = 32_000
_is_web = URLValidator(schemes=["http", "https"])
_TRACKED = {
    "each": Tracking.INDIVIDUAL, "individually": Tracking.INDIVIDUAL, "serialised": Tracking.INDIVIDUAL,
    "in bulk": Tracking.QUANTITY, "bulk": Tracking.QUANTITY, "consumable": Tracking.QUANTITY,
}  # fmt: skip
_LOSES = {
    "straight": Depreciation.STRAIGHT, "linear": Depreciation.STRAIGHT, "declining balance": Depreciation.REDUCING,
    "reducing": Depreciation.REDUCING, "none": Depreciation.NONE, "no": Depreciation.NONE,
}  # fmt: skip


def _choice(
    choices: type[models.TextChoices], more: dict[str, Any], what: str
) -> Callable[[str], str]:
    known = (
        {one.label.casefold(): one for one in choices} | {one.value: one for one in choices} | more
    )

    def parse(text: str) -> str:
        found = known.get(" ".join(text.casefold().split()).strip(" ."))
        if found is None:
            words = ", ".join(one.label.lower() for one in choices)
            raise Unclear(f"{shown(text)} is no {what}. There are: {words}.")
        return str(found.value)

    return parse


def _web(text: str) -> str:
    """ "www.dell.example" is an address as people write it; {serial} stands for a number that is put in later."""
    address = text if "://" in text else f"https://{text}"
    try:
        _is_web(address.replace("{serial}", "SERIAL"))
    except ValidationError:
        raise Unclear(f"{shown(text)} is not a web address.") from None
    return address


def _months(text: str) -> int:
    return _fits(parsing.parse_months(text, bare="months").months, text)


def _count_every(text: str) -> int:
    months = 0 if text.strip() == "0" else _months(text)
    if months > 120:
        raise Unclear(f"{shown(text)} is more than ten years.")
    return months


def _percent(text: str) -> int:
    number = parsing.parse_int(text.strip().rstrip("%"))
    if not 0 <= number <= 100:
        raise Unclear(f"{shown(text)} is not between 0 and 100 per cent.")
    return number


def _pounds(text: str) -> int | None:
    found = parsing.parse_money(text)
    if isinstance(found, parsing.NotBought):
        return None
    if found.currency != "GBP" or not 0 <= found.pence <= 2_000_000_000:
        raise Unclear(f"{shown(text)} is not a price in pounds.")
    return found.pence


def _fits(number: int, text: str) -> int:
    if not 0 <= number <= _MOST:
        raise Unclear(f"{shown(text)} is not a number that fits here.")
    return number


C = Column
_loses = _choice(Depreciation, _LOSES, "way of losing worth")

MAKERS: tuple[Column, ...] = (
    C("name", "Maker", "name", ("manufacturer", "manufacturer name", "make", "brand", "name"), limit=120, required=True, group="Which maker"),
    C("website", "Website", "text", ("url", "web", "web site", "homepage", "manufacturer url"), limit=200, parse=_web, group="Whom to ask"),
    C("support_phone", "Support phone", "code", ("phone", "support telephone", "telephone", "helpline"), limit=40, group="Whom to ask"),
    C("warranty_url", "Warranty check", "text", ("warranty url", "warranty page", "warranty lookup", "warranty lookup url"), limit=300, parse=_web, help="{serial} is replaced by the serial number", group="Whom to ask"),
    C("notes", "Notes", "notes", ("note", "comments", "remarks"), limit=10_000, group="Whom to ask"),
)  # fmt: skip

KINDS: tuple[Column, ...] = (
    C("name", "Kind", "name", ("category", "category name", "asset type", "device type", "name"), limit=120, required=True, group="Which kind"),
    C("parent", "Under", "name", ("parent", "parent category", "belongs to", "parent kind"), limit=120, help="The kind that it is a kind of", group="Which kind"),
    C("tag_prefix", "Tags begin", "code", ("prefix", "tag prefix", "asset tag prefix"), limit=12, group="Which kind"),
    C("tracking", "Tracked", "text", ("tracking", "how it is tracked", "category type"), parse=_choice(Tracking, _TRACKED, "way of tracking"), group="Which kind"),
    C("is_container", "Holds others", "yes_no", ("container", "is a container", "holds other items"), group="Which kind"),
    C("used_up", "Used up when given out", "yes_no", ("consumed", "one-way", "used up"), group="Which kind"),
    C("has_battery", "Has a battery", "yes_no", ("battery",), group="Which kind"),
    C("life_months", "Life, months", "months", ("life", "life in months", "eol", "useful life", "lifetime"), parse=_months, group="What it is worth"),
    C("count_months", "Counted every, months", "months", ("audit interval", "stocktake interval", "counted every"), parse=_count_every, group="What it is worth"),
    C("depreciation", "Depreciation", "text", ("depreciation method",), parse=_loses, group="What it is worth"),
    C("residual_percent", "Worth at the end, %", "text", ("residual", "residual percent", "residual value %", "salvage %"), parse=_percent, group="What it is worth"),
    C("notes", "Notes", "notes", ("note", "comments", "remarks", "description"), limit=10_000, group="What it is worth"),
)  # fmt: skip

MODELS: tuple[Column, ...] = (
    C("name", "Model", "name", ("model name", "product", "product name", "name"), limit=120, required=True, group="Which model"),
    C("manufacturer", "Maker", "name", ("manufacturer", "make", "brand"), limit=120, group="Which model"),
    C("category", "Kind", "name", ("category", "asset type", "device type", "type"), limit=120, help="A new model needs one", group="Which model"),
    C("number", "Model number", "code", ("model no", "model no.", "part number", "product number", "sku", "mpn"), limit=80, group="Which model"),
    C("life_months", "Life, months", "months", ("life", "life in months", "eol", "eol months", "useful life"), parse=_months, group="What it needs"),
    C("depreciation", "Depreciation", "text", ("depreciation method",), parse=_loses, help="Empty: as its kind", group="What it needs"),
    C("residual_percent", "Worth at the end, %", "text", ("residual", "residual percent", "residual value %"), parse=_percent, help="Empty: as its kind", group="What it needs"),
    C("supported_until", "Updates end", "date", ("supported until", "end of support", "support ends", "aue date"), group="What it needs"),
    C("replacement_pence", "Costs new", "money", ("replacement price", "replacement cost", "list price", "price"), parse=_pounds, group="What it needs"),
    C("min_stock", "Keep at least", "number", ("minimum stock", "min stock", "min qty", "min. qty", "minimum quantity"), group="What it needs"),
    C("weight_grams", "Weight, grams", "number", ("weight", "weight in grams"), group="What it needs"),
    C("guide_url", "Datasheet or guide", "text", ("datasheet", "guide", "manual", "url"), limit=200, parse=_web, group="What it needs"),
    C("notes", "Notes", "notes", ("note", "comments", "remarks"), limit=10_000, group="What it needs"),
)  # fmt: skip


def named(*columns: str) -> Callable[[], Sequence[Match]]:
    words = {"name": "Its name", "manufacturer": "maker", "number": "model number"}
    label = " and ".join(words[one].lower() for one in columns).capitalize()
    return lambda: (Match("name", label, columns),)
