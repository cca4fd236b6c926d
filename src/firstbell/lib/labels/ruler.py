"""A printed page of rulers: laid over a label sheet it shows at a glance how true the printer is."""

from __future__ import annotations

from typing import Any

from firstbell.lib.labels.printing import typeset
from firstbell.lib.labels.stock import Stock, label_size


def ruler_page(stock: Stock, *, nudge: tuple[float, float] = (0.0, 0.0)) -> bytes:
    return typeset("ruler.typ", _job(stock, nudge))


def ruler_picture(stock: Stock, *, ppi: float = 100) -> bytes:
    return typeset("ruler.typ", _job(stock, (0.0, 0.0)), ppi=ppi)


def _job(stock: Stock, nudge: tuple[float, float]) -> dict[str, Any]:
    width, height = label_size(stock)
    big = min(stock.page_width, stock.page_height) > 120
    spots = [stock.spot(index) for index in range(stock.per_page)]
    return {
        "page": [stock.page_width, stock.page_height],
        "size": [width, height],
        "radius": stock.radius,
        "spots": [[spot.x + nudge[0], spot.y + nudge[1]] for spot in spots],
        "number": min(26.0, 0.9 * min(width, height)) if big else 0.1,
        "edge": 6.0,
        "rulers": big,
        "inset": 5.0 if big else 1.0,
        "note": _note(stock, big=big),
    }


def _note(stock: Stock, *, big: bool) -> dict[str, Any]:
    if not big:
        return {
            "title": stock.name,
            "lines": [f"{stock.size}: the frame should run along the edge."],
            "width": min(56.0, stock.page_width - 6),
            "large": 6.5,
            "small": 5.2,
        }
    return {
        "title": f"{stock.name}: {stock.words}",
        "lines": [
            "Print this page at 100 % (“actual size”, not “fit to page”) and hold it with a label sheet "
            "against a window.",
            "The grey frames should lie on the edges of the labels. If they are off by the same distance "
            "everywhere, enter that distance as the nudge of this stock.",
            "If the line below is not 100 mm long, the printer is scaling the page.",
        ],
        "width": 112.0,
        "large": 12.0,
        "small": 8.5,
    }
