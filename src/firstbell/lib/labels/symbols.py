"""QR, DataMatrix and Code 128 as outlines to draw."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

import zxingcpp

from firstbell.lib.refusal import Refusal

# One dot of a 300 dpi printer. Modules of whole dots stay equally wide, which is what scanners need.
DOT: Final = 25.4 / 300
# Below this a phone's camera, or a cheap scanner, gives up.
SMALLEST_MATRIX_MODULE: Final = 3 * DOT
SMALLEST_BAR_MODULE: Final = 2 * DOT
_LARGEST_BAR_MODULE: Final = 4 * DOT

_PARTS = re.compile(r'<svg width="(\d+)" height="(\d+)".*?<path d="([^"]*)"', re.DOTALL)


class CannotBeACode(Refusal):
    """This text cannot be written as that kind of code."""


@dataclass(frozen=True, slots=True)
class Symbol:
    """`width` and `height` in modules; `path` is an SVG outline on that grid."""

    width: int
    height: int
    path: str

    def module_in(self, space: float, *, at_most: float = 100.0) -> float:
        """The widest module of whole printer dots with which the symbol fits into `space` mm."""
        dots = int(min(space / self.width, at_most) / DOT + 1e-6)
        return dots * DOT


def qr(text: str, *, level: str = "M") -> Symbol:
    # A searched mask takes four times as long as a given one and reads no better on clean paper.
    return _symbol(text, zxingcpp.BarcodeFormat.QRCode, ec_level=level, dataMask=3)


def datamatrix(text: str) -> Symbol:
    return _symbol(text, zxingcpp.BarcodeFormat.DataMatrix, force_square=True)


def code128(text: str) -> Symbol:
    if not text.isascii():
        raise CannotBeACode(f"“{text}” has letters that a bar code cannot carry.")
    return _symbol(text, zxingcpp.BarcodeFormat.Code128)


def bar_module(symbol: Symbol, space: float) -> float:
    """0 where the bars would be too thin to read."""
    # Ten quiet modules belong to each end.
    padded = Symbol(symbol.width + 20, symbol.height, "")
    module = padded.module_in(space, at_most=_LARGEST_BAR_MODULE)
    return module if module >= SMALLEST_BAR_MODULE - 1e-9 else 0.0


def _symbol(text: str, kind: zxingcpp.BarcodeFormat, **options: object) -> Symbol:
    try:
        svg = zxingcpp.create_barcode(text, kind, **options).to_svg(add_quiet_zones=False)
    except ValueError as problem:
        raise CannotBeACode(f"“{text}” cannot be written as a code.") from problem
    found = _PARTS.search(svg)
    if not found:
        raise CannotBeACode(f"“{text}” cannot be written as a code.")
    return Symbol(int(found[1]), int(found[2]), found[3])
