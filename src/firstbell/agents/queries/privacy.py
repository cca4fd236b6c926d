"""What a school does not want to keep is not kept: neither in the sections nor in the body for support."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from hashlib import blake2b
from typing import Any, Final, Literal

from firstbell.agents.states import LastUser
from firstbell.lib.agentprotocol import Hidden, Opened, Report, Row, readable
from firstbell.lib.agentprotocol.fields import SECTIONS_RENAMED

# What an agent calls the sections of a category, where it does not call them as the category.
_SECTIONS: Final = {
    "battery": ("batteries",), "controller": ("controllers",), "cpu": ("cpus",), "database": ("databases_services",),
    "drive": ("drives",), "environment": ("envs",), "firewall": ("firewalls",), "input": ("inputs",),
    "licenseinfo": ("licenseinfos",), "local_group": ("local_groups",), "local_user": ("local_users",),
    "lvm": ("logical_volumes", "physical_volumes", "volume_groups"), "memory": ("memories",), "modem": ("modems",),
    "monitor": ("monitors",), "network": ("networks",), "os": ("operatingsystem",), "port": ("ports",),
    "printer": ("printers",), "process": ("processes",), "provider": ("versionprovider",), "psu": ("powersupplies",),
    "slot": ("slots",), "software": ("softwares",), "sound": ("sounds",), "storage": ("storages",),
    "usb": ("usbdevices",), "user": ("users",), "video": ("videos",), "virtualmachine": ("virtualmachines",),
}  # fmt: skip
# Secrets and what somebody was doing: no school keeps these.
NEVER: Final = frozenset({"processes", "envs"})
_OF_USERS: Final = frozenset({"users"})
_USER_FIELDS: Final = {
    "hardware": frozenset({"lastloggeduser", "datelastloggeduser", "userid", "userdomain"}),
    "accesslog": frozenset({"userid"}),
}
_KEY_FIELDS: Final = {"licenseinfos": "key", "hardware": "winprodkey"}
# What stands before a value that is not kept, whoever asks; then what says who was at the machine.
_KEYS: Final = {"json": (b'"key"', b'"winprodkey"'), "xml": (b"<key>", b"<winprodkey>")}
_USERS: Final = {
    "json": (b'"login"', b'"lastloggeduser"', b'"userid"'),
    "xml": (b"<login>", b"<lastloggeduser>", b"<userid>"),
}
_VALUE: Final = {
    "json": re.compile(rb'(\s*:\s*")(?:[^"\\]|\\.)*(?=")', re.DOTALL),
    "xml": re.compile(rb"()(?:[^<]++|<!\[CDATA\[.*?\]\]>)*+(?=</)", re.DOTALL),
}


def sections_of(categories: Iterable[str]) -> frozenset[str]:
    return frozenset(name for one in categories for name in _SECTIONS.get(one, (one,)))


def asked_of(report: Report, left_out: Iterable[str]) -> Report:
    """Without the categories that the school leaves out: agents of the old dialect are not told, and send them."""
    without = sections_of(left_out) & report.sections.keys()
    if not without:
        return report
    kept = {name: rows for name, rows in report.sections.items() if name not in without}
    return replace(report, sections=kept)


def wanted_of(report: Report, keeps: LastUser) -> tuple[Report, list[tuple[str, str]]]:
    """The report without what is not kept, its licence keys masked; and those keys by what they are for."""
    drop = NEVER if keeps == LastUser.NAME else NEVER | _OF_USERS
    sections = {name: rows for name, rows in report.sections.items() if name not in drop}
    if keeps != LastUser.NAME:
        for name, fields in _USER_FIELDS.items():
            if name in sections:
                sections[name] = [_without(row, fields) for row in sections[name]]
    keys: list[tuple[str, str]] = []
    for name, field in _KEY_FIELDS.items():
        if name in sections:
            sections[name] = [_masked(row, field, keys) for row in sections[name]]
    return replace(report, sections=sections), keys


def _without(row: Row, fields: frozenset[str]) -> Row:
    return {name: value for name, value in row.items() if name not in fields}


def _masked(row: Row, field: str, keys: list[tuple[str, str]]) -> Row:
    key = str(row.get(field, ""))
    if not key or key == masked(key):
        return row
    keys.append((str(row.get("fullname") or row.get("name") or "Windows"), key))
    return {**row, field: masked(key)}


def masked(key: str) -> str:
    """All but the last group: enough to tell two keys apart."""
    return re.sub(r"[^-]", "X", key[:-5]) + key[-5:] if len(key) > 8 else "X" * len(key)


def fingerprint(keys: list[tuple[str, str]]) -> str:
    return blake2b(repr(sorted(keys)).encode(), digest_size=16).hexdigest()


def raw_of(opened: Opened, keeps: LastUser, left_out: Iterable[str] = ()) -> bytes:
    """The text of a body for support, without what is not kept."""
    kind: Literal["json", "xml"] = "xml" if opened.kind == "xml" else "json"
    text, small = opened.text, opened.text.lower()
    without = NEVER | sections_of(left_out)
    if any(mark in small for mark in _marks(kind, without)):
        cut = _xml_lists(without).sub(b"", text) if kind == "xml" else _without_lists(text, without)
        text = cut
    names = _KEYS[kind] if keeps == LastUser.NAME else _KEYS[kind] + _USERS[kind]
    return _blanked(text, names, _VALUE[kind])


@lru_cache(maxsize=64)
def _marks(kind: str, sections: frozenset[str]) -> tuple[bytes, ...]:
    """What a body has in it that tells one of these sections."""
    if kind == "xml":
        return tuple(f"<{name}>".encode() for name in _in_xml(sections))
    return tuple(f'"{name}"'.encode() for name in sorted(sections))


def _in_xml(sections: frozenset[str]) -> list[str]:
    other = {name for name, renamed in SECTIONS_RENAMED.items() if renamed in sections}
    return sorted(sections | other)


@lru_cache(maxsize=64)
def _xml_lists(sections: frozenset[str]) -> re.Pattern[bytes]:
    names = "|".join(map(re.escape, _in_xml(sections))).encode()
    return re.compile(rb"<(" + names + rb")>.*?</\1>", re.DOTALL | re.IGNORECASE)


def shown(text: bytes, kind: str, keeps: LastUser, left_out: Iterable[str] = ()) -> str:
    """A kept body as a technician may read it, by what the school keeps today; or Unreadable.

    It is read part by part here: what was told in an unusual way, or kept when more was, is not shown either.
    """
    values = {*_KEY_FIELDS.values()}
    sections = {*NEVER, *sections_of(left_out)}
    if keeps != LastUser.NAME:
        sections |= _OF_USERS
        values |= {"login"}.union(*_USER_FIELDS.values())
    return readable(text, "xml" if kind == "xml" else "json", Hidden(sections, values))


def _blanked(text: bytes, names: Iterable[bytes], value: re.Pattern[bytes]) -> bytes:
    """The names are looked for one by one: an expression over all of them takes ten times as long."""
    kept, done, small = [], 0, text.lower()
    for at in sorted(end for name in names for end in _ends(small, name)):
        found = value.match(text, at)
        if found and found.end(1) >= done:
            kept.append(text[done : found.end(1)])
            done = found.end()
    kept.append(text[done:])
    return b"".join(kept)


def _ends(text: bytes, name: bytes) -> Iterator[int]:
    at = text.find(name)
    while at >= 0:
        yield at + len(name)
        at = text.find(name, at + 1)


def _without_lists(text: bytes, without: frozenset[str]) -> bytes:
    try:
        whole: dict[str, Any] = json.loads(text.decode("utf-8", "replace"), strict=False)
        whole["content"] = {
            name: value for name, value in whole["content"].items() if name.lower() not in without
        }
    except (ValueError, KeyError, AttributeError, TypeError):
        return b""
    return json.dumps(whole, ensure_ascii=False).encode()
