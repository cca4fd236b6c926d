"""Label stock that schools buy: measurements in millimetres, American sheets turned from inches."""

from __future__ import annotations

from collections.abc import Iterator

from firstbell.lib.labels.stock import Sheet, Stock, Tape
from firstbell.lib.refusal import NotFound

_INCH = 25.4

# part numbers of one geometry: (left, top, columns, rows, width, height, pitch across, pitch down, corner)
_A4: tuple[tuple[str, tuple[float, ...]], ...] = (
    ("L7160", (7.25, 15.15, 3, 7, 63.5, 38.1, 66.04, 38.1, 1.5)),
    ("L7159", (7.25, 13.03, 3, 8, 63.5, 33.87, 66.04, 33.87, 1.5)),
    ("L7161", (7.25, 8.84, 3, 6, 63.5, 46.56, 66.04, 46.56, 1.5)),
    ("L7162", (4.65, 13.03, 2, 8, 99.1, 33.87, 101.6, 33.87, 1.5)),
    ("L7163", (4.65, 15.15, 2, 7, 99.1, 38.1, 101.6, 38.1, 1.5)),
    ("L7173", (4.65, 6.0, 2, 5, 99.1, 57.0, 101.6, 57.0, 1.5)),
    ("L7165", (4.65, 13.04, 2, 4, 99.1, 67.73, 101.6, 67.73, 1.5)),
    ("L7636", (9.75, 21.48, 4, 12, 45.72, 21.17, 48.26, 21.17, 1.5)),
    ("L4778", (9.75, 21.48, 4, 12, 45.72, 21.17, 48.26, 21.17, 1.5)),
    ("L6009", (9.75, 21.48, 4, 12, 45.72, 21.17, 48.26, 21.17, 1.5)),
    ("L4736", (9.75, 21.48, 4, 12, 45.72, 21.17, 48.26, 21.17, 1.5)),
    ("L7654", (9.75, 21.5, 4, 10, 45.72, 25.4, 48.26, 25.4, 1.5)),
    ("L7651", (4.67, 10.9, 5, 13, 38.1, 21.17, 40.64, 21.17, 1.5)),
    ("L6011", (7.25, 15.3, 3, 9, 63.5, 29.6, 66.04, 29.6, 1.5)),
    ("L7656", (6.0, 15.95, 4, 21, 46.0, 11.11, 50.67, 12.7, 1.0)),
    ("L4731", (8.48, 13.5, 7, 27, 25.4, 10.0, 27.94, 10.0, 1.0)),
    ("3490", (0.0, 4.5, 3, 8, 70.0, 36.0, 70.0, 36.0, 0.0)),
)

# as above, in inches
_LETTER: tuple[tuple[str, tuple[float, ...]], ...] = (
    ("5160", (0.1875, 0.5, 3, 10, 2.625, 1.0, 2.75, 1.0, 0.0625)),
    ("8160", (0.1875, 0.5, 3, 10, 2.625, 1.0, 2.75, 1.0, 0.0625)),
    ("5520", (0.1875, 0.5, 3, 10, 2.625, 1.0, 2.75, 1.0, 0.0625)),
    ("5267", (0.28125, 0.5, 4, 20, 1.75, 0.5, 2.0625, 0.5, 0.0625)),
    ("61526", (0.625, 0.625, 3, 10, 2.0, 0.75, 2.625, 1.0, 0.0625)),
)

_LETTER_SURMISED: tuple[tuple[str, tuple[float, ...]], ...] = (
    ("5027", (0.5, 0.53125, 2, 9, 3.4375, 0.9375, 4.0625, 1.125, 0.0625)),
    ("6577", (1.0, 0.5, 2, 16, 3.0, 0.625, 3.5, 0.625, 0.0625)),
    ("61527", (0.375, 0.75, 2, 4, 3.75, 2.0, 4.0, 2.5, 0.0625)),
    ("61528", (1.0, 0.375, 2, 7, 2.75, 1.25, 3.75, 1.5, 0.0625)),
)

# key, name, width of the roll, length of a label, what the head does not reach, continuous
_ROLLS: tuple[tuple[str, str, float, float, float, bool], ...] = (
    ("tze-12", "Brother TZe 12 mm", 12.0, 50.0, 1.05, True),
    ("tze-18", "Brother TZe 18 mm", 18.0, 50.0, 1.1, True),
    ("tze-24", "Brother TZe 24 mm", 24.0, 65.0, 2.95, True),
    ("dk-11209", "Brother DK-11209", 29.0, 62.0, 1.5, False),
    ("dk-11201", "Brother DK-11201", 29.0, 90.0, 1.5, False),
    ("dk-22205", "Brother DK-22205, 62 mm continuous", 62.0, 90.0, 1.5, True),
    ("dk-22210", "Brother DK-22210, 29 mm continuous", 29.0, 62.0, 1.5, True),
    ("dymo-1933081", "Dymo 1933081", 25.0, 89.0, 1.5, False),
    ("dymo-2112283", "Dymo 2112283", 25.0, 54.0, 1.5, False),
    ("dymo-30252", "Dymo 30252 / 99010", 28.0, 89.0, 1.5, False),
    ("dymo-99012", "Dymo 99012", 36.0, 89.0, 1.5, False),
    ("dymo-11354", "Dymo 11354 / 30334", 32.0, 57.0, 1.5, False),
)


def _sheets(
    rows: tuple[tuple[str, tuple[float, ...]], ...],
    page: tuple[float, float],
    *,
    unit: float,
    surmised: bool,
) -> Iterator[Sheet]:
    for part, (left, top, columns, down, *rest) in rows:
        width, height, pitch_x, pitch_y, radius = (value * unit for value in rest)
        yield Sheet(
            key=f"avery-{part.lower()}",
            name=f"Avery {part}",
            page_width=page[0],
            page_height=page[1],
            left=left * unit,
            top=top * unit,
            columns=int(columns),
            rows=int(down),
            width=width,
            height=height,
            pitch_x=pitch_x,
            pitch_y=pitch_y,
            radius=radius,
            surmised=surmised,
        )


def _rolls() -> Iterator[Tape]:
    for key, name, width, length, margin, continuous in _ROLLS:
        yield Tape(
            key=key,
            name=name,
            width=width,
            length=length,
            margin=margin,
            continuous=continuous,
            radius=0.0 if continuous else 1.5,
        )


def _everything() -> Iterator[Stock]:
    letter = (8.5 * _INCH, 11 * _INCH)
    yield from _sheets(_A4, (210.0, 297.0), unit=1.0, surmised=False)
    yield from _sheets(_LETTER, letter, unit=_INCH, surmised=False)
    yield from _sheets(_LETTER_SURMISED, letter, unit=_INCH, surmised=True)
    yield from _rolls()


CATALOGUE: dict[str, Stock] = {stock.key: stock for stock in _everything()}


def find(key: str) -> Stock:
    """The catalogue's stock of that key, or NotFound."""
    if key not in CATALOGUE:
        raise NotFound(f"There is no label stock called {key}.")
    return CATALOGUE[key]
