"""Mails that other help desks keep because something once went wrong with them."""

from __future__ import annotations

from pathlib import Path

import pytest

from firstbell.lib.mails import Kind, read, split
from firstbell.lib.mails.tests import hostile, understood

ROOT = Path(__file__).resolve().parents[5]
MAILS = ROOT.parent / "shared" / "data" / "mail"

pytestmark = pytest.mark.skipif(not MAILS.is_dir(), reason="the mails are not on this machine")


def named(name: str):
    return read((MAILS / name).read_bytes())


def test_letters_of_any_language_are_read():
    assert named("all-special-chars.eml").text == "íářčšáíéřášč"
    assert named("all-special-chars.eml").subject == "Testovácí email"
    assert named("quoted_printable.eml").subject == "Český test"
    assert "změna vyhodnocení" in named("utf-nondecodable.eml").text


def test_a_mail_in_russian_without_a_content_type_is_read():
    found = named("russian-subject-no-content-type")

    assert "\ufffd" not in found.subject + found.text
    assert found.subject.lower() == "\u0442\u0435\u0441\u0442 \u0442\u0435\u0441\u0442"


def test_a_mail_without_words_has_its_attachment():
    found = named("blank-body-with-attachment.eml")

    assert (found.text, [(one.name, one.data) for one in found.attachments]) == (
        "",
        [("baf", b"You shouldn't see this.\n")],
    )


def test_a_name_in_pieces_is_whole():
    assert all(
        "*" not in one.name
        for one in named("rfc2231-attachment-filename-continuations").attachments
    )


def test_a_mail_in_a_mail_is_kept_whole():
    [inner] = named("email-file-attachment.eml").attachments

    assert inner.name == "test-email.eml"
    assert read(inner.data).text == "This is a test."


def test_a_bounce_says_whom_it_did_not_reach():
    found = named("multipart-report")

    assert found.kind is Kind.BOUNCE
    assert [(one.email, one.permanent) for one in found.bounce.failed] == [
        ("jesmund@mailbox.other.example.com", True)
    ]
    assert found.bounce.original_id == "200308221615.h7MGFGac020135@mx12.other.example.com"


def test_a_mail_passed_on_is_that_of_its_writer():
    found = named("utf-nondecodable.eml")

    assert found.forwarded.sender.email == "nikola@example.cz"


def test_what_is_quoted_below_is_told_apart():
    assert split(named("forwarded-message.eml").text).own == "This is email body"


@pytest.mark.parametrize(
    "path", sorted(MAILS.iterdir()) if MAILS.is_dir() else [], ids=lambda path: path.name
)
def test_each_cut_anywhere_is_a_message(path):
    raw = path.read_bytes()
    for size in range(0, len(raw), max(1, len(raw) // 40)):
        hostile.swallow(raw[:size])
        hostile.swallow(raw[size:])


def test_the_table_of_what_is_understood_is_as_the_code_has_it():
    text = (ROOT / "docs" / "mails.md").read_text()
    made = text.partition(understood.BEGIN)[2].partition(understood.END)[0].strip()

    assert made == understood.table(MAILS), understood.__doc__
