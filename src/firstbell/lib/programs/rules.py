"""A rule says what a messy name means: "7-Zip # (*" is 7-Zip by Igor Pavlov."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple


class Kind(StrEnum):
    APPLICATION = "application"
    RUNTIME = "runtime"
    DRIVER = "driver"
    UPDATE = "update"
    PART = "part"
    PACKAGE = "package"
    APP = "app"


class Rule(NamedTuple):
    """`pattern` matches a whole name, whatever its case: `*` is any text, `#` a version; `|` parts alternatives.

    A `#` in the title is filled with what the first `#` of the pattern matched. `by` is a pattern for the publisher;
    empty, anybody's program of that name is meant; one that ends with `|` also fits where no publisher is told.
    """

    pattern: str
    title: str
    publisher: str = ""
    kind: Kind = Kind.APPLICATION
    by: str = ""


class Unusable(ValueError):
    """A pattern that would match every program, or the title asks for a version that it does not read."""


VERSION = r"[0-9]+(?:[._][0-9]+)*[a-z]?(?:u[0-9]+)?"
# Where a pattern begins with text, only names that begin so are tried with it.
HEAD = 3


def refuse_unusable(rule: Rule) -> None:
    for pattern in alternatives(rule.pattern):
        if not re.search(r"[^\W_]{2}", pattern):
            raise Unusable(
                f"“{pattern}” would match almost every program. Give at least two letters of the name."
            )
    if not alternatives(rule.pattern):
        raise Unusable("A rule needs a pattern, such as “7-Zip *”.")
    if not rule.title.strip():
        raise Unusable("A rule needs the name that the program is to have.")
    if "#" in rule.title and "#" not in rule.pattern:
        raise Unusable("The name asks for a version (#), and the pattern reads none.")


def alternatives(pattern: str) -> list[str]:
    return [part.strip() for part in re.split(r"[|\n]", pattern) if part.strip()]


@lru_cache(maxsize=4096)
def compiled(pattern: str) -> re.Pattern[str]:
    pieces = re.split(r"([*#])", pattern)
    body = "".join(
        ".*" if piece == "*" else f"({VERSION})" if piece == "#" else _literal(piece)
        for piece in pieces
    )
    return re.compile(body, re.IGNORECASE | re.DOTALL)


def _literal(text: str) -> str:
    return re.sub(r"(?:\\?\s)+", r"\\s+", re.escape(text))


def head(pattern: str) -> str:
    """The text a matching name must begin with, short and folded; empty where it may begin anyhow."""
    start = re.split(r"[*#\s]", pattern, maxsplit=1)[0]
    return start[:HEAD].casefold() if len(start) >= HEAD else ""
