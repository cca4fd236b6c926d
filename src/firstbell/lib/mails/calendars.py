"""Invitations and the answers to them, as far as a help desk needs to know of them."""

from __future__ import annotations

import re
from typing import Final

from firstbell.lib.mails.charsets import one_line
from firstbell.lib.mails.limits import LONGEST_CALENDAR, LONGEST_EMAIL, LONGEST_SUBJECT
from firstbell.lib.mails.values import Calendar

_FOLD: Final = re.compile(r"\n[ \t]")
_LINE: Final = re.compile(r"^(METHOD|UID|SUMMARY|ATTENDEE)((?:;[^:;\"\n]*(?:\"[^\"\n]*\"[^:;\"\n]*)*)*):(.*)$", re.MULTILINE | re.IGNORECASE)  # fmt: skip
_ANSWER: Final = re.compile(r";PARTSTAT=\"?([A-Z-]{1,30})", re.IGNORECASE)
REPLIES: Final = frozenset({"reply", "counter", "refresh", "declinecounter"})


def parsed(text: str, method: str = "") -> Calendar | None:
    """The first event; `method` is what the part's header says."""
    if "BEGIN:VCALENDAR" not in text[:2_000].upper():
        return None
    told: dict[str, tuple[str, str]] = {}
    for name, attributes, value in _LINE.findall(_FOLD.sub("", text[:LONGEST_CALENDAR])):
        told.setdefault(name.upper(), (attributes, value.strip()))
    attributes, attendee = told.get("ATTENDEE", ("", ""))
    answer = _ANSWER.search(attributes)
    return Calendar(
        method=(told.get("METHOD", ("", ""))[1] or method).lower()[:40],
        uid=one_line(told.get("UID", ("", ""))[1], 255),
        summary=one_line(_plain(told.get("SUMMARY", ("", ""))[1]), LONGEST_SUBJECT),
        answer=answer[1].lower() if answer else "",
        attendee=one_line(re.sub(r"(?i)^mailto:", "", attendee), LONGEST_EMAIL),
    )


def _plain(value: str) -> str:
    return value.replace("\\n", " ").replace("\\N", " ").replace("\\,", ",").replace("\\;", ";").replace("\\\\", "\\")  # fmt: skip
