"""What of a mail is its text, its HTML and its attachments."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from firstbell.lib.mails import calendars, headers, parameters, tnef, transfer
from firstbell.lib.mails.charsets import decoded, one_line
from firstbell.lib.mails.limits import (
    LONGEST_CALENDAR,
    LONGEST_HTML,
    LONGEST_NAME,
    LONGEST_SUBJECT,
    LONGEST_TEXT,
    MOST_ATTACHMENTS,
    MOST_GUESSES,
)
from firstbell.lib.mails.parts import Part
from firstbell.lib.mails.values import Attachment, Calendar

_MAILS: Final = frozenset({"message/rfc822", "message/global"})
_REPORTS: Final = frozenset({"message/delivery-status", "message/global-delivery-status", "text/rfc822-headers", "message/disposition-notification"})  # fmt: skip
_TNEF: Final = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_ALSO_TEXT: Final = frozenset({"text/plain", "text/enriched", "text/richtext", "text/markdown"})
_SEPARATORS: Final = re.compile(r'[/\\:*?"<>|]')
_ENRICHED: Final = re.compile(r"<[^<>]{0,100}>")
# What the bytes of a file with no name are called.
_ENDINGS: Final = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif", "application/pdf": "pdf", "text/html": "html", "text/plain": "txt", "text/calendar": "ics", "text/csv": "csv", "message/rfc822": "eml", "application/pgp-signature": "asc", "application/pkcs7-signature": "p7s", "message/delivery-status": "txt"}  # fmt: skip


@dataclass(slots=True)
class Bodies:
    """What is gathered: pieces of text and of HTML that say the same, in their order."""

    pieces: list[tuple[str, str]] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    calendar: Calendar | None = None
    oddities: set[str] = field(default_factory=set)
    guesses: int = MOST_GUESSES

    def text(self, raw: bytes, charset: str) -> str:
        self.guesses -= not raw.isascii()
        return decoded(raw, charset, guess=self.guesses >= 0)

    def attach(self, attachment: Attachment) -> None:
        if len(self.attachments) < MOST_ATTACHMENTS:
            self.attachments.append(attachment)
        else:
            self.oddities.add(f"It has more than {MOST_ATTACHMENTS} attachments.")


def gathered(top: Part) -> Bodies:
    found = Bodies()
    _gather(top, found)
    return found


def _gather(part: Part, found: Bodies) -> None:
    if not part.parts:
        _leaf(part, found)
    elif part.content_type == "multipart/alternative":
        _alternatives(part, found)
    else:
        for inner in part.parts:
            _gather(inner, found)


def _alternatives(part: Part, found: Bodies) -> None:
    """One text said several ways: the plainest and the richest of them are kept."""
    inside = [Bodies(oddities=found.oddities) for _ in part.parts]
    for inner, its in zip(part.parts, inside, strict=True):
        _gather(inner, its)
    texts = [its for its in inside if its.pieces]
    plain = next((text for its in texts for text, _ in its.pieces if text.strip()), "")
    richest = next((its for its in reversed(texts) if any(page for _, page in its.pieces)), None)
    if texts:
        page = "\n".join(page for _, page in richest.pieces if page) if richest else ""
        found.pieces.append((plain, page))
    for its in inside:
        found.calendar = found.calendar or its.calendar
        for attachment in its.attachments:
            found.attach(attachment)


def _leaf(part: Part, found: Bodies) -> None:
    name = name_of(part)
    attached = part.headers.first("content-disposition").lower().startswith("attachment")
    if part.content_type in _TNEF or name.lower() == "winmail.dat":
        _winmail(part, found)
    elif part.content_type == "text/calendar":
        _calendar(part, found, name)
    elif part.main == "text" and not attached and not name and part.content_type not in _REPORTS:
        _text(part, found)
    elif part.end > part.start or name:
        _file(part, found, name)


def _text(part: Part, found: Bodies) -> None:
    raw, charset = part.data, part.parameters.get("charset", "")
    if part.content_type == "text/html":
        found.pieces.append(("", found.text(raw[: LONGEST_HTML * 4], charset)))
        return
    if part.content_type not in _ALSO_TEXT:
        _file(part, found, "")
        return
    if b"\nend" in raw and transfer.UU_BEGIN.search(raw):
        raw, files = transfer.uu_files(raw, MOST_ATTACHMENTS)
        for name, data in files:
            found.attach(Attachment(clean_name(decoded(name)), "application/octet-stream", data))
    if len(raw) > LONGEST_TEXT * 4:
        found.oddities.add(f"Its text is longer than {LONGEST_TEXT:,} letters.")
    text = found.text(raw[: LONGEST_TEXT * 4], charset)[:LONGEST_TEXT]
    if part.content_type in {"text/enriched", "text/richtext"}:
        text = _ENRICHED.sub("", text)
    if part.parameters.get("format", "").lower() == "flowed":
        text = _flowed(text, joined=part.parameters.get("delsp", "").lower() == "yes")
    found.pieces.append((text, ""))


def _flowed(text: str, *, joined: bool) -> str:
    """Lines that were broken only to travel (RFC 3676) are one again; `-- ` stays a line."""
    lines: list[str] = []
    open_ended = False
    for line in text.split("\n"):
        line = line.removeprefix(" ")
        quoted = line.startswith(">")
        if open_ended and not quoted and line != "-- ":
            lines[-1] += line
        else:
            lines.append(line)
        open_ended = line.endswith(" ") and line != "-- " and not quoted and len(lines[-1]) < 5_000
        if open_ended and joined:
            lines[-1] = lines[-1][:-1]
    return "\n".join(lines)


def _calendar(part: Part, found: Bodies, name: str) -> None:
    data = part.data
    text = decoded(data[: LONGEST_CALENDAR * 4], part.parameters.get("charset", ""))
    found.calendar = found.calendar or calendars.parsed(text, part.parameters.get("method", ""))
    found.attach(Attachment(name or "invitation.ics", "text/calendar", data))


def _winmail(part: Part, found: Bodies) -> None:
    data = part.data
    if not tnef.is_tnef(data):
        _file(part, found, name_of(part))
        return
    inside = tnef.opened(data)
    if inside.text.strip() or inside.html.strip():
        found.pieces.append((inside.text[:LONGEST_TEXT], inside.html[: LONGEST_HTML * 2]))
    for file in inside.files:
        kind = one_line(file.content_type, 100) or "application/octet-stream"
        found.attach(Attachment(clean_name(file.name), kind, file.data, one_line(file.cid, LONGEST_NAME)))  # fmt: skip
    if not inside.files and not found.pieces:
        _file(part, found, "winmail.dat")


def _file(part: Part, found: Bodies, name: str) -> None:
    data = part.data if part.content_type not in _MAILS else _mail(part)
    cid = one_line(part.headers.first("content-id").strip("<> \t"), LONGEST_NAME)
    found.attach(Attachment(name or _nameless(part, data), part.content_type[:100], data, cid))


def _mail(part: Part) -> bytes:
    """A mail in a mail is as it is, or, against the rules, packed like a file."""
    return part.data if part.headers.first("content-transfer-encoding") else part.body


def _nameless(part: Part, data: bytes) -> str:
    if part.content_type in _MAILS:
        fields, _ = headers.split(data, 0, len(data))
        return clean_name(f"{fields.plain('subject', LONGEST_SUBJECT)[:80] or 'mail'}.eml")
    return f"attachment.{_ENDINGS.get(part.content_type, 'bin')}"


def name_of(part: Part) -> str:
    """As the sender called it; empty without a name."""
    disposition = part.headers.first("content-disposition")
    if disposition:
        # Several kinds before the first `;` are no reason to lose the name.
        _, named = parameters.parsed(disposition)
        name = named.get("filename") or part.parameters.get("name", "")
    else:
        name = part.parameters.get("name", "")
    return clean_name(name) if name.strip() else ""


def clean_name(name: str) -> str:
    """Without a path and what no disk may hold; its ending stays when it is shortened."""
    last = re.split(r"[/\\]", one_line(name, LONGEST_NAME * 20))[-1]
    plain = _SEPARATORS.sub("_", last).strip(" .") or "attachment"
    if len(plain) > LONGEST_NAME:
        stem, dot, ending = plain.rpartition(".")
        keep = f"{dot}{ending}" if stem and len(ending) <= 10 else ""
        plain = plain[: LONGEST_NAME - len(keep)] + keep
    return plain
