from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from firstbell.lib.labels import catalogue, printing
from firstbell.lib.labels.layout import Box, Frame, Layout, Logo, NoRoomForLogo, frame
from firstbell.lib.labels.stock import Stock, label_size
from firstbell.lib.labels.tests.test_printing import EVERYTHING, FULL, codes_on, laptops


def logo(width: int = 300, height: int = 300) -> Logo:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (200, 30, 30)).save(out, "WEBP", lossless=True)
    return Logo(out.getvalue(), width / height)


def planned(stock: Stock, layout: Layout) -> Frame | None:
    try:
        return frame(stock, layout)
    except NoRoomForLogo:
        return None


def apart(one: Box, other: Box | None) -> bool:
    return other is None or (
        one.x + one.width <= other.x + 0.01
        or other.x + other.width <= one.x + 0.01
        or one.y + one.height <= other.y + 0.01
        or other.y + other.height <= one.y + 0.01
    )


LOGOS = pytest.mark.parametrize("shape", [(300, 300), (300, 100), (100, 200)])


@EVERYTHING
@LOGOS
@pytest.mark.parametrize("barcode", [False, True])
def test_a_logo_stands_beside_the_words_and_moves_no_code(
    stock: Stock, shape: tuple[int, int], barcode: bool
) -> None:
    layout = replace(FULL, barcode=barcode, logo=logo(*shape))
    without = frame(stock, replace(layout, logo=None))
    plan = planned(stock, layout)
    if plan is None or plan.logo is None:
        return

    width, height = label_size(stock)
    assert plan.logo.x >= 0
    assert plan.logo.y >= 0
    assert plan.logo.x + plan.logo.width <= width
    assert plan.logo.y + plan.logo.height <= height
    assert (plan.matrix, plan.bars) == (without.matrix, without.bars)
    assert all(apart(plan.logo, box) for box in (plan.matrix, plan.bars, plan.text))
    assert [row.what for row in plan.rows] == [row.what for row in without.rows]


@EVERYTHING
@LOGOS
def test_no_word_is_cut_for_a_logo(stock: Stock, shape: tuple[int, int]) -> None:
    layout = replace(FULL, logo=logo(*shape))
    without = frame(stock, replace(layout, logo=None))
    plan = planned(stock, layout)
    if plan is None:
        return

    for with_it, before in zip(plan.rows, without.rows, strict=True):
        # As many letters to the line as without it, and as many lines.
        fits, fitted = plan.text.width / with_it.size, without.text.width / before.size
        assert fits >= fitted * 0.998
        assert with_it.deep == before.deep
    assert sum(row.height * (1 + row.deep) for row in plan.rows) <= plan.text.height + 0.01


@EVERYTHING
def test_the_codes_are_read_back_beside_a_logo(stock: Stock) -> None:
    label = laptops(1)[0]
    layout = replace(FULL, logo=logo())
    plan = planned(stock, layout)
    if plan is None:
        return

    png = printing.specimen(label, stock, layout, ppi=300)

    found = codes_on(png)
    assert found["QR Code"] == {label.link}
    assert found.get("Code 128", {label.tag}) == {label.tag}
    assert plan.logo is not None
    middle = [plan.logo.x + plan.logo.width / 2, plan.logo.y + plan.logo.height / 2]
    pixel = (
        Image.open(io.BytesIO(png))
        .convert("RGB")
        .getpixel((round(middle[0] * 300 / 25.4), round(middle[1] * 300 / 25.4)))
    )
    assert pixel == (200, 30, 30)


def test_most_paper_has_room_for_a_logo_and_a_narrow_tape_says_that_it_has_not() -> None:
    layout = Layout(heading="St Mary's High School", logo=logo())

    with pytest.raises(
        NoRoomForLogo,
        match=r"no room for a logo beside the words on Brother TZe.*Choose larger labels",
    ):
        printing.render(laptops(1), catalogue.find("tze-12"), layout)
    roomy = [one for one in catalogue.CATALOGUE.values() if planned(one, layout)]
    assert len(roomy) > 0.7 * len(catalogue.CATALOGUE)


def test_a_sheet_of_labels_carries_the_bytes_of_its_logo_once() -> None:
    layout = replace(FULL, logo=logo())
    sheet = catalogue.find("avery-l7160")

    assert printing.render(laptops(21), sheet, layout).count(b"/Subtype/Image") == 1
