"""Labels as a PDF, drawn by typst with fonts that travel with the program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.resources import files
from typing import Any

from firstbell.lib import typesetting
from firstbell.lib.labels import symbols
from firstbell.lib.labels.layout import Box, Frame, Label, Layout, Matrix, frame
from firstbell.lib.labels.stock import Stock, label_size
from firstbell.lib.labels.symbols import Symbol
from firstbell.lib.refusal import Refusal


class NothingToPrint(Refusal):
    """No label was asked for."""


class SaysTooMuch(Refusal):
    """More than a camera can read at this size."""


class NoSuchPlace(Refusal):
    """The first label lies outside the page."""


def render(
    labels: Sequence[Label],
    stock: Stock,
    layout: Layout,
    *,
    start_at: int = 1,
    nudge: tuple[float, float] = (0.0, 0.0),
) -> bytes:
    """A PDF. `nudge` moves everything right and down, for a printer that does not feed straight."""
    job = _job(labels, stock, layout, start_at=start_at, nudge=nudge)
    return typeset("labels.typ", job)


def picture(labels: Sequence[Label], stock: Stock, layout: Layout, *, ppi: float = 200) -> bytes:
    """The first page as a PNG."""
    first_page = labels[: stock.per_page]
    job = _job(first_page, stock, layout, start_at=1, nudge=(0.0, 0.0))
    return typeset("labels.typ", job, ppi=ppi)


def specimen(label: Label, stock: Stock, layout: Layout, *, ppi: float = 200) -> bytes:
    """One label by itself as a PNG, for a look before printing."""
    job = _job([label], stock, layout, start_at=1, nudge=(0.0, 0.0))
    job["page"] = job["size"]
    job["labels"] = [one | {"x": 0.0, "y": 0.0} for one in job["labels"]]
    return typeset("labels.typ", job, ppi=ppi)


def typeset(program: str, job: dict[str, Any], *, ppi: float | None = None) -> bytes:
    source = files("firstbell.lib.labels").joinpath(program).read_bytes()
    return typesetting.typeset(source, job, ppi=ppi)


def _job(
    labels: Sequence[Label],
    stock: Stock,
    layout: Layout,
    *,
    start_at: int,
    nudge: tuple[float, float],
) -> dict[str, Any]:
    if not labels:
        raise NothingToPrint("There is nothing to print. Choose at least one thing first.")
    if not 1 <= start_at <= stock.per_page:
        raise NoSuchPlace(
            f"This page has labels 1 to {stock.per_page}; it cannot start at {start_at}."
        )
    size = label_size(stock)
    plan = frame(stock, layout)
    drawn = _drawn(labels, plan, stock, layout, first=start_at - 1)
    return {
        "page": [stock.page_width, stock.page_height],
        "size": size,
        "radius": stock.radius,
        "outline": layout.outline,
        "logo": _logo(plan, layout),
        "text": _box(plan.text),
        "rows": [
            {"size": row.size, "height": row.height, "weight": row.weight, "deep": row.deep}
            for row in plan.rows
        ],
        "centred": plan.centred,
        "top": plan.bars is not None,
        "labels": [_moved(label, nudge) for label in drawn],
    }


def _logo(plan: Frame, layout: Layout) -> dict[str, Any] | None:
    if plan.logo is None or layout.logo is None:
        return None
    return {"data": list(layout.logo.data), **_box(plan.logo)}


def _moved(label: dict[str, Any], nudge: tuple[float, float]) -> dict[str, Any]:
    return label | {"x": label["x"] + nudge[0], "y": label["y"] + nudge[1]}


def _drawn(
    labels: Sequence[Label], plan: Frame, stock: Stock, layout: Layout, *, first: int
) -> Iterator[dict[str, Any]]:
    for number, label in enumerate(labels):
        spot = stock.spot(first + number)
        yield {
            "page": spot.page,
            "x": spot.x,
            "y": spot.y,
            "rows": [row.text(label, layout.heading) for row in plan.rows],
            "symbols": list(_symbols(label, plan, layout)),
        }


def _symbols(label: Label, plan: Frame, layout: Layout) -> Iterator[dict[str, Any]]:
    if plan.matrix:
        symbol, module = _matrix(label, layout.matrix, plan.matrix.width)
        side = symbol.width * module
        inset = (plan.matrix.width - side) / 2
        yield _symbol(symbol, Box(plan.matrix.x + inset, plan.matrix.y + inset, side, side))
    if plan.bars and label.bars:
        bars = symbols.code128(label.bars)
        module = symbols.bar_module(bars, plan.bars.width)
        if module:
            box = plan.bars
            yield _symbol(bars, Box(box.x, box.y, bars.width * module, box.height))


def _matrix(label: Label, kind: Matrix, room: float) -> tuple[Symbol, float]:
    """The most helpful code that a camera can still read at this size: a robust link, a link, the bare code."""
    if label.says:
        return _chosen(label.says, kind, room)
    short = label.code or label.name
    if kind == Matrix.DATAMATRIX:
        symbol = symbols.datamatrix(short)
        return symbol, symbol.module_in(room)
    for text, level in ((label.link or short, "M"), (label.link or short, "L")):
        symbol = symbols.qr(text, level=level)
        module = symbol.module_in(room)
        if module >= symbols.SMALLEST_MATRIX_MODULE - 1e-9:
            return symbol, module
    symbol = symbols.qr(short, level="M")
    return symbol, max(symbol.module_in(room), symbols.DOT)


def _chosen(text: str, kind: Matrix, room: float) -> tuple[Symbol, float]:
    """What somebody chose is never swapped for anything else: it is read by a program that waits for it."""
    tries = [symbols.datamatrix(text)] if kind == Matrix.DATAMATRIX else []
    tries = tries or [symbols.qr(text, level=level) for level in ("M", "L")]
    for symbol in tries:
        module = symbol.module_in(room)
        if module >= symbols.SMALLEST_MATRIX_MODULE - 1e-9:
            return symbol, module
    raise SaysTooMuch(
        f"“{text[:60]}” is too long for a square code on this paper. Choose larger labels or say less."
    )


def _symbol(symbol: Symbol, box: Box) -> dict[str, Any]:
    return {"grid": [symbol.width, symbol.height], "path": symbol.path, **_box(box)}


def _box(box: Box) -> dict[str, float]:
    return {"x": box.x, "y": box.y, "width": box.width, "height": box.height}
