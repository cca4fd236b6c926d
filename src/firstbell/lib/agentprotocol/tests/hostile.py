"""Bodies that no agent sends, made from a seed: `python -m firstbell.lib.agentprotocol.tests.hostile 1000000`.

Every one has to end as a message or as Unreadable: nothing else may be raised, and nothing may be kept that a
database would refuse.
"""

from __future__ import annotations

import gzip
import json
import resource
import sys
import time
import zlib
from collections import Counter
from collections.abc import Iterator
from random import Random

import brotli

from firstbell.lib.agentprotocol import (
    Inventory,
    NetInventory,
    Report,
    Unreadable,
    documents,
    facts,
    opened,
    packed,
    read,
    replies,
)
from firstbell.lib.agentprotocol.fields import BOOLEANS, DAYS, INTEGERS, MOMENTS
from firstbell.lib.agentprotocol.rows import LONGEST
from firstbell.lib.agentprotocol.tests.making import LAPTOP

TYPES = (
    "application/x-compress-zlib", "application/x-compress-gzip", "application/x-compress-deflate", "application/x-br",
    "application/json", "application/xml", "text/plain", "", "application/x-www-form-urlencoded", "Ä; charset=\0",
)  # fmt: skip
LEAVES = (
    None, True, False, 0, -1, 2**63, -(2**70), 10**40, 1.5, 1e308, float("nan"), float("inf"), "", " ", "\0", "0", "x",
    "\ud800", "2024-11-12", "12/31/2024", "99/99/9999", "0000-00-00", "1601-01-01", "1", "Yes", "C:", "/", "Windows 11",
    "To Be Filled By O.E.M.", "٣", "💥" * 20, "a" * 5000, "}", "},{", "<", "]]>", "&#0;", "00:00:00:00:00:00",
    "f4:3b:d8:11:22:30", "(((((((", "Android 1" + "0" * 50, "-" * 100, "١٢٣-٤", "10.0." + "9" * 30, "²", "1" * 400,
)  # fmt: skip
SECTIONS = sorted({*LAPTOP, *INTEGERS, *BOOLEANS, *DAYS, *MOMENTS, "network_device", "users", "usbdevices", "simcards", "x"})  # fmt: skip
FIELDS = sorted(
    {"serial", "name", "mac", "description", "type", "status", "ssn", "msn", "uuid", "ipaddress", "from", "encrypt_status"}
    | {name for rows in LAPTOP.values() if isinstance(rows, list) for row in rows for name in row}
    | {name for row in LAPTOP.values() if isinstance(row, dict) for name in row}
    | {name for table in (INTEGERS, BOOLEANS, DAYS, MOMENTS) for names in table.values() for name in names}
)  # fmt: skip
WORDS = (b"<", b">", b"</", b"&", b"&#0;", b"<![CDATA[", b"]]>", b"<!--", b"<!DOCTYPE a[", b"\0", b"\xff", b'"', b"{", b"}", b"[", b"\\u0000", b"\\ud800", b"<?xml encoding='utf-16'?>", b"\xef\xbb\xbf", b"\x1f\x8b", b"\x78\x9c", b"&a;")  # fmt: skip


def hostile(chance: Random) -> tuple[str, bytes]:
    """A content type and a body."""
    make = chance.choice(
        (noise, broken_json, broken_json, odd_json, odd_json, odd_xml, odd_xml, broken_xml)
    )
    body = make(chance)
    if chance.random() < 0.6:
        body = pack(chance, body)
    if chance.random() < 0.1:
        body = damaged(chance, body)
    return chance.choice(TYPES), body


def swallow(content_type: str, body: bytes) -> str:
    """All that is done with a body; what came of it in a word."""
    try:
        found = opened(content_type, body, most=4 * 1024 * 1024)
        message = read(found, "agent-1")
    except Unreadable as problem:
        return refused(problem.sentence)
    assert isinstance(message.deviceid, str)
    assert opened(*packed(replies.ok(24), found.packing)).text == replies.ok(24)
    for report in reports(message):
        examine(report)
    return type(message).__name__


def refused(sentence: str) -> str:
    assert sentence.endswith("."), sentence
    assert read(opened("", replies.error(sentence, "json"))).action == ""
    return "refused"


def reports(message: object) -> tuple[Report, ...]:
    if isinstance(message, Inventory):
        return (message.report,)
    return message.reports if isinstance(message, NetInventory) else ()


def examine(report: Report) -> None:
    for rows in report.sections.values():
        for row in rows:
            assert all(type(value) in {str, int, float, bool} for value in row.values()), row
            assert all(len(value) <= LONGEST for value in row.values() if isinstance(value, str))
    kept = documents(report)
    for text, _ in kept.values():
        assert "\0" not in text
        assert isinstance(json.loads(text.encode()), list)
    found = facts(report, "agent-1")
    repr(found).encode()
    assert "\0" not in repr((report.deviceid, report.tag, *report.oddities))
    assert found.memory_mb is None or 0 < found.memory_mb < 2**31


def noise(chance: Random) -> bytes:
    return chance.randbytes(chance.randrange(400))


