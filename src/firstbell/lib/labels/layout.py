"""What stands where on one label: worked out from its size, so that one layout serves every paper."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from firstbell.lib.labels.stock import Stock, label_size
from firstbell.lib.refusal import Refusal

_POINT: Final = 72 / 25.4
_LEADING: Final = 1.2
_SMALLEST: Final = 5.2
_LARGEST: Final = 11.0
_SMALLEST_BARS: Final = 24.0
# A logo smaller than this is a smudge; one larger than this shouts.
_SMALLEST_LOGO: Final = 4.0
_LARGEST_LOGO: Final = 14.0


class Matrix(StrEnum):
    QR = "qr"
    DATAMATRIX = "datamatrix"
    NONE = "none"


class NoRoomForLogo(Refusal):
    """The words would have to go, or become too small to be read."""


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture by its bytes, and how many times wider than high it is."""

    data: bytes
    ratio: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What a school wants to see on its labels."""

    heading: str = ""
    matrix: Matrix = Matrix.QR
    barcode: bool = False
    title: bool = True
    lines: int = 2
    # A hairline round each label, for plain paper and scissors.
    outline: bool = False
    logo: Logo | None = None


@dataclass(frozen=True, slots=True)
class Label:
    """One label: `link` is what its QR opens, `code` the short form for where the link does not fit.

    `says` is what its square code carries instead, where somebody chose it.
    """

    tag: str
    link: str = ""
    code: str = ""
    title: str = ""
    lines: tuple[str, ...] = ()
    says: str = ""

    @property
    def name(self) -> str:
        return self.tag or self.code

    @property
    def bars(self) -> str:
        """What a bar code can carry: the tag, else the short code, which has plain letters only."""
        return next((text for text in (self.tag, self.code) if text and text.isascii()), "")


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Row:
    """One line of text: `what` is heading, tag, title or the number of a further line."""

    what: str
    size: float
    height: float
    weight: int
    # A long name may run over a second line here.
    deep: bool = False

    @property
    def line(self) -> int | None:
        return int(self.what) if self.what.isdigit() else None

    def text(self, label: Label, heading: str) -> str:
        if self.line is not None:
            return label.lines[self.line] if self.line < len(label.lines) else ""
        return {"heading": heading, "tag": label.name, "title": label.title}[self.what]


@dataclass(frozen=True, slots=True)
class Frame:
    matrix: Box | None
    text: Box
    bars: Box | None
    rows: tuple[Row, ...]
    centred: bool
    logo: Box | None = None


@dataclass(frozen=True, slots=True)
class _Wish:
    what: str
    share: float
    weight: int
    # The first to go when the label is too low for everything.
    dear: int


def frame(stock: Stock, layout: Layout) -> Frame:
    width, height = label_size(stock)
    pad = min(2.6, max(0.9, 0.065 * min(width, height)))
    pad_x, pad_y = max(pad + 0.4, stock.edge_x), max(pad, stock.edge_y)
    inner = Box(pad_x, pad_y, width - 2 * pad_x, height - 2 * pad_y)
    plan = _plain(inner, layout)
    return _with_logo(plan, inner, layout, layout.logo, stock) if layout.logo else plan


def _plain(inner: Box, layout: Layout) -> Frame:
    if layout.matrix == Matrix.NONE:
        return _filled(None, inner, layout, centred=False)
    if inner.width < 1.25 * inner.height:
        return _stacked(inner, layout)
    return _abreast(inner, layout)


def _abreast(inner: Box, layout: Layout) -> Frame:
    """The code at the left, words at its right."""
    side = min(inner.height, 0.4 * inner.width, 40.0)
    gap = min(3.2, max(1.4, 0.12 * side))
    # Words begin and end level with the code, unless that would leave them too little room.
    beside = side >= 0.6 * inner.height
    matrix = Box(inner.x, inner.y + (inner.height - side) / 2 * beside, side, side)
    level = matrix if beside else inner
    text_x = inner.x + side + gap
    text = Box(text_x, level.y, inner.x + inner.width - text_x, level.height)
    return _filled(matrix, text, layout, centred=False)


def _stacked(inner: Box, layout: Layout) -> Frame:
    """The code above, words below."""
    side = min(inner.width, 0.62 * inner.height, 40.0)
    gap = min(2.0, max(0.8, 0.06 * side))
    matrix = Box(inner.x + (inner.width - side) / 2, inner.y, side, side)
    text = Box(inner.x, inner.y + side + gap, inner.width, inner.height - side - gap)
    return _filled(matrix, text, layout, centred=True)


def _filled(matrix: Box | None, text: Box, layout: Layout, *, centred: bool) -> Frame:
    bars = None
    if layout.barcode and text.width >= _SMALLEST_BARS and text.height >= 12:
        tall = min(10.0, max(4.5, 0.27 * text.height))
        bars = Box(text.x, text.y + text.height - tall, text.width, tall)
        text = Box(text.x, text.y, text.width, text.height - tall - 1.2)
    return Frame(matrix, text, bars, tuple(_rows(text, layout)), centred)


def _with_logo(plan: Frame, inner: Box, layout: Layout, logo: Logo, stock: Stock) -> Frame:
    """The logo beside or above the words, wherever it can be largest and leave them as they are.

    The codes stay where they were. Letters may shrink for it, all by as much, so that nothing is cut that was not.
    """
    found = [one for one in _places(plan, inner, logo) if _smallest(one) >= _SMALLEST]
    if not found:
        raise NoRoomForLogo(
            f"There is no room for a logo beside the words on {stock.name}. Choose larger labels or fewer lines."
        )
    return max(found, key=lambda one: _merit(one, plan))


def _places(plan: Frame, inner: Box, logo: Logo) -> Iterator[Frame]:
    text = plan.text
    used = sum(row.height * (1 + row.deep) for row in plan.rows)
    sky = inner.y if plan.matrix and not plan.centred else text.y
    for tenths in range(int(_SMALLEST_LOGO * 10), int(_LARGEST_LOGO * 10) + 1, 5):
        width, height = _measures(logo, tenths / 10)
        gap = min(1.6, max(0.8, 0.14 * tenths / 10))
        if height <= text.height and width + gap < text.width:
            box = Box(text.x + text.width - width, text.y, width, height)
            narrow = replace(text, width=text.width - width - gap)
            yield _shrunk(plan, box, narrow, narrow.width / text.width)
        top = max(text.y, sky + height + gap)
        low = replace(text, y=top, height=text.y + text.height - top)
        if width <= text.width and low.height > 0:
            x = text.x + (text.width - width) / 2 * plan.centred
            yield _shrunk(plan, Box(x, sky, width, height), low, min(1.0, low.height / used))


def _measures(logo: Logo, size: float) -> tuple[float, float]:
    """Broad and tall pictures cover about as much paper as a square one of that size."""
    ratio = min(6.0, max(1 / 6, logo.ratio))
    root = math.sqrt(ratio)
    return size * root, size / root


def _shrunk(plan: Frame, logo: Box, text: Box, by: float) -> Frame:
    rows = tuple(
        replace(row, size=round(row.size * by, 2), height=row.height * by) for row in plan.rows
    )
    return replace(plan, logo=logo, text=text, rows=rows)


def _smallest(plan: Frame) -> float:
    """The size of the letters of a name, as `_unit` has it: the tag is half as large again."""
    return next(row.size for row in plan.rows if row.what == "tag") / 1.5


def _merit(plan: Frame, before: Frame) -> float:
    """A larger logo is worth something, larger letters are worth more."""
    logo = plan.logo or plan.text
    letters = _smallest(plan) / _smallest(before)
    return letters * letters * math.pow(logo.width * logo.height, 0.2)


def _rows(text: Box, layout: Layout) -> Iterator[Row]:
    wishes = list(_wishes(layout))
    while len(wishes) > 1 and _unit(text, wishes) < _SMALLEST:
        wishes.remove(min(wishes, key=lambda wish: wish.dear))
    unit = min(_largest(text), _unit(text, wishes))
    spare = text.height - sum(unit * wish.share for wish in wishes) * _LEADING / _POINT
    for wish in wishes:
        size = unit * wish.share
        tall = size * _LEADING / _POINT
        deep = wish.what == "title" and spare >= tall
        yield Row(wish.what, round(size, 2), tall, wish.weight, deep)


def _largest(text: Box) -> float:
    """Words grow with their label, but not until a short name shouts and a long one is cut."""
    return min(_LARGEST, max(6.0, 0.24 * text.width))


def _unit(text: Box, wishes: list[_Wish]) -> float:
    return text.height * _POINT / _LEADING / sum(wish.share for wish in wishes)


def _wishes(layout: Layout) -> Iterator[_Wish]:
    if layout.heading:
        yield _Wish("heading", 0.86, 500, 5)
    yield _Wish("tag", 1.5, 700, 100)
    if layout.title:
        yield _Wish("title", 1.0, 600, 50)
    for number in range(layout.lines):
        yield _Wish(str(number), 0.9, 400, 40 - number)
