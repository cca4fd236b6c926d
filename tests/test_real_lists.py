"""Lists that other systems really export, through the pages: how many lines come in, and what is said of them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from firstbell.equipment.models import Item
from firstbell.people.models import Person
from firstbell.platform.exchange.models import ImportRow, ImportSession
from firstbell.platform.jobs import worker

DATA = Path(__file__).parents[1].parent / "shared" / "data" / "equipment"
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not DATA.is_dir(), reason="the recorded real files are not beside this checkout"),
]  # fmt: skip


@pytest.fixture
def brought(asha_account, browser_of, settings, tmp_path):
    settings.DATA = tmp_path
    desk = browser_of(asha_account)

    def bring(name: str) -> ImportSession:
        file = SimpleUploadedFile(name, (DATA / name).read_bytes())
        here = desk.post("/imports/new/", {"sheet": "", "file": file})["Location"]
        worker.work()
        session = ImportSession.objects.get()
        columns = {f"column-{at}": field for at, field in session.mapping.items() if field}
        settled = {"mode": session.mode, "match": session.match, "date_order": session.date_order}
        desk.post(f"{here}columns/", columns | settled)
        worker.work()
        desk.post(f"{here}names/", {"accept": "1"})
        desk.post(f"{here}apply/")
        worker.work()
        session.refresh_from_db()
        assert session.state == "applied", session.problem
        return session

    return bring


def left_out(session: ImportSession) -> list[str]:
    columns = session.reading["columns"]
    return [
        one["header"]
        for one in columns
        if one["filled"] and not session.mapping.get(str(one["at"]))
    ]


def said(session: ImportSession) -> Counter[str]:
    """How often each field is the reason for something."""
    rows = ImportRow.objects.filter(session=session).exclude(reasons="")
    return Counter(one.partition(":")[0] for row in rows for one in row.reasons.split("\n"))


def counts(session: ImportSession) -> dict[str, int]:
    return {name: number for name, number in session.counts.items() if name not in ("mark", "line")}


def test_an_export_of_snipe_it(brought):
    session = brought("assets-sample.csv")
    assert (session.sheet, session.reading["layout"]) == ("equipment", "Snipe-IT's export")
    assert counts(session) == {"total": 22, "create": 22, "warned": 9, "created": 22}
    assert said(session) == {"Who has it": 9}
    assert left_out(session) == ["Checkout Type"]
    first = Item.objects.get(tag="ICC-2065556")
    assert (f"{first.bought_on}", first.price_gross) == ("2023-01-23", 226613)
    assert first.notes.endswith("Company: Abshire and Sons")


def test_a_file_that_a_mac_and_a_spreadsheet_have_spoilt(brought):
    session = brought("assets-sample-BAD.csv")
    assert (session.sheet, session.reading["layout"]) == ("equipment", "Snipe-IT's import file")
    assert session.reading["encoding_name"] == "mac_roman"
    assert counts(session) == {"total": 200, "create": 200, "warned": 200, "created": 200}
    assert said(session) == {"Model number": 200, "Who has it": 172}
    assert left_out(session) == ["Category (2)", "Company (2)"]


def test_a_list_of_users_is_a_list_of_people(brought):
    session = brought("users-sample.csv")
    assert session.sheet == "people"
    assert counts(session) == {"total": 100, "create": 100, "created": 100}
    assert said(session) == {"Taken to be staff": 100}
    assert Person.objects.filter(family_name="Lefeuvre").get().email == "klefeuvre1@woothemes.com"
