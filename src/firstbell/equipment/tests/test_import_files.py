"""Files as they really come: other systems' exports, the DfE's register, and bytes that mean nothing."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from firstbell.equipment.sheets.layouts import DFE_HEADINGS
from firstbell.equipment.sheets.register import rows as dfe_rows
from firstbell.equipment.tests.importing import bring, live
from firstbell.platform.exchange.states import State

pytestmark = pytest.mark.django_db
DATA = Path(__file__).parents[4].parent / "shared" / "data" / "equipment"
needs_data = pytest.mark.skipif(not DATA.exists(), reason="the recorded files are not here")


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.DATA = tmp_path


@needs_data
def test_snipe_its_sample_with_mac_letters_and_shortened_numbers(hartley, asha, moment):
    found = bring(
        hartley,
        (DATA / "assets-sample-BAD.csv").read_bytes(),
        by=asha,
        at=moment,
        name="assets-sample-BAD.csv",
    )
    reading = found.session.reading
    assert (reading["layout"], found.session.date_order, len(reading["columns"])) == (
        "Snipe-IT's import file",
        "MDY",
        20,
    )
    assert [column["field"] for column in reading["columns"]].count("category") == 1
    found.check()
    # Every model number was shortened: it is left out of its line with a warning, and the line comes in.
    assert found.counts == {"total": 200, "create": 200, "warned": 200}
    assert all("its last digits are lost. It is left out." in reasons for reasons in found.reasons)
    assert Counter({kind: len(names) for kind, names in found.new.items()}) == {
        "model": 200, "room": 199, "category": 183, "manufacturer": 163, "organisation": 87, "building": 1,
    }  # fmt: skip


@needs_data
def test_snipe_its_export_is_known_by_its_headings(hartley, asha, moment):
    found = bring(hartley, (DATA / "assets-sample.csv").read_bytes(), by=asha, at=moment).check()
    assert found.session.reading["layout"] == "Snipe-IT's export"
    assert found.counts == {"total": 22, "create": 22, "warned": 9}
    found.apply()
    assert live().count() == 22
    first = live().get(tag="ICC-2065556")
    assert (f"{first.bought_on}", first.price_gross, f"{first.replace_on}") == (
        "2023-01-23",
        226613,
        "2028-10-27",
    )
    found.undo()
    assert found.counts["undone"] == 22
    assert live().count() == 0


@needs_data
def test_a_list_of_users_brings_no_equipment(hartley, asha, moment):
    found = bring(hartley, (DATA / "users-sample.csv").read_bytes(), by=asha, at=moment).check()
    assert "create" not in found.counts
    assert all(
        "Kind: say what kind of thing it is." in reasons or "Notes" in reasons
        for reasons in found.reasons
    )


GLPI = """\
Name;Entity;Status;Manufacturers;Serial number;Inventory number;Type;Model;Location;Last update
ICT2-PC07;Root entity;In use;Dell;8HJ2K73;HV-20001;Laptop;OptiPlex 3080;Hartley > ICT block > ICT 2;2024-02-01 10:12
ICT2-PC08;Root entity;Lost;Dell;8HJ2K74;HV-20002;Laptop;OptiPlex 3080;Hartley > ICT block > ICT 2;2024-02-01 10:12
"""


def test_glpis_export_is_known_by_its_headings(hartley, asha, moment, laptops, ict_2):
    found = bring(hartley, GLPI, by=asha, at=moment).check()
    assert found.session.reading["layout"] == "GLPI's export"
    assert found.new == {"manufacturer": ["Dell"], "model": ["OptiPlex 3080"]}
    found.apply()
    assert [(item.tag, item.name, item.lifecycle, item.home.name) for item in live()] == [
        ("HV-20001", "ICT2-PC07", "in_service", "ICT 2"), ("HV-20002", "ICT2-PC08", "missing", "ICT 2"),
    ]  # fmt: skip


def dfe_workbook(lines: list[list[str]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    book.add_worksheet("Guidance").write(0, 0, "How to use this template")
    page = book.add_worksheet("Digital technology assets")
    page.write_row(0, 0, DFE_HEADINGS)
    page.write_row(1, 0, ["Laptop", "1", "Example", "Example", "D12398765x"])
    page.set_row(1, None, None, {"hidden": True})
    for number, line in enumerate(lines, start=2):
        page.write_row(number, 0, line)
    book.close()
    return out.getvalue()


def test_the_dfe_register_goes_in_and_comes_out_heading_for_heading(
    hartley, asha, moment, laptops, ict_2
):
    line = [
        "Laptop", "HV-1", "Dell", "Latitude 3340", "5CD1478X0I", "Windows 11", "Used", "In use", "", "01/09/2026", "Ben",
        "01/09/2027", "", "14/10/2029", "ICT block", "ICT 2", "", "04/09/2023", "leased", "Stone", "No", "Leased", "Asha",
        "Screen scratched",
    ]  # fmt: skip
    found = bring(hartley, dfe_workbook([line]), by=asha, at=moment, name="register.xlsx").check()
    assert found.session.reading["layout"] == "the DfE asset register"
    assert found.verdicts == ["skip", "create"]
    assert "hidden" in found.reasons[0]
    found.apply()
    item = live().get()
    assert (item.ownership, item.price_gross, item.home.name) == ("leased", None, "ICT 2")
    assert item.notes.splitlines()[0] == "Screen scratched"
    assert "Operating system: Windows 11" in item.notes
    [row] = list(dfe_rows(asha, hartley))
    back = dict(zip(DFE_HEADINGS, row, strict=True))
    asked = dict(zip(DFE_HEADINGS, line, strict=True))
    same = [
        heading for heading in DFE_HEADINGS
        if heading not in ("Purchase date", "When does the asset expire or become unsupported?") and str(back[heading]) != asked[heading]
    ]  # fmt: skip
    assert same == []
    assert f"{back['Purchase date']:%d/%m/%Y}" == "04/09/2023"


def test_a_cut_off_workbook_is_a_sentence(hartley, asha, moment):
    found = bring(hartley, dfe_workbook([])[:900], by=asha, at=moment, name="register.xlsx")
    assert found.session.state == State.FAILED
    assert "damaged" in found.session.problem


@hypothesis_settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.binary(max_size=400),
    st.sampled_from(["utf-8", "utf-16", "cp1252", "mac_roman"]),
    st.text(max_size=60),
)
def test_no_bytes_are_an_accident(hartley, asha, moment, raw, encoding, words):
    """Whatever comes, there is a verdict on each line or on the file."""
    for content in (
        raw,
        b"Asset tag,Serial,Kind\r\n" + raw,
        f"Asset tag,Kind\r{words},Laptop\r".encode(encoding, "replace"),
    ):
        if not content:
            continue
        found = bring(hartley, content, by=asha, at=moment)
        if found.session.state == State.FAILED:
            assert found.session.problem
            continue
        if not any(found.session.mapping.values()):
            continue
        found.check()
        assert found.session.state in (State.CHECKED, State.FAILED)
        assert all(row.reasons for row in found.rows if row.verdict in ("error", "skip"))


def test_a_price_of_more_than_twenty_million_pounds_is_asked_about(hartley, asha, moment, laptops):
    sheet = bring(hartley, "Tag,Kind,Price\nHV-1,Laptop,21000000\n", by=asha, at=moment).check()  # fmt: skip

    assert sheet.verdicts == ["error"]
    assert "more than twenty million pounds" in sheet.reasons[0]
