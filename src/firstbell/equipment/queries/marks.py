"""What tells a device on a network: its MAC addresses, host name and IMEI as the register shows them now."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, Q

from firstbell.equipment.models import Identity, Item
from firstbell.equipment.queries import identities
from firstbell.equipment.states import IdentityKind, Source
from firstbell.lib.parsing import Unclear, parse_imei, parse_mac, shown

# Name in forms, sheets and the API -> kind of identity; of host name and IMEI one is shown.
MARKS: dict[str, IdentityKind] = {
    "macs": IdentityKind.MAC,
    "hostname": IdentityKind.HOSTNAME,
    "imei": IdentityKind.IMEI,
}
SEVERAL = "macs"
INDEXED = 4
_NAMES = {str(kind): name for name, kind in MARKS.items()}
_TRUST = {Source.TYPED: 0, Source.IMPORTED: 1, Source.REPORTED: 2}
_BETWEEN = re.compile(r"[,;|\n]+|\s+(?=(?:[0-9a-f]{2}[:-]){5})", re.IGNORECASE)
Marks = dict[str, list[str]]


def read(name: str, given: str | Iterable[str] | None) -> list[str]:
    """What somebody wrote, in the form that is kept; Unclear says what is wrong with it."""
    texts = [given or ""] if given is None or isinstance(given, str) else list(given)
    if name == SEVERAL:
        parts = [part.strip() for text in texts for part in _BETWEEN.split(text)]
        return list(dict.fromkeys(parse_mac(part) for part in parts if part))
    text = next((text.strip() for text in texts if text.strip()), "")
    if not text:
        return []
    return [parse_imei(text) if name == "imei" else _hostname(text)]


def _hostname(text: str) -> str:
    plain = " ".join(text.split())
    if len(plain) > 120 or not plain.isprintable():
        raise Unclear(f"{shown(text)} is longer than the name of a computer can be.")
    return plain


def told(rows: Iterable[Identity]) -> Marks:
    """Of identities: those of now, by name; what a person typed stands before what a device reported."""
    found: Marks = {name: [] for name in MARKS}
    for row in sorted(rows, key=lambda row: (_TRUST[Source(row.source)], row.pk)):
        name = _NAMES.get(row.kind)
        if name is not None and row.to_at is None:
            found[name].append(row.value)
    return found


def marks_told(values: Mapping[IdentityKind, Iterable[str]]) -> Marks:
    """The same of what a device that was not known before says of itself."""
    return {
        _NAMES[kind]: [value[:120] for value in identities.by_norm_of(told).values()]
        for kind, told in values.items()
        if kind in _NAMES
    }


def open_rows(item_ids: Iterable[int]) -> dict[int, list[Identity]]:
    found: dict[int, list[Identity]] = {}
    rows = Identity.objects.filter(item_id__in=list(item_ids), kind__in=list(_NAMES), to_at=None)
    for row in rows:
        found.setdefault(row.item_id, []).append(row)
    return found


def fill(items: Sequence[Item]) -> None:
    """Give items their `marks`, with one query."""
    rows = open_rows(item.pk for item in items)
    for item in items:
        item.marks = told(rows.get(item.pk, ()))


def of(item: Item) -> Marks:
    fill([item])
    return item.marks


def fill_rows(rows: list[dict[str, Any]]) -> None:
    """The same for a page of a list: three columns, one query."""
    if rows and "macs" in rows[0]:
        return
    known = open_rows(row["pk"] for row in rows)
    for row in rows:
        found = told(known.get(row["pk"], ()))
        row["macs"], row["hostname"] = ", ".join(found["macs"]), "".join(found["hostname"][:1])
        row["imei"] = "".join(found["imei"][:1])


def having(name: str) -> Callable[[Q], Q]:
    """A list's filter: the items of which one of these is so."""

    def inside(wanted: Q) -> Q:
        rows = Identity.objects.filter(wanted, item=OuterRef("pk"), kind=MARKS[name], to_at=None)
        return Q(Exists(rows))

    return inside


def differing(there: Marks, brought: Marks) -> Marks:
    """What a file changes: it adds the addresses that it tells; its host name and IMEI are the ones."""
    found = {}
    for name, wanted in brought.items():
        known = there[name] if name == SEVERAL else there[name][:1]
        several = name == SEVERAL and bool(wanted)
        now = list(dict.fromkeys([*known, *wanted])) if several else wanted
        if now != known:
            found[name] = now
    return found


def codes(marks: Mapping[str, Sequence[str]]) -> list[str]:
    """What they are found by: a MAC address in each of the ways in which people and switches write it."""
    found = [*marks.get("hostname", ()), *marks.get("imei", ())]
    for mac in list(marks.get("macs", ()))[:INDEXED]:
        bare = mac.replace(":", "")
        dotted = ".".join(bare[at : at + 4] for at in (0, 4, 8))
        found += [mac, bare, mac.replace(":", "-"), dotted]
    return found
