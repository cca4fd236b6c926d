"""Paper that labels are printed on, in millimetres from the top left corner of the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from firstbell.lib.refusal import Refusal

# Office printers leave about this much blank along the edges of a page.
PRINTER_EDGE = 4.2
_HAIR = 0.05
_TIMES = "\u00d7"


class StockDoesNotFit(Refusal):
    """The measurements cannot be true of one page."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one label lies: `page` counts from 0."""

    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    key: str
    name: str
    page_width: float = 210.0
    page_height: float = 297.0
    left: float
    top: float
    columns: int
    rows: int
    width: float
    height: float
    pitch_x: float
    pitch_y: float
    radius: float = 0.0
    # The maker prints the label's size on the box but not where the gaps are; they are worked out from the size.
    surmised: bool = False

    def __post_init__(self) -> None:
        problems = dict(self._problems())
        if problems:
            raise StockDoesNotFit(" ".join(problems.values()), fields=problems)

    @property
    def per_page(self) -> int:
        return self.columns * self.rows

    @property
    def edge_x(self) -> float:
        """How far the print must stay from a label's left and right edge for the printer to reach it."""
        right = self.page_width - self.left - (self.columns - 1) * self.pitch_x - self.width
        return max(0.0, PRINTER_EDGE - min(self.left, right))

    @property
    def edge_y(self) -> float:
        bottom = self.page_height - self.top - (self.rows - 1) * self.pitch_y - self.height
        return max(0.0, PRINTER_EDGE - min(self.top, bottom))

    @property
    def size(self) -> str:
        return f"{_mm(self.width)} {_TIMES} {_mm(self.height)} mm"

    @property
    def words(self) -> str:
        return f"{self.per_page} to a page, {self.size}"

    def spot(self, index: int) -> Spot:
        page, place = divmod(index, self.per_page)
        row, column = divmod(place, self.columns)
        return Spot(page, self.left + column * self.pitch_x, self.top + row * self.pitch_y)

    def _problems(self) -> Iterator[tuple[str, str]]:
        if self.columns < 1 or self.rows < 1:
            yield "columns", "A page needs at least one column and one row of labels."
            return
        if self.width < 5 or self.height < 5:
            yield "width", "A label smaller than 5 mm cannot carry a code."
            return
        yield from self._overlaps()
        yield from self._overhangs()

    def _overlaps(self) -> Iterator[tuple[str, str]]:
        if self.columns > 1 and self.pitch_x < self.width - _HAIR:
            yield "pitch_x", "From one label to the next across is less than a label's width."
        if self.rows > 1 and self.pitch_y < self.height - _HAIR:
            yield "pitch_y", "From one label to the next down is less than a label's height."

    def _overhangs(self) -> Iterator[tuple[str, str]]:
        right = self.left + (self.columns - 1) * self.pitch_x + self.width
        bottom = self.top + (self.rows - 1) * self.pitch_y + self.height
        if self.left < 0 or right > self.page_width + _HAIR:
            yield (
                "left",
                f"The last column ends at {_mm(right)} mm and the page is {_mm(self.page_width)} mm wide.",
            )
        if self.top < 0 or bottom > self.page_height + _HAIR:
            yield (
                "top",
                f"The last row ends at {_mm(bottom)} mm and the page is {_mm(self.page_height)} mm high.",
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tape:
    """A roll in a label printer: every label is a page of its own, lying along the roll."""

    key: str
    name: str
    width: float
    length: float
    # What the print head does not reach along each long edge.
    margin: float = 1.0
    # A continuous roll is cut wherever one likes.
    continuous: bool = False
    radius: float = 0.0
    surmised: bool = False

    def __post_init__(self) -> None:
        if self.width < 5 or self.length < 5:
            raise StockDoesNotFit("A label smaller than 5 mm cannot carry a code.")

    @property
    def page_width(self) -> float:
        return self.length

    @property
    def page_height(self) -> float:
        return self.width

    @property
    def height(self) -> float:
        return self.width

    @property
    def per_page(self) -> int:
        return 1

    @property
    def edge_x(self) -> float:
        return max(1.5, self.margin)

    @property
    def edge_y(self) -> float:
        return self.margin

    @property
    def size(self) -> str:
        return f"{_mm(self.length)} {_TIMES} {_mm(self.width)} mm"

    @property
    def words(self) -> str:
        return f"{self.size}, cut from a roll" if self.continuous else f"{self.size}, on a roll"

    def spot(self, index: int) -> Spot:
        return Spot(index, 0.0, 0.0)


Stock = Sheet | Tape


def label_size(stock: Stock) -> tuple[float, float]:
    """Width and height of one label as it is read."""
    if isinstance(stock, Tape):
        return stock.length, stock.width
    return stock.width, stock.height


def _mm(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
