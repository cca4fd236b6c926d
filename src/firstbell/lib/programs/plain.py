"""What a name says without its version, language and processor; and a publisher without its legal form."""

from __future__ import annotations

import re
from functools import lru_cache

_MARKS = re.compile(r"\((?:R|TM|C)\)|[®™©]", re.IGNORECASE)
_BITS = r"(?:x64|x86|x86[_-]64|amd64|arm64|win(?:32|64)|(?:32|64)[- ]?bit)"
_LANGUAGE = r"(?:[a-z]{2}[-_](?:[a-z]{2}|latn|cyrl)|english|en)"
_NUMBER = r"(?:(?:build|version|ver\.?|v\.?|release)\s*[0-9.]+[a-z]?|[0-9]+(?:\.[0-9]+)+)"
_BRACKETS = re.compile(
    rf"\s*[(\[]\s*(?:(?:{_BITS}|{_LANGUAGE}|{_NUMBER}|edition|remove only|all users|user|machine|current user)[\s,]*)+[)\]]",
    re.IGNORECASE,
)
_TAIL = re.compile(
    rf"[\s\-–,:]+(?:{_BITS}|{_LANGUAGE}(?<![a-z]en)|(?:{_BITS}\s+)?edition)\s*$", re.IGNORECASE
)
_VERSION_TAIL = re.compile(
    r"[\s\-–,:]+(?:version|ver\.?|v\.?|release|build)?\s*(?P<number>[0-9]+(?:\.[0-9]+)*[a-z]?)\s*$",
    re.IGNORECASE,
)
_SAID = re.compile(r"\b(?:version|ver\.?|v\.?|release|build)\s*[0-9]+[a-z]?\s*$", re.IGNORECASE)
_EMPTY = re.compile(r"\s*[(\[]\s*[)\]]")
_LEGAL = re.compile(
    r"[\s,]+(?:inc|incorporated|corp|corporation|co|company|ltd|limited|llc|llp|plc|gmbh|ag|bv|b\.v|nv|ab|as|oy|ulc|sas|sarl"
    r"|s\.?r\.?o|s\.?a|s\.?p\.?a|pty|pte|srl|kg|e\.?v)\.?(?=$|[\s,])",
    re.IGNORECASE,
)


@lru_cache(maxsize=16384)
def plain_title(name: str, version: str = "") -> str:
    """ "Notepad++ (64-bit x64)" is "Notepad++"; "Microsoft Office Professional Plus 2010" keeps its year."""
    text = _squeezed(_MARKS.sub("", name))
    while True:
        shorter = _EMPTY.sub("", _TAIL.sub("", _BRACKETS.sub("", text)))
        shorter = _without_version(shorter, version)
        if shorter == text or not re.search(r"\w", shorter):
            return text
        text = _squeezed(shorter)


def _without_version(text: str, version: str) -> str:
    found = _VERSION_TAIL.search(text)
    if found is None:
        return text
    number = found["number"]
    known = "." in number or version == number or version.startswith(f"{number}.")
    return text[: found.start()] if known or _SAID.search(text) else text


@lru_cache(maxsize=4096)
def plain_publisher(name: str) -> str:
    """ "Google LLC" and "Google Inc." are one publisher."""
    text = _squeezed(_MARKS.sub("", name))
    while True:
        shorter = _squeezed(_LEGAL.sub("", text)).rstrip(",. &")
        if shorter == text or len(shorter) < 2:
            return text
        text = shorter


def _squeezed(text: str) -> str:
    return " ".join(text.split()).strip(" -–,")
