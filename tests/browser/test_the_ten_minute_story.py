"""From an empty machine to a labelled, findable school: what somebody does in the first ten minutes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from PIL import Image

from tests.browser.looks import faults
from tests.browser.serving import PHONE, WIDE, Pictures, looking, serving

pytestmark = [pytest.mark.slow, pytest.mark.browser]
EMAIL, PASSWORD = "asha@linden.example", "the bells of linden hill"
TAGS = ("HV-0101", "HV-0102", "HV-0103", "HV-0104", "HV-0105", "HV-0106")
# A title above the headings, "Room" twice, old Mac line ends, Windows letters, a totals row, a serial that Excel
# ruined, two people in a cell, three ways to write a day: nobody's list is clean.
MESSY = "\r".join(
    (
        "Linden Hill ICT assets (Zoë’s copy),,,,,,,,,",
        "",
        "Asset tag,Type,Make,Model,Serial,Room,Who has it,Purchase date,Cost,Room",
        "HV-0101,Laptop,HP,ProBook 450 G9,5CD2190XYZ,Rm 12,,31/08/2021,£418.00,",
        "HV-0102,Laptop,HP,ProBook 450 G9,5.02381E+11,Rm 12,Ms Okoro / Mr Café,2022-09-01,418,",
        "HV-0103,Laptop,HP,ProBook 450 G9,5CD2190ABC,Library,,5 Sep 2023,£418.00,",
        "HV-0104,Projector,Epson,EB-W06,X8TF310044,Hall,,14/01/2023,£389.99,",
        "HV-0105,Projector,Epson,EB-W06,X8TF310045,Library,,14/01/2023,£389.99,",
        "HV-0106,Printer,Brother,HL-L2350DW,E78283K1N1,Library,,02/11/2022,£129.00,",
        *(
            f"CB-{n:03},Chromebook,Acer,C733,NXATSEK{n:04},ICT 2,,06/09/2024,£219.00,"
            for n in range(60)
        ),
        "Total,,,,,,,,£15302.98,",
        "",
    )
).encode("cp1252")


@pytest.fixture
def served(tmp_path: Path, chromium: Any) -> Iterator[str]:
    with serving(tmp_path / "data") as address:
        yield address


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_the_first_ten_minutes(chromium: Any, served: str, width: int) -> None:
    context = looking(chromium, served, width, accept_downloads=True)
    page, pictures = context.new_page(), Pictures()
    problems: list[str] = []
    page.on("pageerror", lambda problem: problems.append(str(problem)))
    page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
    story = Story(page, pictures, width)
    story.begins_with_a_school()
    story.drops_the_spreadsheet()
    story.looks_at_every_line()
    story.brings_it_in()
    story.finds_one()
    story.changes_all_chromebooks()
    story.reads_its_history()
    told = story.prints_a_label()
    assert told.startswith(f"{served}/c/")
    story.scans_it(told)
    context.close()
    assert problems == []


class Story:
    def __init__(self, page: Any, pictures: Pictures, width: int) -> None:
        self.page, self.pictures, self.phone = page, pictures, width == PHONE
        self.name = f"story-{width}"

    def picture(self, step: str) -> None:
        self.pictures.take(self.page, f"{self.name}-{step}")
        assert faults(self.page) == []

    def begins_with_a_school(self) -> None:
        page = self.page
        page.goto("/")
        self.picture("1-begin")
        page.get_by_text("Begin with my school").click()
        page.locator("#id_school").fill("Linden Hill School")
        page.locator("#id_name").fill("Asha Rao")
        page.locator("#id_email").fill(EMAIL)
        page.locator("#id_password").fill(PASSWORD)
        page.get_by_role("button", name="Open the school").click()
        page.wait_for_load_state()
        assert "Linden Hill School" in page.content()
        self.picture("2-home")

    def drops_the_spreadsheet(self) -> None:
        page = self.page
        page.goto("/imports/new/")
        page.locator("input[name=sheet][value=equipment]").check()
        page.locator("input[type=file]").set_input_files(
            {"name": "ICT assets.csv", "mimeType": "text/csv", "buffer": MESSY}
        )
        page.get_by_role("button", name="Read it").click()
        page.get_by_role("button", name="Check every line").wait_for()
        assert "\ufffd" not in page.content()
        self.picture("3-columns")
        page.get_by_role("button", name="Check every line").click()

    def looks_at_every_line(self) -> None:
        page = self.page
        page.get_by_text("will be added", exact=True).wait_for()
        said = page.locator("main").inner_text()
        for sentence in (
            "its last digits are lost",
            "Two people are named in one cell: Ms Okoro and Mr Café",
            "left out",
            "Names that are new here",
        ):
            assert sentence in said
        self.picture("4-check")
        self.puts_right_the_ruined_line()
        page.get_by_role("button", name="Yes, as it stands here").click()
        page.get_by_role("button", name=re.compile("Bring in")).wait_for()
        self.picture("5-decided")

    def puts_right_the_ruined_line(self) -> None:
        page = self.page
        page.get_by_role("link", name="Put it right").click()
        page.get_by_label("Serial", exact=False).fill("5CD2190DEF")
        page.get_by_label("Who has it").fill("")
        page.get_by_role("button", name="Check this line again").click()
        page.get_by_role("button", name="Check this line again").wait_for(state="hidden")

    def brings_it_in(self) -> None:
        page = self.page
        page.get_by_role("button", name=re.compile("Bring in")).click()
        page.get_by_role("link", name="See the items").wait_for()
        self.picture("6-brought-in")
        page.get_by_role("link", name="See the items").click()
        page.wait_for_url("**/equipment/**")
        assert "66 items" in page.locator("main").inner_text()
        page.goto("/equipment/?sort=-tag")
        for tag in TAGS:
            assert tag in page.content()
        self.picture("7-list")

    def finds_one(self) -> None:
        page = self.page
        page.keyboard.press("/")
        page.keyboard.type("190ABC")
        page.locator("#fb-hits").get_by_text("HV-0103").wait_for()
        self.picture("8-search")
        page.locator("#fb-find").fill("HV-0104")
        page.keyboard.press("Enter")
        page.get_by_role("heading", level=1, name=re.compile("EB-W06|HV-0104")).wait_for()
        self.picture("9-item")

    def changes_all_chromebooks(self) -> None:
        """One is picked by hand, the other 59 by a word: on a phone nobody ticks a page of boxes."""
        page = self.page
        page.goto("/equipment/?q=C733")
        page.locator("main input[name=pick]").first.check(force=True)
        page.get_by_role("button", name="Select all 60 matching").click()
        page.get_by_text("All 60 matching are selected").wait_for()
        self.picture("10-picked")
        page.get_by_role("button", name="Change fields").click()
        page.get_by_label("Change Paid from").check()
        page.locator("#id_funding").fill("ICT capital")
        self.picture("11-change")
        page.get_by_role("button", name="Change fields").click()
        page.get_by_text(re.compile("Done|changed")).first.wait_for()

    def reads_its_history(self) -> None:
        """Who did what: the bulk change, and before it the import it came with."""
        page = self.page
        page.goto("/equipment/?q=CB-059")
        page.get_by_role("link", name="CB-059").first.click()
        story = page.locator(
            "section.fb-pan", has=page.get_by_role("heading", name="What happened")
        )
        story.get_by_text("Asha Rao changed").wait_for()
        story.get_by_text("ICT capital").wait_for()
        assert story.locator(".fb-tl time").count() == 2
        story.scroll_into_view_if_needed()
        self.picture("12-history")

    def prints_a_label(self) -> str:
        """The address that a phone reads from the label, after the paper has proved true."""
        page = self.page
        self.chooses_to_print()
        page.get_by_label("Bar code (Code 128)").check()
        page.wait_for_url("**barcode=on**")
        self.picture("13-label")
        paper = page.get_by_role("link", name="Open the PDF")
        pdf = page.request.get(paper.get_attribute("href"))
        assert pdf.body().startswith(b"%PDF")
        first = page.locator("img[alt^='The first label']").get_attribute("src")
        label = Image.open(io.BytesIO(page.request.get(first).body())).convert("L")
        read = {code.format: code.text for code in zxingcpp.read_barcodes(label)}
        assert read[zxingcpp.BarcodeFormat.Code128] == "CB-059"
        return str(read[zxingcpp.BarcodeFormat.QRCode])

    def scans_it(self, told: str) -> None:
        """A hand scanner types what it reads, wherever the page is; a phone's camera opens it."""
        page = self.page
        page.goto("/")
        if self.phone:
            page.goto(told)
        else:
            page.keyboard.type(told)
            page.keyboard.press("Enter")
        page.get_by_role("heading", level=1, name=re.compile("C733")).wait_for()
        assert "CB-059" in page.locator("main").inner_text()
        self.picture("14-scanned")

    def chooses_to_print(self) -> None:
        page = self.page
        wanted = page.get_by_role("link", name="Print a label")
        if not wanted.first.is_visible():
            page.locator(".fb-thing .fb-acts summary").last.click()
        wanted.first.click()
        page.wait_for_url("**/labels/**")
