"""Mails that say another mail did not arrive: as the standard has them (RFC 3464), and as older servers write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from firstbell.lib.mails import addresses, headers, threads, words
from firstbell.lib.mails.charsets import decoded, one_line
from firstbell.lib.mails.headers import Headers
from firstbell.lib.mails.limits import LONGEST_EMAIL, LONGEST_SUBJECT, MOST_FAILED
from firstbell.lib.mails.parts import Part
from firstbell.lib.mails.values import Bounce, Failed

_MOST_REPORT: Final = 200_000
_LONGEST_WHY: Final = 300
_DAEMON: Final = re.compile(r"(?:mailer-?daemon|mail-?daemon|postmaster|mdaemon|bounces?)(?:[-+=][^@]*)?@", re.IGNORECASE)  # fmt: skip
_SUBJECT: Final = re.compile(
    r"undeliver(?:able|ed)|returned mail|delivery (?:status notification|has failed|failure|delayed)|failure notice"
    r"|mail delivery (?:failed|system|subsystem)|delivery failed|could not be delivered|returning message to sender"
    r"|unzustellbar|non remis|non distribu|message delayed|warning: could not send",
    re.IGNORECASE,
)
_DELAYED: Final = re.compile(r"delayed|warning: could not send|still (?:trying|being retried)|will be retried", re.IGNORECASE)  # fmt: skip
_STATUS: Final = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_CODE: Final = re.compile(r"\b(4[25]\d|5[05]\d)[ -]")
_ORIGINAL: Final = re.compile(r"^[> \t]*message-id:[ \t]*(<[^<>\s]{1,900}>)", re.IGNORECASE | re.MULTILINE)  # fmt: skip
_WAS_ABOUT: Final = re.compile(r"^[> \t]*subject:[ \t]*(.{1,500})$", re.IGNORECASE | re.MULTILINE)
_TEMPORARY: Final = frozenset({"delayed"})
_ARRIVED: Final = frozenset({"delivered", "relayed", "expanded"})


def parsed(top: Part, text: str) -> Bounce | None:
    """None for a mail that is no bounce, and for the notice that a mail did arrive."""
    reports = [part for part in top.walk() if part.content_type in {"message/delivery-status", "message/global-delivery-status"}]  # fmt: skip
    failed = tuple(_reported(reports))
    if reports and not failed:
        return None
    if not reports:
        if not _looks_like_one(top.headers):
            return None
        failed = tuple(_told(top.headers, text))
    original_id, subject = _original(top, text[:_MOST_REPORT])
    return Bounce(failed[:MOST_FAILED], original_id, subject)


def _reported(reports: list[Part]) -> Iterator[Failed]:
    """A group of headers for each address; the first is about the server."""
    seen = set()
    for part in reports[:5]:
        for group in re.split(rb"\r?\n[ \t]*\r?\n", part.data[:_MOST_REPORT])[: MOST_FAILED + 5]:
            fields, _ = headers.split(group + b"\n", 0, len(group) + 1)
            one = _failed(fields)
            if one and one.email not in seen:
                seen.add(one.email)
                yield one


def _failed(fields: Headers) -> Failed | None:
    action = fields.first("action").partition(" ")[0].lower()
    if (
        "final-recipient" not in fields and "original-recipient" not in fields
    ) or action in _ARRIVED:
        return None
    status = _STATUS.search(fields.first("status"))
    why = fields.plain("diagnostic-code", _LONGEST_WHY).partition(";")
    code = status[1] if status else ""
    return Failed(
        email=_recipient(fields),
        permanent=action not in _TEMPORARY and not code.startswith(("4", "2")),
        status=code,
        why=(why[2] or why[0]).strip(),
    )


def _recipient(fields: Headers) -> str:
    """`rfc822; jo@hartley.example`; what the sender wrote before what a server made of it."""
    for name in ("original-recipient", "final-recipient"):
        kind, _, value = fields.first(name).rpartition(";")
        found = addresses.one(value)
        if found.email or (kind and name == "final-recipient"):
            return (found.email or one_line(value, LONGEST_EMAIL)).lower()
    return ""


def _looks_like_one(found: Headers) -> bool:
    if "x-failed-recipients" in found:
        return True
    sender = f"{found.first('from')} {found.first('sender')}"
    silent = found.first("return-path").strip() in {"<>", "<MAILER-DAEMON>"}
    return bool(_SUBJECT.search(found.plain("subject", LONGEST_SUBJECT))) and (
        silent or bool(_DAEMON.search(sender))
    )


def _told(found: Headers, text: str) -> Iterator[Failed]:
    """From sentences: the addresses before the copy of the mail, and the first code."""
    before = _before_copy(text)
    status, code = _STATUS.search(before), _CODE.search(before)
    number = status[1] if status else code[1] if code else ""
    delayed = bool(_DELAYED.search(f"{found.plain('subject', LONGEST_SUBJECT)} {before[:2_000]}"))
    own = {address.key for name in ("from", "to") for address in addresses.parsed(found.first(name))}  # fmt: skip
    named = addresses.in_text(found.first("x-failed-recipients")) or addresses.in_text(before)
    for email in [email for email in dict.fromkeys(named) if email not in own][:MOST_FAILED]:
        yield Failed(email, not delayed and not number.startswith("4"), number if status else "", "")  # fmt: skip


def _before_copy(text: str) -> str:
    text = text[:20_000]
    copy = re.search(r"^-{2,}.{0,80}(?:copy|original|returned)|^(?:return-path|received|message-id):", text, re.IGNORECASE | re.MULTILINE)  # fmt: skip
    return text[: copy.start()] if copy else text


def _original(top: Part, text: str) -> tuple[str | None, str]:
    """The id and the subject of the mail that came back: attached whole, or its headers, or typed below."""
    for part in top.walk():
        if part.content_type in {"message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers"}:  # fmt: skip
            data = part.data
            fields, _ = headers.split(data, 0, len(data))
            return threads.message_id(fields.first("message-id")), fields.plain("subject", LONGEST_SUBJECT)  # fmt: skip
    whole = text if _ORIGINAL.search(text) else decoded(top.body[:_MOST_REPORT])
    found, about = _ORIGINAL.search(whole), _WAS_ABOUT.search(whole)
    subject = one_line(words.plain(about[1]), LONGEST_SUBJECT) if about else ""
    return (threads.message_id(found[1]) if found else None), subject
