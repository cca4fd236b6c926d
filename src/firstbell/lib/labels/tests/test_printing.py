from __future__ import annotations

import io
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import zxingcpp
from PIL import Image

from firstbell.lib.labels import catalogue, printing, ruler, symbols
from firstbell.lib.labels.layout import Label, Layout, Matrix, frame
from firstbell.lib.labels.stock import Sheet, Stock, StockDoesNotFit, Tape, label_size
from firstbell.lib.refusal import NotFound

LINK = "https://firstbell.stmarys.example.sch.uk/c/"
FULL = Layout(heading="St Mary's High School", barcode=True)
EVERYTHING = pytest.mark.parametrize("stock", catalogue.CATALOGUE.values(), ids=lambda one: one.key)


def laptops(count: int) -> list[Label]:
    return [
        Label(
            tag=f"WMS-{number:06d}",
            link=f"{LINK}7K3M{number:04d}",
            code=f"7K3M{number:04d}",
            title="HP ProBook 450 G9",
            lines=("ICT 2 · Main building", "Serial 5CG2380K9Z"),
        )
        for number in range(1, count + 1)
    ]


def codes_on(png: bytes) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    picture = Image.open(io.BytesIO(png)).convert("L")
    for code in zxingcpp.read_barcodes(picture):
        found.setdefault(str(code.symbology), set()).add(code.text)
    return found


@EVERYTHING
def test_every_stock_of_the_catalogue_lies_within_its_page(stock: Stock) -> None:
    width, height = label_size(stock)

    spots = [stock.spot(index) for index in range(stock.per_page)]

    assert {spot.page for spot in spots} == {0}
    assert min(spot.x for spot in spots) >= 0
    assert min(spot.y for spot in spots) >= 0
    assert max(spot.x for spot in spots) + width <= stock.page_width + 0.06
    assert max(spot.y for spot in spots) + height <= stock.page_height + 0.06
    assert len({(spot.x, spot.y) for spot in spots}) == stock.per_page


@EVERYTHING
def test_every_stock_prints_and_its_qr_is_read_back(stock: Stock) -> None:
    label = laptops(1)

    found = codes_on(printing.specimen(label[0], stock, FULL, ppi=300))

    assert found["QR Code"] == {label[0].link}


@EVERYTHING
def test_what_is_on_a_label_stays_inside_it(stock: Stock) -> None:
    width, height = label_size(stock)
    plan = frame(stock, FULL)

    for box in (plan.matrix, plan.text, plan.bars):
        if box:
            assert box.x >= 0
            assert box.y >= 0
            assert box.x + box.width <= width
            assert box.y + box.height <= height
    assert sum(row.height for row in plan.rows) <= plan.text.height + 0.01
    assert plan.rows


@pytest.mark.skipif(
    not shutil.which("pdftoppm"), reason="poppler's pdftoppm is not here to print the PDF"
)
@pytest.mark.parametrize("key", ["avery-l7160", "avery-5160", "dymo-30252"])
def test_a_printed_page_of_a_pdf_is_read_back_with_both_codes(key: str, tmp_path: Path) -> None:
    stock = catalogue.find(key)
    labels = laptops(stock.per_page)

    (tmp_path / "labels.pdf").write_bytes(printing.render(labels, stock, FULL))
    paper = [tmp_path / "labels.pdf", tmp_path / "page"]
    subprocess.run(["pdftoppm", "-r", "300", "-png", "-singlefile", *paper], check=True)

    found = codes_on((tmp_path / "page.png").read_bytes())
    assert found["QR Code"] == {label.link for label in labels}
    assert found["Code 128"] == {label.tag for label in labels}


def test_a_datamatrix_carries_the_short_code() -> None:
    layout = Layout(matrix=Matrix.DATAMATRIX)

    found = codes_on(printing.picture(laptops(1), catalogue.find("avery-l7651"), layout, ppi=300))

    assert found["Data Matrix"] == {"7K3M0001"}


def test_where_a_link_would_be_too_fine_to_scan_the_qr_carries_the_code() -> None:
    tiny = Tape(key="own", name="Ours", width=7.5, length=25)

    found = codes_on(printing.picture(laptops(1), tiny, Layout(), ppi=600))

    assert found["QR Code"] == {"7K3M0001"}


