"""What a school does not want to keep is not kept: neither in the sections nor in the body for support."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from hashlib import blake2b
from typing import Any, Final, Literal

from firstbell.agents.states import LastUser
from firstbell.lib.agentprotocol import Hidden, Opened, Report, Row, readable

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
_XML_LISTS: Final = re.compile(rb"<(PROCESSES|ENVS)>.*?</\1>", re.DOTALL | re.IGNORECASE)
_LISTS: Final = {"json": (b'"processes"', b'"envs"'), "xml": (b"<processes>", b"<envs>")}


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


def raw_of(opened: Opened, keeps: LastUser) -> bytes:
    """The text of a body for support, without what is not kept."""
    kind: Literal["json", "xml"] = "xml" if opened.kind == "xml" else "json"
    text, small = opened.text, opened.text.lower()
    if any(name in small for name in _LISTS[kind]):
        text = _XML_LISTS.sub(b"", text) if kind == "xml" else _without_lists(text)
    names = _KEYS[kind] if keeps == LastUser.NAME else _KEYS[kind] + _USERS[kind]
    return _blanked(text, names, _VALUE[kind])


def shown(text: bytes, kind: str, keeps: LastUser) -> str:
    """A kept body as a technician may read it, by what the school keeps today; or Unreadable.

    It is read part by part here: what was told in an unusual way, or kept when more was, is not shown either.
    """
    values = {*_KEY_FIELDS.values()}
    sections = {*NEVER}
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


def _without_lists(text: bytes) -> bytes:
    try:
        whole: dict[str, Any] = json.loads(text.decode("utf-8", "replace"), strict=False)
        whole["content"] = {
            name: value for name, value in whole["content"].items() if name.lower() not in NEVER
        }
    except (ValueError, KeyError, AttributeError, TypeError):
        return b""
    return json.dumps(whole, ensure_ascii=False).encode()
