"""Mails that nobody sends, made from a seed: `python -m firstbell.lib.mails.tests.hostile 900` for 900 seconds.

Every one has to end as a Message of plain values that a database and a page can hold.
"""

from __future__ import annotations

import base64
import binascii
import quopri
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterator
from random import Random

from firstbell.lib.mails import Message, limits, read, split, strip_quote, thread_keys, token
from firstbell.lib.mails.tests.making import attribute, property_, winmail

LEAVES = (
    "", " ", "\0", "x", "Zoë", "💥" * 30, "\ud800", "=?utf-8?q?a=C3=A9?=", "=?utf-8?b?////?=", "=?x?q??=", "=?utf-8?q?=?=", "<a@h>",
    "<" * 300, "(" * 300, '"' * 301, "a@h.example", "A <a@h.example>, ", "<>", ";;;", ": :", "T-00042.abcdefghjkmn", "\\" * 99, "text/plain",
    "multipart/mixed; boundary=b", "multipart/alternative; boundary=\"b\"", "text/html; charset=utf-16", "text/plain; charset=idna",
    "message/rfc822", "application/ms-tnef", "text/calendar; method=REPLY", "multipart/report; report-type=delivery-status; boundary=b",
    "message/delivery-status", "multipart/mixed; boundary*=utf-8''b", "text/plain; format=flowed; delsp=yes", "base64", "quoted-printable",
    "x-uuencode", "attachment; filename*0*=a'b'c; filename*9=d", "attachment; filename==?utf-8?q?=00?=", "Mon, 99 Xxx 99999 99:99 +9999",
    "auto-replied", "Fwd: x", "Undelivered Mail Returned", "MAILER-DAEMON@h", "a" * 5000, "٣٣", "\u202eexe", "\r", "\t\t", "1 Jan 2026 00:00 -0000",
)  # fmt: skip
NAMES = (
    "From", "To", "Cc", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Content-Type", "Content-Type",
    "Content-Type", "Content-Transfer-Encoding", "Content-Transfer-Encoding", "Content-Disposition", "Content-ID", "Return-Path", "Auto-Submitted",
    "Precedence", "X-Failed-Recipients", "Delivered-To", "X-Firstbell-Mail", "Final-Recipient", "Action", "Status", "Sender", "X", "List-Id",
)  # fmt: skip
LINES = (
    "> quoted", ">", "On Monday x wrote:", "-----Original Message-----", "From: x <x@h.example>", "Sent: Monday", "To: x", "Subject: y", "-- ",
    "________________________________", "---------- Forwarded message ---------", "Begin forwarded message:", "Sent from my iPhone", "", "hello",
    "begin 644 a.txt", "#0V%T", "`", "end", "--b", "--b--", "<p>a<script>b</p>", "<blockquote><table><td>", "<img src=cid:a><img src=//x>", "&#0;&#xD800;",
    "BEGIN:VCALENDAR", "METHOD:REPLY", "ATTENDEE;PARTSTAT=X:mailto:a", "Final-Recipient: rfc822; a@h", "Action: failed", "Status: 5.1.1",
    "550 no such user", "------ This is a copy ------", "Message-ID: <a@h>", "Zoë 投影", "<!--", "]]>", "<a href='java\tscript:x'>", "x" * 2000,
)  # fmt: skip
CODECS = ("utf-8", "utf-8", "cp1252", "utf-16", "gb18030", "iso-2022-jp", "koi8-r", "utf-7")
WEDGES = (b"\0", b"\xff", b"\r", b"\n\n", b"--b\n", b"--b--\n", b"=?", b"?=", b";", b'"', b"<", b">", b"(", b"\x1b$B", b"\xef\xbb\xbf", b"=\n", b"=3D", b"begin 644 x\n", b"\x78\x9f\x3e\x22")  # fmt: skip


def hostile(chance: Random) -> bytes:
    roll = chance.random()
    if roll < 0.05:
        return chance.randbytes(chance.randrange(600))
    raw = entity(chance, 0)
    while chance.random() < 0.4:
        raw = damaged(chance, raw)
    return raw


def entity(chance: Random, depth: int) -> bytes:
    """Headers and a body that may have to do with each other."""
    head = "".join(f"{chance.choice(NAMES)}: {leaf(chance)}\n" for _ in range(chance.randrange(9)))
    raw = head.encode("utf-8", "surrogatepass")
    roll = chance.random()
    if depth < 4 and roll < 0.35:
        inside = [entity(chance, depth + 1) for _ in range(chance.randrange(4))]
        kind = chance.choice(("mixed", "alternative", "related", "report", "digest", "signed", "x"))
        body = b"".join(b"--b%d\n" % depth + one + b"\n" for one in inside)
        end = chance.choice((b"--b%d--\n" % depth, b""))
        return (
            raw
            + b"Content-Type: multipart/%s; boundary=b%d\n\n" % (kind.encode(), depth)
            + body
            + end
        )
    return raw + chance.choice((b"\n", b"\n", b"\n", b"")) + body_of(chance)


def leaf(chance: Random) -> str:
    text = chance.choice(LEAVES)
    while chance.random() < 0.3:
        text += chance.choice((", ", "; ", " ", "\n ", "")) + chance.choice(LEAVES)
    return text


