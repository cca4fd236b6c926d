"""A mail that somebody passed on: in its text, as Outlook, Gmail, Apple and Thunderbird write it, or attached."""

from __future__ import annotations

import re
from typing import Final

from firstbell.lib.mails import addresses, headers, quoting
from firstbell.lib.mails.charsets import one_line
from firstbell.lib.mails.limits import LONGEST_SUBJECT, MOST_LINES
from firstbell.lib.mails.values import Attachment, Forwarded

_SUBJECT: Final = re.compile(r"^\s*(?:fwd?|fw|wg|tr|rv|doorst|i|vs|vb|enc|ymlaen)\s*(?:\[\d+\])?\s*:", re.IGNORECASE)  # fmt: skip
_PREFIX: Final = re.compile(r"^\s*(?:(?:fwd?|fw|wg|tr|rv|doorst|re|aw|sv)\s*(?:\[\d+\])?\s*:\s*)+", re.IGNORECASE)  # fmt: skip
_SAYS_SO: Final = re.compile(
    r"^[>\s]*(?:-{5,}\s*(?:forwarded message|weitergeleitete nachricht|message transféré)\s*-{5,}"
    r"|begin forwarded message:|anfang der weitergeleiteten nachricht:|début du message réexpédié\s*:)\s*$",
    re.IGNORECASE,
)  # fmt: skip
_HEADER: Final = re.compile(r"^[>\s]*\*?([A-Za-zÀ-ÿ-]{1,20})\s?:\*?[ \t]*(.*)$")
_FROM: Final = frozenset({"from", "von", "de", "da", "van", "oddi"})
_ABOUT: Final = frozenset({"subject", "betreff", "objet", "asunto", "pwnc", "onderwerp"})
_MOST_HEADERS: Final = 14  # lines


def is_forward(subject: str) -> bool:
    return _SUBJECT.match(subject) is not None


def parsed(subject: str, text: str, attachments: tuple[Attachment, ...]) -> Forwarded | None:
    """None where nothing says that it was passed on: the quote of an answer looks much the same."""
    passed_on = is_forward(subject)
    lines = text.split("\n")[:MOST_LINES]
    at = _begins(lines, passed_on=passed_on)
    if at is not None:
        return _from_lines(lines, at, subject)
    return _from_file(text, attachments, subject) if passed_on else None


def _begins(lines: list[str], *, passed_on: bool) -> int | None:
    for at, line in enumerate(lines):
        if _SAYS_SO.match(line[:200]):
            return at
        if passed_on and quoting.heads(lines, at):
            return at
    return None


def _from_lines(lines: list[str], at: int, subject: str) -> Forwarded | None:
    told, after = _told(lines, at)
    sender = addresses.one(next((told[name] for name in _FROM if name in told), ""))
    if not sender.email and not sender.name:
        return None
    about = next((told[name] for name in _ABOUT if name in told), "") or _PREFIX.sub("", subject)
    own = quoting.split("\n".join(_without_divider(lines[:at])))
    body = "\n".join(_unquoted(lines[after:])).strip()
    return Forwarded(sender, one_line(about, LONGEST_SUBJECT), body, own.own)


def _told(lines: list[str], at: int) -> tuple[dict[str, str], int]:
    """The headers that begin at or soon after a line, and where the text below them begins."""
    told: dict[str, str] = {}
    name = ""
    for number in range(at, min(len(lines), at + _MOST_HEADERS)):
        line = lines[number].lstrip("> \t")
        header = _HEADER.match(line)
        if header and not _SAYS_SO.match(line):
            name = header[1].lower()
            told.setdefault(name, header[2].strip())
        elif told and not line.strip():
            return told, number
        elif name and _goes_on(told[name], lines[number]):
            told[name] = f"{told[name]} {line.strip()}"[:2_000]
        elif name:
            return told, number
    return told, min(len(lines), at + _MOST_HEADERS)


def _goes_on(value: str, line: str) -> bool:
    """Whether a long line of addresses was broken here."""
    return not value or value.endswith(",") or line.lstrip("> ").startswith(("\t", "<"))


def _without_divider(lines: list[str]) -> list[str]:
    return [line for line in lines if not re.fullmatch(r"\s*(?:_{10,}|-{2,}[\w ]{0,40}-{2,})\s*", line[:200])]  # fmt: skip


def _unquoted(lines: list[str]) -> list[str]:
    """Apple's programs put `> ` before every line of what they pass on."""
    said = [line for line in lines if line.strip()]
    if said and all(line.startswith(">") for line in said):
        return [line.removeprefix(">").removeprefix(" ") for line in lines]
    return lines


def _from_file(text: str, attachments: tuple[Attachment, ...], subject: str) -> Forwarded | None:
    """One mail attached to a mail that says it passes it on."""
    mails = [one for one in attachments if one.content_type == "message/rfc822"]
    if len(mails) != 1:
        return None
    fields, _ = headers.split(mails[0].data, 0, len(mails[0].data))
    sender = next((one for one in addresses.parsed(fields.first("from")) if one.email), None)
    about = fields.plain("subject", LONGEST_SUBJECT) or _PREFIX.sub("", subject)
    return Forwarded(sender, about, "", quoting.strip_quote(text)) if sender else None
