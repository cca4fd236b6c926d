from __future__ import annotations

import shutil
import subprocess

import pytest

from firstbell.lib.papers import (
    Facts,
    Figures,
    Head,
    Paper,
    Pictures,
    Signature,
    Signatures,
    Table,
    Text,
)

HEADS = [Head("Tag"), Head("What", wide=True), Head("Worth", right=True)]
SIGNED = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M1 8L8 1" stroke="black"/></svg>'

needs_pdftotext = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="pdftotext (poppler-utils) is not here"
)


def words_of(pdf: bytes) -> str:
    made = subprocess.run(
        ["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True
    )
    return made.stdout.decode()


def paper(*blocks: object, **more: object) -> Paper:
    return Paper("Lent to Ada Byron", school="St Mary's", blocks=blocks, **more)  # type: ignore[arg-type]


@needs_pdftotext
def test_everything_that_was_said_stands_on_the_paper() -> None:
    pdf = paper(
        Facts([("Back by", "Fri 27 Nov"), ("Note", "")]),
        Figures([("388", "found")]),
        Table(HEADS, [["LT-1", "Laptop", "£412"]], title="Going out", foot=["", "One thing", "£412"]),
        Text("I bring it back.\n\nI say when it breaks.", title="What was agreed", small=True),
        Signatures([Signature("Received", "Ada Byron", "08:13", SIGNED)]),
        number="LN-0042", made="26 Nov 2026", sub="Music, staff",
    ).pdf()  # fmt: skip

    words = words_of(pdf)
    said = (
        "St Mary's", "Lent to Ada Byron", "Music, staff", "Fri 27 Nov", "388", "LT-1", "£412", "Going out", "One thing",
        "I say when it breaks.", "Received · Ada Byron · 08:13", "LN-0042", "Page 1 of 1",
    )  # fmt: skip
    assert [one for one in said if one not in words] == []
    assert "Note" not in words


@needs_pdftotext
def test_words_that_typst_would_take_for_markup_are_printed_as_they_are() -> None:
    hostile = '#panic("no") *bold* $x$ @a <b> \\ `code` = title'

    words = words_of(paper(Text(hostile), Table([Head("What", wide=True)], [[hostile]])).pdf())

    assert words.count(hostile) == 2


@needs_pdftotext
def test_each_copy_says_whose_it_is_and_counts_its_own_pages() -> None:
    rows = [[f"LT-{number}", "Laptop", ""] for number in range(60)]

    words = words_of(paper(Table(HEADS, rows), copies=["For the borrower", "For the school"]).pdf())

    assert words.count("For the borrower") == words.count("For the school") == 1
    assert words.count("LT-59") == 2
    assert words.count("Page 1 of 2") == words.count("Page 2 of 2") == 2


@needs_pdftotext
def test_the_heads_of_a_long_table_stand_on_each_of_its_pages() -> None:
    rows = [[f"LT-{number}", "Laptop", ""] for number in range(2000)]

    pages = words_of(paper(Table(HEADS, rows)).pdf()).strip("\f").split("\f")

    assert len(pages) > 30
    assert all("What" in page for page in pages)


@needs_pdftotext
def test_a_single_page_stays_one_whatever_stands_on_it() -> None:
    rows = [[f"LT-{number}", "Laptop", ""] for number in range(60)]

    words = words_of(paper(Table(HEADS, rows), Text("The end."), single=True).pdf())

    assert "Page 1 of 1" in words
    assert [
        one for one in ("Lent to Ada Byron", "LT-0 ", "LT-59", "The end.") if one not in words
    ] == []


def test_an_empty_table_says_so_and_a_row_of_another_width_is_a_mistake() -> None:
    assert paper(Table(HEADS, [], empty="Nobody has anything.")).pdf().startswith(b"%PDF")
    with pytest.raises(ValueError, match="2 cells in a table of 3"):
        paper(Table(HEADS, [["a", "b"]])).pdf()


def test_photographs_stand_on_it() -> None:
    assert (
        paper(Pictures([(SIGNED, "The lid"), (SIGNED, "The hinge")]))
        .picture()
        .startswith(b"\x89PNG")
    )
