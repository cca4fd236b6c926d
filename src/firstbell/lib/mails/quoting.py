"""What somebody wrote themselves, told apart from what they quote and from their signature.

The whole text is always kept beside it: where the guess is wrong, nothing is lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from firstbell.lib.mails.limits import MOST_LINES

REPLY_ABOVE: Final = "Please write your reply above this line"
_SIGNATURE_WITHIN: Final = 20  # lines of the end
_WROTE: Final = re.compile(
    r"""^[>\s]*(?:(?:on|am|le|el|il|op|em|den|w\ dniu|dne|ar)\b.{4,250}?
    (?:wrote|schrieb.{0,80}|a\ écrit|escribió|ha\ scritto|schreef.{0,80}|escreveu|skrev.{0,80}|napisał.{0,40}|napsal.{0,40}|ysgrifennodd.{0,80})\s*:
    |.{3,200}<[^<>@\s]+@[^<>\s]+>\s+(?:wrote|schrieb|a\ écrit|skrev)\s*:)\s*$""",
    re.IGNORECASE | re.VERBOSE,
)  # fmt: skip
_DIVIDER: Final = re.compile(
    r"""^[>\s]*(?:-{2,}\s*(?:original\ message|original\ appointment|reply\ message|ursprüngliche\ nachricht
    |message\ d'origine|mensaje\ original|forwarded\ message|weitergeleitete\ nachricht|forwarded\ by\ [^-]{1,200})\s*-{2,}
    |begin\ forwarded\ message:|anfang\ der\ weitergeleiteten\ nachricht:|_{20,})\s*$""",
    re.IGNORECASE | re.VERBOSE,
)  # fmt: skip
_FROM: Final = re.compile(r"^[>\s]*\*?(?:from|von|de|da|van|od|oddi wrth)\s*:\*?\s*\S", re.IGNORECASE)  # fmt: skip
_AND: Final = re.compile(r"^[>\s]*\*?(?:sent|date|to|subject|cc|gesendet|datum|an|betreff|envoyé|objet|à|anfonwyd|at|pwnc)\s*:", re.IGNORECASE)  # fmt: skip
_SENT_FROM: Final = re.compile(r"^(?:sent from (?:my|outlook|mail|yahoo|samsung)\b.{0,80}|get outlook for .{0,40}|sent via .{0,60}|von meinem .{0,40} gesendet\.?)$", re.IGNORECASE)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Written:
    own: str
    signature: str = ""
    quote: str = ""


def strip_quote(text: str) -> str:
    """What is new in an answer; all of it where nothing seems to be."""
    return split(text).own or text.strip()


def split(text: str) -> Written:
    lines = text.split("\n")
    begin = first_quoted(lines)
    own, quote = lines[:begin], lines[begin:]
    if not "".join(own).strip():
        own, quote = _below(quote)
    own = _without_trailing(own)
    sign = _signature(own)
    return Written(_joined(own[:sign]), _joined(own[sign:]), _joined(quote))


def first_quoted(lines: list[str]) -> int:
    """The line at which somebody else's words begin, or how many lines there are."""
    # Where somebody answers between the lines, nothing of that can be left out.
    last = max((at for at, line in enumerate(lines) if line[:1] not in {"", ">", " "}), default=-1)
    for at, line in enumerate(lines[:MOST_LINES]):
        if REPLY_ABOVE in line or _is_divider(lines, at) or _wrote(lines, at) or heads(lines, at):
            return at
        if at > last and line.startswith(">"):
            return at
    return len(lines)


def heads(lines: list[str], at: int) -> bool:
    """Whether the headers of a quoted mail begin here, as Outlook writes them."""
    if ":" not in lines[at][:40] or not _FROM.match(lines[at][:300]):
        return False
    return sum(bool(_AND.match(line[:300])) for line in lines[at + 1 : at + 7]) >= 2


def _is_divider(lines: list[str], at: int) -> bool:
    """A line of underscores alone is somebody's ornament, unless headers follow."""
    if not _DIVIDER.match(lines[at][:300]):
        return False
    following = range(at + 1, min(at + 4, len(lines)))
    return "___" not in lines[at] or any(heads(lines, below) for below in following)


def _wrote(lines: list[str], at: int) -> bool:
    """`On Monday … wrote:`, which programs break over up to three lines; what it quotes follows it."""
    line = lines[at]
    if len(line) > 300 or not any(near.rstrip().endswith(":") for near in lines[at : at + 3]):
        return False
    joined = line
    for after in lines[at + 1 : at + 3]:
        if _WROTE.match(joined):
            return True
        if not after.strip() or len(joined) + len(after) > 400:
            return False
        joined = f"{joined} {after.lstrip('> ')}"
    return _WROTE.match(joined) is not None


def _below(quote: list[str]) -> tuple[list[str], list[str]]:
    """Whoever answers below what they quote: one quoted piece, then their own words."""
    start = next((at for at, line in enumerate(quote[:6]) if line.startswith(">")), None)
    if start is None:
        return [], quote
    end = start
    while end < len(quote) and (quote[end].startswith(">") or not quote[end].strip()):
        end += 1
    rest = quote[end:]
    begin = first_quoted(rest)
    return rest[:begin], quote[:end] + rest[begin:]


def _without_trailing(lines: list[str]) -> list[str]:
    last = max((at for at, line in enumerate(lines) if line.strip()), default=-1)
    return lines[: last + 1]


def _signature(lines: list[str]) -> int:
    """Where the signature begins: after `-- `, or at what a telephone adds."""
    earliest = max(0, len(lines) - _SIGNATURE_WITHIN)
    for at in range(earliest, len(lines)):
        line = lines[at].strip()
        if line == "--" or _SENT_FROM.match(line):
            return at
    return len(lines)


def _joined(lines: list[str]) -> str:
    return "\n".join(lines).strip("\n").rstrip()
