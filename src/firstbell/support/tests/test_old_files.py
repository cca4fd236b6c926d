"""The attachments of tickets of the helpdesk before this one: a zip beside the table."""

from __future__ import annotations

import io
import zipfile

import pytest
from PIL import Image

from firstbell.platform.attachments.models import Attachment
from firstbell.platform.exchange.states import State
from firstbell.platform.exchange.tests.importing import verdicts
from firstbell.support.models import OldNumber
from firstbell.support.sheets.files import number_of

OLD = """Number,What,Raised,Old system
482913,No picture,5 Jan 2025 10:00,osTicket
77,Cannot sign in,6 Jan 2025 10:00,Freshdesk
9,Crackles,6 Jan 2025 10:00,Freshdesk
9,Hums,6 Jan 2025 10:00,Spiceworks
"""


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (30, 20), "red").save(out, "PNG")
    return out.getvalue()


def zipped(**named: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in named.items():
            archive.writestr(name, content)
    return out.getvalue()


@pytest.fixture
def packed():
    return zipped(**{
        "Ticket/482913/board.png": picture(), "77_how it looks.txt": b"It says no", "tickets.csv": b"a,b",
        "__MACOSX/77_x.txt": b"", "notes.txt": b"whose?", "500/other.txt": b"nobody's", "9/which.txt": b"of two",
        "77_evil.exe": b"MZ\x90\x00" + bytes(200),
    })  # fmt: skip


@pytest.fixture
def bring_files(bring_in):
    bring_in(OLD)
    return lambda content, **more: bring_in(content, name="files.zip", sheet="ticket_files", **more)


def files_of(number):
    ticket = OldNumber.objects.get(number=number).ticket
    rows = Attachment.objects.live().filter(thing_uid=ticket.uid)
    return [(row.name, row.thing_type) for row in rows]


def test_each_file_goes_onto_the_ticket_whose_number_it_bears(bring_files, packed):
    session = bring_files(packed)

    assert session.state == State.APPLIED
    assert files_of("482913") == [("board.png", "support.ticket")]
    assert files_of("77") == [("77_how it looks.txt", "support.ticket")]
    said = {reasons for _, verdict, reasons in verdicts(session) if verdict == "error"}
    assert said == {
        "It does not say whose it is: put it into a folder with the number of its ticket.",
        "No ticket that was called 500 was brought in. Bring the table in first.",
        "9 was a ticket in Freshdesk and Spiceworks: add it to the right one by hand.",
    }  # fmt: skip
    assert session.counts["refused"] == 1


def test_a_zip_is_told_from_a_workbook_without_being_asked(bring_files, bring, packed):
    assert bring(packed, name="files.zip", sheet="").sheet == "ticket_files"


def test_the_same_zip_again_adds_nothing(bring_files, packed):
    bring_files(packed)
    session = bring_files(packed)

    assert session.counts.get("created", 0) == 0
    assert Attachment.objects.live().count() == 2


def test_taken_back_the_files_come_off(bring_files, packed, take_back):
    take_back(bring_files(packed))

    assert not Attachment.objects.live().exists()
    assert OldNumber.objects.count() == 4


def test_with_the_ticket_its_files_go(bring_in, bring_files, packed, take_back):
    table = bring_in(OLD.replace("482913", "482914"))
    bring_files(packed.replace(b"482913", b"482914"))
    take_back(table)

    assert Attachment.objects.live().filter(name="board.png").count() == 0


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("482913/board.png", "482913"), ("Ticket #482913/a/photo of 3.png", "482913"), ("482913-1.png", "482913"),
        ("INC-12 screen.png", "INC-12"), ("uploads\\Ticket\\42\\7-x.png", "42"), ("notes.txt", ""),
        ("Year 7/482913.pdf", "482913"),
    ],
)  # fmt: skip
def test_the_number_of_a_file(name, number):
    assert number_of(name) == number


def test_a_broken_zip_says_so_and_brings_nothing(bring):
    session = bring(zipped(**{"77/a.txt": b"x" * 500})[:-30], name="f.zip", sheet="ticket_files")
    assert session.state == State.FAILED


def test_what_it_was_called_stands_on_the_tickets_page(desk, bring_in):
    bring_in(OLD)
    one = OldNumber.objects.get(number="482913")
    page = desk.get(f"/tickets/{one.ticket.number}/").content.decode()

    assert '<span class="fb-code">482913</span> in osTicket' in page
