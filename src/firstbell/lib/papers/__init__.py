"""Papers worth handing out: a receipt, a report for governors, a shopping list.

    paper = Paper("Lent to Ada Byron", school="Hartley Vale", number="LN-0042", made="26 Nov 2026, 08:13, Jo Reed",
                  blocks=[Facts([("Back by", "Fri 27 Nov")]), Table([Head("Tag"), Head("What", wide=True)], rows)])
    pdf = paper.pdf()

What is said is printed as it stands: nothing in it is markup.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from typing import Any

from firstbell.lib.typesetting import typeset

# Above so many rows the structure for who reads by ear would be most of the file, and half of the time.
MOST_TAGGED = 1500


@dataclass(frozen=True, slots=True)
class Facts:
    """What somebody looks for first: a word and its answer, in lines."""

    lines: Sequence[tuple[str, str]]
    title: str = ""

    def job(self) -> dict[str, Any]:
        lines = [[word, answer] for word, answer in self.lines if answer]
        return {"kind": "facts", "title": self.title, "lines": lines}


@dataclass(frozen=True, slots=True)
class Figures:
    """Three to six numbers side by side: 388 found, 9 missing."""

    figures: Sequence[tuple[str, str]]

    def job(self) -> dict[str, Any]:
        return {"kind": "figures", "figures": [[number, words] for number, words in self.figures]}


@dataclass(frozen=True, slots=True)
class Text:
    """Paragraphs, parted by empty lines."""

    text: str
    title: str = ""
    small: bool = False

    def job(self) -> dict[str, Any]:
        parts = [part.strip() for part in self.text.replace("\r\n", "\n").split("\n\n")]
        paragraphs = [part.split("\n") for part in parts if part]
        return {"kind": "text", "title": self.title, "small": self.small, "paragraphs": paragraphs}


@dataclass(frozen=True, slots=True)
class Head:
    """A column: `wide` ones share what room is left, `right` is for numbers and dates."""

    name: str
    wide: bool = False
    right: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of as many cells as there are heads, over as many pages as it takes; `foot` is the line of sums."""

    heads: Sequence[Head]
    rows: Sequence[Sequence[str]]
    title: str = ""
    foot: Sequence[str] = ()
    empty: str = "Nothing."

    def job(self) -> dict[str, Any]:
        wide = len(self.heads)
        for row in (*self.rows, self.foot):
            if row and len(row) != wide:
                raise ValueError(f"A row of {len(row)} cells in a table of {wide}.")
        heads = [
            {
                "name": head.name,
                "wide": head.wide,
                "right": head.right,
                "longest": self._longest(at),
            }
            for at, head in enumerate(self.heads)
        ]
        return {"kind": "table", "title": self.title, "heads": heads, "rows": [list(row) for row in self.rows],
                "foot": list(self.foot), "empty": self.empty}  # fmt: skip

    def _longest(self, at: int) -> list[str]:
        """The cells one of which is the widest of its column: letters differ, so a few of the longest."""
        said = {*(row[at] for row in (*self.rows, self.foot) if row)}
        return sorted(said, key=len)[-20:]


@dataclass(frozen=True, slots=True)
class Signature:
    """A line to sign on, or the picture of what was signed on a tablet (PNG, JPEG or SVG)."""

    words: str
    name: str = ""
    when: str = ""
    picture: bytes = b""


@dataclass(frozen=True, slots=True)
class Signatures:
    lines: Sequence[Signature]

    def job(self) -> dict[str, Any]:
        lines = [
            {"words": one.words, "name": one.name, "when": one.when, "picture": list(one.picture)}
            for one in self.lines
        ]
        return {"kind": "signatures", "lines": lines}


@dataclass(frozen=True, slots=True)
class Pictures:
    """Photographs with a line beneath each, two abreast or more and smaller; PNG or JPEG."""

    pictures: Sequence[tuple[bytes, str]]
    title: str = ""
    abreast: int = 2

    def job(self) -> dict[str, Any]:
        pictures = [{"data": list(data), "words": words} for data, words in self.pictures]
        return {
            "kind": "pictures",
            "title": self.title,
            "pictures": pictures,
            "abreast": self.abreast,
        }


@dataclass(frozen=True, slots=True)
class Beside:
    """Two columns of other blocks, side by side."""

    left: Sequence[Block]
    right: Sequence[Block]

    def job(self) -> dict[str, Any]:
        sides = [[block.job() for block in side] for side in (self.left, self.right)]
        return {"kind": "beside", "sides": sides}


Block = Facts | Figures | Text | Table | Signatures | Pictures | Beside


@dataclass(frozen=True, slots=True)
class Paper:
    """One A4 document; with `copies` it is printed once for each, the copy's name at its head.

    A `single` one is a page whatever is on it: smaller where it is too long, so give it only what can be read then.
    """

    title: str
    school: str
    blocks: Sequence[Block] = field(default=())
    sub: str = ""
    number: str = ""
    made: str = ""
    logo: bytes = b""
    copies: Sequence[str] = ()
    wide: bool = False
    single: bool = False

    def pdf(self) -> bytes:
        return typeset(_program(), self._job(), tagged=self._rows() <= MOST_TAGGED)

    def picture(self, *, ppi: float = 110) -> bytes:
        """The first page as a PNG."""
        return typeset(_program(), self._job(), ppi=ppi)

    def _rows(self) -> int:
        return sum(len(block.rows) for block in self.blocks if isinstance(block, Table))

    def _job(self) -> dict[str, Any]:
        return {
            "title": self.title, "school": self.school, "sub": self.sub, "number": self.number, "made": self.made,
            "logo": list(self.logo), "copies": list(self.copies) or [""], "wide": self.wide, "single": self.single,
            "blocks": [block.job() for block in self.blocks],
        }  # fmt: skip


def _program() -> bytes:
    return files("firstbell.lib.papers").joinpath("paper.typ").read_bytes()