def leaf(chance: Random, depth: int = 0) -> object:
    roll = chance.random()
    if depth < 4 and roll < 0.06:
        return [leaf(chance, depth + 1) for _ in range(chance.randrange(4))]
    if depth < 4 and roll < 0.12:
        return {chance.choice(FIELDS): leaf(chance, depth + 1) for _ in range(chance.randrange(4))}
    return chance.choice(LEAVES)


def content(chance: Random) -> dict[str, object]:
    made: dict[str, object] = {}
    for _ in range(chance.randrange(8)):
        rows = [{chance.choice(FIELDS): leaf(chance) for _ in range(chance.randrange(6))} for _ in range(chance.randrange(4))]  # fmt: skip
        made[chance.choice(SECTIONS)] = chance.choice(
            (rows, rows[:1], rows[0] if rows else None, leaf(chance))
        )
    return made


def odd_json(chance: Random) -> bytes:
    message = {
        "action": chance.choice(
            ("inventory", "inventory", "netinventory", "contact", "get_params", leaf(chance))
        ),
        "deviceid": chance.choice(("pc-1-2026-01-01-00-00-00", leaf(chance))),
        "itemtype": chance.choice(("Computer", "Phone", "Printer", leaf(chance))),
        "partial": leaf(chance),
        "tag": leaf(chance),
        "httpd-port": leaf(chance),
        "installed-tasks": leaf(chance),
        "content": content(chance),
    }
    return json.dumps(message, ensure_ascii=chance.random() < 0.7).encode("utf-8", "replace")


def broken_json(chance: Random) -> bytes:
    return damaged(chance, odd_json(chance))


def odd_xml(chance: Random) -> bytes:
    query = chance.choice(
        ("INVENTORY", "INVENTORY", "PROLOG", "NETDISCOVERY", "SNMPQUERY", "", "X")
    )
    inside = "".join(element(name, value) for name, value in content(chance).items())
    if query in {"NETDISCOVERY", "SNMPQUERY"}:
        inside = f"<DEVICE>{inside}</DEVICE><PROCESSNUMBER>1</PROCESSNUMBER>"
    text = f"<?xml version='1.0'?><REQUEST><CONTENT>{inside}</CONTENT><DEVICEID>pc</DEVICEID><QUERY>{query}</QUERY></REQUEST>"
    return text.encode(chance.choice(("utf-8", "utf-8", "utf-8", "utf-16", "cp1252")), "replace")


def element(name: str, value: object) -> str:
    if isinstance(value, list):
        return "".join(element(name, part) for part in value)
    if isinstance(value, dict):
        return f"<{name.upper()}>{''.join(element(key, part) for key, part in value.items())}</{name.upper()}>"
    return f"<{name.upper()}>{'' if value is None else value}</{name.upper()}>"


def broken_xml(chance: Random) -> bytes:
    return damaged(chance, odd_xml(chance))


def damaged(chance: Random, body: bytes) -> bytes:
    """Cut, doubled, with something strange put in, or with single bytes changed."""
    if not body:
        return body
    at, to = sorted(chance.randrange(len(body) + 1) for _ in range(2))
    way = chance.randrange(5)
    if way == 0:
        return body[:at]
    if way == 1:
        return body[:to] + body[at:]
    if way == 2:
        return body[:at] + chance.choice(WORDS) + body[at:]
    if way == 3:
        return body[:at] + body[to:]
    changed = bytearray(body)
    for _ in range(chance.randrange(1, 6)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def pack(chance: Random, body: bytes) -> bytes:
    way = chance.randrange(40)
    if way == 0:  # packed twice
        return zlib.compress(zlib.compress(body))
    if way == 1:  # a small bomb
        return zlib.compress(body + b" " * 5_000_000, 1)
    if way < 4:
        return bytes(brotli.compress(body, quality=1))
    if way < 12:
        return gzip.compress(body, 1)
    if way < 18:
        return zlib.compress(body, 1)[2:-4]
    return zlib.compress(body, 1)


WAYS = (noise, broken_json, broken_xml, *(odd_json, odd_xml) * 4)


def bodies(first: int, count: int) -> Iterator[tuple[int, str, bytes]]:
    for seed in range(first, first + count):
        yield seed, *hostile(Random(seed))


def campaign(count: int, first: int = 0) -> int:
    """Swallow `count` bodies and say what came of them; how many raised what they may not."""
    began, outcomes, sizes = time.process_time(), Counter[str](), 0
    for seed, content_type, body in bodies(first, count):
        sizes += len(body)
        try:
            outcomes[swallow(content_type, body)] += 1
        except Exception as problem:  # whatever it is, the rest go on
            outcomes["RAISED"] += 1
            sys.stdout.write(f"seed {seed}: {problem!r}"[:500] + "\n")
    seconds = time.process_time() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(
        f"{count} bodies, {sizes / 1e6:.0f} MB, {seconds:.0f} s of CPU, peak {peak} MB, {dict(outcomes)}\n"
    )
    return outcomes["RAISED"]


if __name__ == "__main__":
    sys.exit(1 if campaign(*(int(word) for word in sys.argv[1:])) else 0)
