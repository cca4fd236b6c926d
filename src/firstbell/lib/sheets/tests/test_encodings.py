from __future__ import annotations

import pytest

from firstbell.lib.sheets import Choices, Unreadable, read_sheet
from firstbell.lib.sheets.encoding_guess import guess
from firstbell.lib.sheets.sources import Source
from firstbell.lib.sheets.survey import survey

LIST = [
    "Asset tag,Name,Held by,Price,Note",
    "L001,Ms O’Brien’s laptop,Renée Müller,£499.50,13” screen – left hinge",
    "L002,Café till,Zoë Ångström,£1200.00,Don’t lend",
    "L003,“Blue” trolley,José Núñez,£75.00,Siân’s room",
]


def written(encoding: str, line_end: str = "\r\n", mark: bytes = b"") -> bytes:
    return mark + (line_end.join(LIST) + line_end).encode(encoding)


@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "utf-16", "cp1252", "mac_roman"]
)
def test_the_encoding_of_a_school_list_is_found(encoding: str, line_end: str):
    reading = read_sheet(written(encoding, line_end), "list.csv")

    assert reading.headers == tuple(LIST[0].split(","))
    assert [row.raw for row in reading.rows()] == [line.split(",") for line in LIST[1:]]
    assert reading.encoding is not None
    assert reading.encoding.confidence > 0.9


def test_latin_1_reads_as_windows_reads_it():
    reading = read_sheet("Name;Held by\r\nTill;Renée Müller\r\n".encode("latin-1"), "list.csv")

    assert [row.cells for row in reading.rows()] == [["Till", "Renée Müller"]]
    assert reading.encoding is not None
    assert "Latin-1" in reading.encoding.why


@pytest.mark.parametrize(
    "name", ["Renée", "£300", "don’t lend", "naïve", "20° camera", "“Blue” set"]
)
@pytest.mark.parametrize("encoding", ["cp1252", "mac_roman"])
def test_a_single_odd_letter_is_enough_to_go_by(name: str, encoding: str):
    content = f"Tag,Name\nL1,{name}\nL2,Plain\n".encode(encoding)

    assert guess(survey(Source(content))).name in (encoding, "cp1252")
    assert content.decode(guess(survey(Source(content))).name) == content.decode(encoding)


def test_the_person_may_know_better():
    content = "Tag,Name\rL1,Zoë\r".encode("cp1252")

    reading = read_sheet(content, "list.csv", choices=Choices(encoding="windows-1252"))

    assert [row.cells for row in reading.rows()] == [["L1", "Zoë"]]
    assert reading.encoding is not None
    assert (reading.encoding.name, reading.encoding.confidence) == ("cp1252", 1.0)


@pytest.mark.parametrize("name", ["klingon", "zip", "idna"])
def test_an_encoding_that_does_not_exist_is_refused(name: str):
    with pytest.raises(Unreadable):
        read_sheet(b"Tag,Name\nL1,x\n", "list.csv", choices=Choices(encoding=name))


def test_one_stray_byte_in_a_utf8_file_is_flagged_and_not_lost():
    content = ("Tag,Name\n" + "L1,Renée Müller\n" * 20).encode() + b"L2,Zo\xeb\n"

    reading = read_sheet(content, "list.csv")
    last = list(reading.rows())[-1]

    assert reading.encoding is not None
    assert reading.encoding.name == "utf-8"
    assert last.cells == ["L2", "Zoë"]
    assert [damage.kind for damage in last.damage] == ["uncertain letters"]


def test_letters_that_were_already_lost_are_flagged():
    reading = read_sheet("Tag,Name\nL1,Ren\ufffde\n".encode(), "list.csv")

    assert [damage.kind for row in reading.rows() for damage in row.damage] == ["lost letters"]


def test_text_that_was_garbled_before_is_shown_with_what_it_probably_was():
    reading = read_sheet("Tag,Town\nL1,Saint-Ã‰tienne\n".encode(), "list.csv")

    assert [note.sentence for note in reading.notes] == [
        "Some letters were garbled before the file was saved: "
        "“Saint-Ã‰tienne” was probably “Saint-Étienne”."
    ]
    assert [row.cells[1] for row in reading.rows()] == ["Saint-Ã‰tienne"]


def test_a_utf16_file_that_breaks_off_is_read_to_its_end():
    content = "Tag,Name\nL1,Laptop\nL2,Tab".encode("utf-16")[:-1]

    rows = list(read_sheet(content, "list.csv").rows())

    assert rows[0].cells == ["L1", "Laptop"]
    assert [damage.kind for damage in rows[1].damage] == ["lost letters"]
