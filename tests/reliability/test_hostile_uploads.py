"""Files that no school means to bring in: each ends in a sentence, none in a fault, and none in the register."""

from __future__ import annotations

import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from firstbell.equipment.models import Item
from firstbell.lib import clock
from firstbell.platform.exchange.models import ImportSession
from firstbell.platform.jobs import worker

pytestmark = pytest.mark.slow

SHEET = "xl/worksheets/sheet1.xml"


def bomb(megabytes: int = 600) -> bytes:
    """A small workbook whose sheet inflates to more than any machine wants."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", "<Types/>")
        packed.writestr("xl/workbook.xml", "<workbook/>")
        with packed.open(SHEET, "w", force_zip64=True) as sheet:
            for _ in range(megabytes):
                sheet.write(bytes(1024 * 1024))
    return made.getvalue()


HOSTILE = {
    "a bomb.xlsx": (bomb, True),
    "a letter.csv": (lambda: b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF", True),
    "UTF-16 without its mark.csv": (
        lambda: "Tag,Serial\nHV-1,5CD1\nHV-2,5CD2\n".encode("utf-16-le"),
        False,
    ),
    "NULs.csv": (lambda: b"Tag,Serial\nHV\0-1,5C\0D1\n\0\0\0,\0\n", True),
    "only NULs.csv": (lambda: bytes(5000), True),
    "5,000 columns.csv": (
        lambda: (",".join(f"C{n}" for n in range(5000)) + "\n" + "," * 4999).encode(),
        True,
    ),
    "half a workbook.xlsx": (lambda: bomb(1)[:900], True),
    "../../etc/pass\0wd": (lambda: b"\xff\xfe\xfd\xfc" * 99, None),
}


@pytest.fixture
def desk(asha_account, browser_of, settings, tmp_path):
    settings.DATA = tmp_path
    return browser_of(asha_account)


def bring(desk, name: str, content: bytes):
    return desk.post(
        "/imports/new/", {"sheet": "equipment", "file": SimpleUploadedFile(name, content)}
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_ends_in_a_sentence(desk, name):
    make, is_refused = HOSTILE[name]

    answer = bring(desk, name, make())
    assert answer.status_code in (302, 400)
    if answer.status_code == 302:
        session = ImportSession.objects.get()
        worker.run(worker.claim(clock.now()))
        session.refresh_from_db()
        page = desk.get(answer.headers["Location"])
        assert page.status_code == 200
        if is_refused is not None:
            assert (session.state == "failed") == is_refused, session.problem
        if session.state == "failed":
            assert session.problem.endswith(".")
            assert "Traceback" not in session.problem
            assert "Nothing was changed." in page.content.decode()
    assert not Item.objects.exists()


def test_an_empty_file_is_said_to_be_empty(desk):
    answer = bring(desk, "nothing.csv", b"")

    assert answer.status_code == 400
    assert "empty" in answer.content.decode().lower() or "Choose a file" in answer.content.decode()
    assert not ImportSession.objects.exists()
