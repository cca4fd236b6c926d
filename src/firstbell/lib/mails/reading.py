"""Bytes into a Message. Whatever they are, there is one: what cannot be read is missing from it, and it says so."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from firstbell.lib.mails import (
    addresses,
    bodies,
    bounces,
    calendars,
    forwarding,
    kinds,
    markup,
    parts,
    threads,
)
from firstbell.lib.mails.bodies import Bodies
from firstbell.lib.mails.headers import Headers
from firstbell.lib.mails.limits import LONGEST_SUBJECT, LONGEST_TEXT, MOST_BYTES
from firstbell.lib.mails.values import Address, Attachment, Kind, Message

LOOP: Final = "X-Firstbell-Mail"  # on every mail that Firstbell sends
_EARLIEST, _LATEST = 1980, 2100
_DELIVERED: Final = ("delivered-to", "x-original-to", "x-envelope-to", "envelope-to", "x-real-to")
_ONCE: Final = ("message-id", "from", "subject", "date", "to", "content-type")


def read(raw: bytes, *, remote_pictures: bool = False) -> Message:
    """Never raises for any bytes, and takes little more memory than they do."""
    limits = parts.Limits()
    if len(raw) > MOST_BYTES:
        limits.oddities.add(f"It is larger than {MOST_BYTES // 1024**2} MB; the end was not read.")
        raw = raw[:MOST_BYTES]
    if b"\n" not in raw[:100_000] and b"\r" in raw[:100_000]:
        raw = raw.replace(b"\r", b"\n")
    top = parts.parse(raw, limits)
    found = bodies.gathered(top)
    message = _with_body(_with_headers(top.headers), found, remote_too=remote_pictures)
    message = _with_kind(message, top)
    return replace(message, oddities=tuple(sorted({*message.oddities, *limits.oddities, *found.oddities})))  # fmt: skip


def _with_headers(top: Headers) -> Message:
    ids = top.all("message-id")
    return Message(
        message_id=next((one for one in map(threads.message_id, ids) if one), None),
        in_reply_to=threads.ids(" ".join(top.all("in-reply-to"))),
        references=threads.ids(" ".join(top.all("references"))),
        sender=_sender(top),
        reply_to=_addresses(top, "reply-to"),
        to=_addresses(top, "to"),
        cc=_addresses(top, "cc"),
        bcc=_addresses(top, "bcc"),
        delivered_to=_addresses(top, *_DELIVERED),
        subject=top.plain("subject", LONGEST_SUBJECT),
        date=_date(top.first("date")),
        spoofed="dmarc=fail" in top.first("authentication-results").lower(),
        loop=top.plain(LOOP.lower(), 100),
        oddities=tuple(_oddities(top)),
    )


def _oddities(top: Headers) -> list[str]:
    found = [f"It has {len(top.all(name))} headers {name.title()}." for name in _ONCE if len(top.all(name)) > 1]  # fmt: skip
    return found + ([] if top.all("message-id") else ["It has no Message-Id."])


def _sender(top: Headers) -> Address:
    """Whoever it is from; where that says nothing, whoever sent it."""
    for name in ("from", "sender", "reply-to", "return-path"):
        for address in _addresses(top, name):
            return address
    names = [one for header in top.all("from") for one in addresses.parsed(header)]
    return names[0] if names else Address()


def _addresses(top: Headers, *names: str) -> tuple[Address, ...]:
    every = (one for name in names for header in top.all(name) for one in addresses.parsed(header))
    return tuple({one.key: one for one in every if one.email}.values())


def _date(header: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(header[:200])
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return moment.astimezone(UTC) if _EARLIEST <= moment.year <= _LATEST else None
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        return None


def _with_body(message: Message, found: Bodies, *, remote_too: bool) -> Message:
    texts, pages, remote = [], [], 0
    cids: set[str] = set()
    rich = any(page for _, page in found.pieces)
    for text, page in found.pieces:
        clean = markup.sanitised(page, remote_too=remote_too) if page else markup.Clean("")
        pages.append(clean.html or (markup.html_of(text) if rich else ""))
        texts.append(text if text.strip() else markup.text_of(clean.html))
        remote += clean.remote_pictures
        cids |= clean.cids
    return replace(
        message,
        text="\n\n".join(text.strip("\n") for text in texts if text.strip())[
            :LONGEST_TEXT
        ].rstrip(),
        html="\n".join(page for page in pages if page),
        remote_pictures=remote,
        attachments=tuple(_inline(one, cids) for one in found.attachments),
        calendar=found.calendar,
    )


def _inline(attachment: Attachment, cids: set[str]) -> Attachment:
    return replace(attachment, inline=True) if attachment.cid and attachment.cid in cids else attachment  # fmt: skip


def _with_kind(message: Message, top: parts.Part) -> Message:
    bounce = bounces.parsed(top, message.text)
    if bounce:
        return replace(message, kind=Kind.BOUNCE, bounce=bounce)
    if message.calendar and message.calendar.method in calendars.REPLIES:
        return replace(message, kind=Kind.CALENDAR_REPLY)
    kind = kinds.told(top.headers)
    forwarded = None
    if kind in {Kind.PERSON, Kind.BULK}:
        forwarded = forwarding.parsed(message.subject, message.text, message.attachments)
    return replace(message, kind=kind, forwarded=forwarded)
