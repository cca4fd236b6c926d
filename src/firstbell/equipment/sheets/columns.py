"""The fields of the equipment sheet, and the headings that schools and other systems have for them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from firstbell.equipment.queries import marks
from firstbell.equipment.sheets import words
from firstbell.equipment.states import Ownership
from firstbell.lib.parsing import Unclear, parse_months, shown
from firstbell.platform.exchange.own_fields import OWN, own_columns
from firstbell.platform.exchange.sheets import Column, Match
from firstbell.platform.fields.queries import fields_of

ITEM = "equipment.item"
CUSTOM = OWN
_NONE = frozenset({"n/a", "na", "none", "nil", "tbc", "tba", "unknown", "-", "--", "?"})


def _vat(text: str) -> int:
    number = text.strip().rstrip("%").strip()
    try:
        rate = round(float(number) * 100)
    except ValueError:
        raise Unclear(f"{shown(text)} is not a rate of VAT. Write it like 20%.") from None
    if rate and "%" not in text and rate <= 100:
        rate *= 100  # 0.2
    if not 0 <= rate <= 10_000:
        raise Unclear(f"{shown(text)} is not a rate of VAT.")
    return rate


def _warranty(text: str) -> int:
    """ "3 years" and "36"; a bare number of up to ten is years or months, and nobody can tell."""
    if text.isdecimal() and int(text) > 10:
        return parse_months(text, bare="months").months
    return parse_months(text).months


def _owned(text: str) -> Any:
    """ "Is it owned?" yes; or a word for how it came."""
    word = text.casefold().strip(" .")
    if word in ("no", "n", "false"):
        return False
    return True if word in ("yes", "y", "true") else _ownership(text)


def _leased(text: str) -> Any:
    word = text.casefold().strip(" .")
    if word in ("no", "n", "false", "n/a", "neither"):
        return False
    return Ownership.LEASED if word in ("yes", "y", "true") else _ownership(text)


def _ownership(text: str) -> Ownership:
    found = words.OWNERSHIPS.get(text.casefold().strip(" ."))
    if found is None:
        raise Unclear(
            f"{shown(text)} is not a way of owning: owned, leased, on loan, donated or somebody's own."
        )
    return found


def _marks(name: str) -> Callable[[str], list[str]]:
    def parse(text: str) -> list[str]:
        return [] if text.casefold().strip(" .") in _NONE else marks.read(name, text)

    return parse


C = Column
FIXED: tuple[Column, ...] = (
    C("tag", "Asset tag", "identity", ("tag", "asset number", "asset no", "asset id", "inventory number", "asset", "barcode", "inventory no", "equipment number", "ict number", "asset tag number"), limit=60, group="What it is"),
    C("serial", "Serial number", "identity", ("serial", "serial no", "s/n", "sn", "service tag", "serial num"), limit=120, group="What it is"),
    C("macs", "MAC addresses", "identity", ("mac", "mac address", "mac no", "mac number", "ethernet mac", "ethernet mac address", "lan mac", "lan mac address", "wired mac", "wired mac address", "physical address", "network mac", "hardware address"), parse=_marks("macs"), limit=400, group="What it is", help="Several with commas between them"),
    C("wifi_mac", "Wi-Fi MAC address", "identity", ("wifi mac", "wi-fi mac", "wifi mac address", "wireless mac", "wireless mac address", "wlan mac", "wlan mac address"), parse=_marks("macs"), limit=400, group="What it is"),
    C("hostname", "Host name", "identity", ("hostname", "computer name", "pc name", "machine name", "network name", "netbios name", "dns name"), parse=_marks("hostname"), limit=120, group="What it is"),
    C("imei", "IMEI", "identity", ("imei number", "imei no", "imei 1", "imei/meid"), parse=_marks("imei"), limit=60, group="What it is"),
    C("name", "Name", "text", ("item name", "asset name", "device name", "device", "description", "item"), group="What it is"),
    C("category", "Kind", "name", required=True, aliases=("category", "asset type", "type", "device type", "equipment type", "class", "kind of equipment"), limit=120, group="What it is"),
    C("maker", "Maker", "name", ("manufacturer", "make", "brand", "manufacturers", "make of asset", "vendor make"), limit=120, group="What it is"),
    C("model", "Model", "name", ("model name", "model of asset", "product", "make and model"), limit=120, group="What it is"),
    C("model_number", "Model number", "code", ("model no", "part number", "product number", "sku", "mpn"), limit=80, group="What it is"),
    C("quantity", "Quantity", "number", ("qty", "number of", "count", "amount"), group="What it is"),
    C("state", "State", "name", ("status", "asset status", "lifecycle", "stage", "deployment status"), limit=100, group="How it is"),
    C("condition", "Condition", "name", ("condition of asset", "physical condition", "working condition"), limit=100, group="How it is"),
    C("notes", "Notes", "notes", ("comments", "additional comments", "asset notes", "remarks", "comment", "note"), limit=10_000, group="How it is"),
    C("building", "Building", "name", ("block", "site", "location building"), limit=100, group="Where it is"),
    C("room", "Home room", "name", ("location", "room", "default location", "location room", "room name", "room number", "home location", "classroom"), limit=100, group="Where it is"),
    C("place", "Room it is in now", "name", ("current location", "current room", "checked out to location", "last seen in"), limit=100, group="Where it is"),
    C("shelf", "Shelf or seat", "text", ("shelf", "seat", "position", "cupboard", "bay"), limit=60, group="Where it is"),
    C("holder", "Who has it", "people", ("assigned to", "user", "full name", "owner", "holder", "who is the asset assigned to", "checked out to", "alternate username", "issued to", "allocated to", "custodian", "staff member"), limit=200, group="Who has it"),
    C("holder_email", "Email of who has it", "email", ("email", "assigned email", "user email", "email address", "checked out to email"), group="Who has it"),
    C("holder_username", "Username of who has it", "name", ("username", "login", "user name", "checked out to username", "staff initials", "mis id"), group="Who has it"),
    C("holder_first", "First name of who has it", "name", ("first name", "forename", "checked out to first name"), group="Who has it"),
    C("holder_last", "Last name of who has it", "name", ("last name", "surname", "checked out to last name"), group="Who has it"),
    C("price", "Price", "money", ("purchase cost", "cost", "purchase price", "unit price", "unit cost", "value", "price paid"), help="With or without VAT as you say below", group="Money"),
    C("price_net", "Price without VAT", "money", ("net price", "price ex vat", "cost ex vat", "net", "net cost", "price excluding vat"), group="Money"),
    C("price_gross", "Price with VAT", "money", ("gross price", "price inc vat", "cost inc vat", "gross", "price including vat"), group="Money"),
    C("vat_rate", "VAT rate", "text", ("vat", "vat %"), parse=_vat, group="Money"),
    C("bought", "Bought on", "date", ("purchase date", "date of purchase", "date purchased", "bought", "acquired", "purchased", "acquisition date", "date bought"), group="Money"),
    C("supplier", "Supplier", "name", ("supplier of the asset", "vendor", "reseller", "purchased from", "bought from"), limit=100, group="Money"),
    C("order", "Order", "code", ("order number", "po number", "purchase order", "order no", "order reference", "po"), limit=60, group="Money"),
    C("invoice", "Invoice", "code", ("invoice number", "invoice no"), limit=60, group="Money"),
    C("funding", "Paid from", "text", ("funding", "budget", "cost centre", "funding source", "budget code", "fund"), limit=80, group="Money"),
    C("owned", "Is it owned?", "text", ("ownership", "owned", "is the asset owned by your school or college"), parse=_owned, group="Money"),
    C("leased", "Is it leased or on loan?", "text", ("leased", "is this asset leased or loaned", "lease"), parse=_leased, group="Money"),
    C("warranty_months", "Warranty in months", "months", ("warranty months", "warranty (months)"), group="Warranty and dates"),
    C("warranty", "Warranty", "text", ("warranty length", "guarantee", "warranty period"), parse=_warranty, group="Warranty and dates"),
    C("warranty_end", "Warranty ends", "date", ("warranty end", "warranty expiry", "warranty expires", "warranty until", "warranty end date", "end of warranty", "warranty expiration", "warranty expiry date", "warranty date"), group="Warranty and dates"),
    C("supported_until", "Supported until", "date", ("end of support", "when does the asset expire or become unsupported", "support ends", "aue date", "auto update expiration"), group="Warranty and dates"),
    C("replace_on", "Replace on", "date", ("replacement date", "asset eol date", "eol date", "eol", "replace by", "planned replacement"), group="Warranty and dates"),
    C("received", "Received on", "date", ("date received", "delivery date", "delivered"), group="Warranty and dates"),
    C("in_service", "In use since", "date", ("deployed on", "date deployed", "date issued", "in service date", "commissioned"), group="Warranty and dates"),
    C("retired", "Retired on", "date", ("date retired", "disposal date", "date disposed", "decommissioned on", "write off date"), group="Warranty and dates"),
)  # fmt: skip


def columns() -> Sequence[Column]:
    return (*FIXED, *own_columns(ITEM))


def matches() -> Sequence[Match]:
    own = [field for field in fields_of(ITEM) if field.is_unique]
    return (
        Match(
            "tag_or_serial",
            "The asset tag; where a line has none, the serial number",
            ("tag", "serial"),
        ),
        Match("tag", "The asset tag only", ("tag",)),
        Match("serial", "The serial number only", ("serial",)),
        *(
            Match(f"{CUSTOM}{field.key}", f"{field.label} only", (f"{CUSTOM}{field.key}",))
            for field in own
        ),
    )