def body_of(chance: Random) -> bytes:
    roll = chance.random()
    if roll < 0.05:
        return tnef_of(chance)
    if roll < 0.1:
        return (
            b"begin 644 a\n" + binascii.b2a_uu(chance.randbytes(chance.randrange(46))) + b"`\nend\n"
        )
    text = "\n".join(chance.choice(LINES) for _ in range(chance.randrange(25)))
    raw = text.encode(chance.choice(CODECS), "replace")
    if roll < 0.25:
        return base64.encodebytes(raw)
    return quopri.encodestring(raw) if roll < 0.4 else raw


def tnef_of(chance: Random) -> bytes:
    made = []
    for _ in range(chance.randrange(6)):
        value = chance.choice((b"", b"\x02\0\0\0", chance.randbytes(20), b"a.txt\0"))
        if chance.random() < 0.4:
            kind = chance.choice((0x1E, 0x1F, 0x0D, 0x102, 3, 0x101E, 0x1003, 0x7777))
            value = b"\x01\0\0\0" + property_(
                kind, chance.choice((0x3707, 0x3701, 0x1013, 0x9000)), value
            )
        made.append(attribute(chance.choice((1, 2)), chance.choice((0x9002, 0x8010, 0x800F, 0x9005, 0x9003, 0x800C, 0x9007)), value))  # fmt: skip
    return winmail(*made)


def damaged(chance: Random, raw: bytes) -> bytes:
    """Cut, doubled, with something strange put in, or with single bytes changed."""
    at, to = sorted(chance.randrange(len(raw) + 1) for _ in range(2))
    match chance.randrange(5):
        case 0:
            return raw[:at]
        case 1:
            return raw[:to] + raw[at:]
        case 2:
            return raw[:at] + chance.choice(WEDGES) * chance.randrange(1, 9) + raw[at:]
        case 3:
            return raw[:at] + raw[to:]
        case _:
            changed = bytearray(raw or b"x")
            for _ in range(chance.randrange(1, 6)):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            return bytes(changed)


def swallow(raw: bytes) -> str:
    """All that is done with a mail; what kind it was."""
    found = read(raw)
    examine(found)
    written = split(found.text)
    assert len(written.own) <= len(found.text)
    assert strip_quote(found.text) or not found.text.strip()
    assert found.message_id not in thread_keys(found)
    assert token.found([b"k"], found) is None
    return found.kind.value


def examine(found: Message) -> None:
    """Every word of it can be stored, and nothing is longer than it may be."""
    for text in words(found):
        text.encode()
        assert "\0" not in text
    assert len(found.text) <= limits.LONGEST_TEXT
    assert len(found.subject) <= limits.LONGEST_SUBJECT
    assert len(found.attachments) <= limits.MOST_ATTACHMENTS
    assert len(found.message_id or "") <= limits.LONGEST_ID
    assert "<script" not in found.html.lower()
    assert hash(found) == hash(found)
    for one in found.attachments:
        assert 0 < len(one.name) <= limits.LONGEST_NAME
        assert not {"/", "\\", "\n"} & set(one.name)
        assert isinstance(one.data, bytes)


def words(found: Message) -> Iterator[str]:
    yield from (
        found.text,
        found.html,
        found.subject,
        found.loop,
        repr(found.calendar),
        *found.oddities,
    )
    for address in (
        found.sender,
        *found.reply_to,
        *found.to,
        *found.cc,
        *found.bcc,
        *found.delivered_to,
    ):
        yield from (address.name, address.email)
    yield from (found.message_id or "", *found.in_reply_to, *found.references)
    for one in found.attachments:
        yield from (one.name, one.content_type, one.cid)
    if found.bounce:
        yield from (found.bounce.original_id or "", found.bounce.original_subject)
        yield from (
            text for one in found.bounce.failed for text in (one.email, one.status, one.why)
        )
    if found.forwarded:
        yield from (
            found.forwarded.sender.name,
            found.forwarded.subject,
            found.forwarded.text,
            found.forwarded.comment,
        )


def campaign(seconds: int, first: int = 0) -> int:
    """Swallow mails for so long and say what came of them; how many raised."""
    began, cpu, outcomes, size = time.monotonic(), time.process_time(), Counter[str](), 0
    slowest, seed = (0.0, 0), first
    while time.monotonic() - began < seconds:
        raw = hostile(Random(seed))
        size += len(raw)
        before = time.process_time()
        try:
            outcomes[swallow(raw)] += 1
        except Exception as problem:  # whatever it is, the rest go on
            outcomes["RAISED"] += 1
            sys.stdout.write(f"seed {seed}: {problem!r}"[:500] + "\n")
        slowest = max(slowest, (time.process_time() - before, seed))
        seed += 1
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    sys.stdout.write(
        f"{seed - first:,} mails, {size / 1e6:.0f} MB, {time.process_time() - cpu:.0f} s of CPU, peak {peak} MB, slowest "
        f"{slowest[0] * 1000:.0f} ms (seed {slowest[1]}), {dict(outcomes)}\n"
    )
    return outcomes["RAISED"]


if __name__ == "__main__":
    sys.exit(1 if campaign(*(int(word) for word in sys.argv[1:])) else 0)