def test_asha_starts_on_the_fifth_label_of_a_used_sheet() -> None:
    sheet = catalogue.find("avery-l7160")

    job = printing._job(laptops(19), sheet, FULL, start_at=5, nudge=(0.0, 0.0))

    first, last = job["labels"][0], job["labels"][-1]
    fifth = sheet.spot(4)
    assert (first["page"], first["x"], first["y"]) == (0, fifth.x, fifth.y)
    assert (last["page"], last["x"]) == (1, sheet.spot(22).x)


def test_a_sheet_cannot_start_beyond_its_last_label() -> None:
    with pytest.raises(printing.NoSuchPlace, match="labels 1 to 21"):
        printing.render(laptops(1), catalogue.find("avery-l7160"), FULL, start_at=22)


def test_nothing_to_print_is_said() -> None:
    with pytest.raises(printing.NothingToPrint):
        printing.render([], catalogue.find("avery-l7160"), FULL)


def test_a_very_long_name_does_not_leave_its_label() -> None:
    sheet = catalogue.find("avery-l7651")
    endless = Label(tag="W" * 60, link=LINK + "7K3M0001", title="Wm" * 200, lines=("x" * 300,))

    png = printing.picture([endless], sheet, replace(FULL, heading="H" * 120), ppi=150)

    page = Image.open(io.BytesIO(png)).convert("L")
    dot = 150 / 25.4
    right = (sheet.spot(0).x + label_size(sheet)[0]) * dot
    beside = page.crop((int(right) + 1, 0, page.width, page.height))
    assert beside.getextrema() == (255, 255)


def test_words_that_typst_would_take_for_markup_are_printed_as_they_are() -> None:
    odd = Label(tag="A#1", link=LINK + "7K3M0001", title='#panic() $x$ *bold* \\ " <a> @b')

    assert printing.render([odd], catalogue.find("avery-l7160"), FULL).startswith(b"%PDF")


def test_a_name_that_a_bar_code_cannot_carry_gives_way_to_the_short_code() -> None:
    zoe = Label(tag="Zoë Brown", link=LINK + "7K3M0001", code="7K3M0001")

    found = codes_on(printing.picture([zoe], catalogue.find("avery-l7163"), FULL, ppi=300))

    assert found["Code 128"] == {"7K3M0001"}
    with pytest.raises(symbols.CannotBeACode, match="Zoë"):
        symbols.code128("Zoë Brown")


@EVERYTHING
def test_every_stock_has_a_ruler_page(stock: Stock) -> None:
    assert ruler.ruler_page(stock).startswith(b"%PDF")


def test_a_sheet_wider_than_its_page_is_refused() -> None:
    with pytest.raises(StockDoesNotFit, match="ends at 214 mm and the page is 210 mm wide"):
        Sheet(
            key="own",
            name="Ours",
            left=10,
            top=10,
            columns=3,
            rows=2,
            width=64,
            height=30,
            pitch_x=70,
            pitch_y=30,
        )


def test_a_stock_nobody_sells_is_not_found() -> None:
    with pytest.raises(NotFound):
        catalogue.find("avery-0000")


@pytest.mark.parametrize("matrix", [Matrix.QR, Matrix.DATAMATRIX])
def test_the_square_code_carries_what_was_chosen_instead_of_the_link(matrix: Matrix) -> None:
    label = replace(laptops(1)[0], says="WMS-000001;5CG2380K9Z")
    stock = catalogue.find("avery-l7160")

    png = printing.picture([label], stock, Layout(matrix=matrix), ppi=600)

    assert set.union(*codes_on(png).values()) == {"WMS-000001;5CG2380K9Z"}


def test_words_too_long_for_the_paper_are_refused_and_not_swapped_for_others() -> None:
    label = replace(laptops(1)[0], says="x" * 600)

    with pytest.raises(printing.SaysTooMuch, match="too long for a square code"):
        printing.render([label], catalogue.find("avery-l7651"), Layout())
