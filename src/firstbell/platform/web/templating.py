"""Templates are written one element a line; what a line's end means is settled here, when one is loaded.

Between two tags, HTML's or Django's, a line's end and what the next begins with are nothing; anywhere else they are
one space, as a browser reads them. So a page is laid out for its readers, and the space between a link and the full
stop after it is only where somebody wrote one. What is in a `pre`, `textarea`, `script` or `style` stays as it is.
"""

from __future__ import annotations

import re
from pathlib import Path

from django.template import Origin
from django.template.loaders import app_directories, filesystem

_OURS = Path(__file__).parents[2]
_COMMENT = re.compile(r"{#.*?#}")
_KEPT = r"(?P<open><(?P<name>pre|textarea|script|style)\b[^>]*>)(?P<kept>.*?)(?=</(?P=name)>)"
_BETWEEN_TAGS = r"(?:(?<=>)|(?<=%}))\s*\n\s*(?=<|{%)"
_ELSEWHERE = r"[ \t]*\n\s*"
_LINE_ENDS = re.compile(f"{_KEPT}|(?P<between>{_BETWEEN_TAGS})|{_ELSEWHERE}", re.DOTALL)


def joined(source: str) -> str:
    """The template with its lines joined, and without its comments."""
    return _LINE_ENDS.sub(_meaning, _COMMENT.sub("", source)).strip()


def _meaning(found: re.Match[str]) -> str:
    if found["open"]:
        return _LINE_ENDS.sub(_meaning, found["open"]) + found["kept"]
    return "" if found["between"] is not None else " "


class Folders(filesystem.Loader):
    """The templates of the folders in the settings."""

    def get_contents(self, origin: Origin) -> str:
        return _read(origin, super().get_contents(origin))


class Rooms(app_directories.Loader):
    """The templates of the rooms, and of the packages we use, which are left as they are."""

    def get_contents(self, origin: Origin) -> str:
        return _read(origin, super().get_contents(origin))


def _read(origin: Origin, source: str) -> str:
    path = Path(origin.name)
    return joined(source) if path.suffix == ".html" and path.is_relative_to(_OURS) else source
