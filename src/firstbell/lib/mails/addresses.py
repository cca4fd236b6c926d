"""`"Okoro, Jo" <jo@hartley.example>, office@…`: addresses as people and programs write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from firstbell.lib.mails import words
from firstbell.lib.mails.charsets import one_line
from firstbell.lib.mails.limits import LONGEST_EMAIL, LONGEST_HEADER, LONGEST_NAME, MOST_ADDRESSES
from firstbell.lib.mails.values import Address

# A quoted string, a comment, an address in brackets, a divider, or anything else.
_TOKEN: Final = re.compile(r"""("(?:[^"\\]|\\.)*")|(\([^()]*\))|(<[^<>]*>)|([,;:])|([^"(<,;:]+|.)""", re.DOTALL)  # fmt: skip
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_EMAIL: Final = re.compile(
    r"""(?:"[^"\s]{1,64}"|[^\s@<>()\[\],;:"\\]{1,64})@[^\s@<>()\[\],;:"\\]{1,255}"""
)
_MAILTO: Final = re.compile(r"[\[<(]\s*mailto:\s*([^\s\])>]+)\s*[\])>]", re.IGNORECASE)


def parsed(header: str) -> tuple[Address, ...]:
    """Each address once, at its first place. Encoded words are opened last: they may hide commas."""
    found: dict[str, Address] = {}
    for tokens in _each(header[:LONGEST_HEADER]):
        made = _address(tokens)
        if made.email or made.name:
            found.setdefault(made.key or made.name, made)
        if len(found) == MOST_ADDRESSES:
            break
    return tuple(found.values())


def one(text: str) -> Address:
    """The only address of a text that people may have typed: `Jo Okoro [mailto:jo@hartley.example]`."""
    found = parsed(_MAILTO.sub(r"<\1>", text))
    return next((known for known in found if known.email), found[0] if found else Address())


def in_text(text: str) -> list[str]:
    return [found.group().strip(".'").lower() for found in _EMAIL.finditer(text[:LONGEST_HEADER])]


def _each(header: str) -> Iterator[list[tuple[str, str]]]:
    """The tokens of one address after another. What stands before a colon names a group, whose name is let go."""
    tokens: list[tuple[str, str]] = []
    for found in _TOKEN.finditer(header):
        quoted, comment, angled, divider, other = found.groups()
        if divider == ":":
            tokens = []
        elif divider == "," and not _has_one(tokens):
            tokens.append(("text", ", "))  # Okoro, Jo <jo@hartley.example>
        elif divider:
            yield tokens
            tokens = []
        elif quoted:
            tokens.append(("quoted", _ESCAPED.sub(r"\1", quoted[1:-1])))
        elif comment:
            tokens.append(("comment", comment[1:-1]))
        elif angled:
            tokens.append(("angled", angled[1:-1]))
        else:
            tokens.append(("text", other))
    yield tokens


def _has_one(tokens: list[tuple[str, str]]) -> bool:
    return any(kind == "angled" or "@" in text for kind, text in tokens) or not tokens


def _address(tokens: list[tuple[str, str]]) -> Address:
    name = "".join(text for kind, text in tokens if kind in {"quoted", "text"})
    angled = [text for kind, text in tokens if kind == "angled"]
    for text in reversed(angled):
        email = _email(text)
        if email:
            return Address(_name(name), email)
    bare = _EMAIL.search(name)
    if bare:
        comments = [text for kind, text in tokens if kind == "comment"]
        rest = " ".join([name[: bare.start()], *comments, name[bare.end() :]])
        return Address(_name(rest).strip(",; "), _email(bare.group()))
    return Address(_name(" ".join([name, *angled])).strip(",; "))


def _name(text: str) -> str:
    """Decoded; the address again is no name."""
    name = one_line(words.plain(text), LONGEST_NAME).strip("'\"< ")
    return "" if _EMAIL.fullmatch(name) and "@" in name else name


def _email(text: str) -> str:
    text = words.plain(text) if "=?" in text else text
    bare = one_line(text, LONGEST_EMAIL + 100).replace(" ", "").removeprefix("mailto:").strip("<>'")
    if not _EMAIL.fullmatch(bare) or len(bare) > LONGEST_EMAIL:
        return ""
    local, _, domain = bare.rpartition("@")
    return f"{local}@{domain.lower().rstrip('.')}"
