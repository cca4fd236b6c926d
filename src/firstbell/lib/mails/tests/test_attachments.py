"""Files that come with a mail, by their names and contents, however they are packed."""

from __future__ import annotations

import binascii

import pytest

from firstbell.lib.mails import Calendar, Kind, read
from firstbell.lib.mails.limits import LONGEST_NAME
from firstbell.lib.mails.tests.making import (
    attribute,
    mail,
    of_parts,
    packed,
    part,
    property_,
    winmail,
)


def file(disposition: str, kind: str = "application/pdf", data: bytes = b"%PDF") -> bytes:
    return part(
        packed(data), kind, Content_Disposition=disposition, Content_Transfer_Encoding="base64"
    )


@pytest.mark.parametrize(
    ("disposition", "kind", "name"),
    [
        ('attachment; filename="plan.pdf"', "application/pdf", "plan.pdf"),
        ("attachment; filename=plan of I2.pdf", "application/pdf", "plan of I2.pdf"),
        ("attachment", 'application/pdf; name="plan.pdf"', "plan.pdf"),
        ("attachment; filename*=utf-8''na%C3%AFve%20plan.pdf", "application/pdf", "naïve plan.pdf"),
        ("attachment; filename*=iso-8859-15'en'5%A4.pdf", "application/pdf", "5€.pdf"),
        ("attachment; filename*0=\"very \"; filename*1=\"long.pdf\"", "application/pdf", "very long.pdf"),
        ("attachment; filename*1*=%C3%AFve.pdf; filename*0*=utf-8''na", "application/pdf", "naïve.pdf"),
        ("attachment; filename*0*=utf-8''a%20; filename*1=\"b%20c.pdf\"", "application/pdf", "a b%20c.pdf"),
        ("attachment; filename*=utf-8''good.pdf; filename=bad.pdf", "application/pdf", "good.pdf"),
        ('attachment; filename="=?utf-8?B?bmHDr3ZlLnBkZg==?="', "application/pdf", "naïve.pdf"),
        ("attachment; filename==?utf-8?q?na=C3=AFve=2Epdf?=", "application/pdf", "naïve.pdf"),
        ('attachment; filename="naïve.pdf"', "application/pdf", "naïve.pdf"),
        ('attachment; filename="C:\\\\Users\\\\jo\\\\plan.pdf"', "application/pdf", "plan.pdf"),
        ('attachment; filename="../../etc/passwd"', "application/pdf", "passwd"),
        ('attachment; filename="a\0b\u202efdp.exe"', "application/pdf", "ab fdp.exe"),
        ('attachment; filename=".."', "application/pdf", "attachment"),
        ('attachment; filename=""', "application/pdf", "attachment.pdf"),
        ('attachment; filename="unfinished.pdf', "application/pdf", "unfinished.pdf"),
        ("attachment", "application/pdf", "attachment.pdf"),
        ("inline", "image/png", "attachment.png"),
    ],
)  # fmt: skip
def test_a_file_is_called_what_its_sender_called_it(disposition, kind, name):
    found = of_parts("mixed", part("see attached"), file(disposition, kind))

    assert [(one.name, one.data) for one in found.attachments] == [(name, b"%PDF")]
    assert found.text == "see attached"


def test_a_long_name_keeps_its_ending():
    name = of_parts("mixed", file(f'attachment; filename="{"x" * 900}.pdf"')).attachments[0].name

    assert len(name) == LONGEST_NAME
    assert name.endswith("x.pdf")


def test_text_that_is_attached_is_a_file_and_not_the_body():
    found = of_parts(
        "mixed", part("body"), part("log", Content_Disposition="attachment; filename=log.txt")
    )

    assert found.text == "body"
    assert (found.attachments[0].name, found.attachments[0].data) == ("log.txt", b"log")


def test_a_picture_that_the_html_shows_is_inline():
    found = of_parts(
        "related",
        part('<p>This: <img src="cid:pic@h" alt="the board"></p>', "text/html"),
        part(packed(b"\x89PNG"), "image/png", Content_ID="<pic@h>", Content_Transfer_Encoding="base64"),
        part(packed(b"\x89PNG"), "image/png", Content_ID="<other@h>", Content_Transfer_Encoding="base64"),
    )  # fmt: skip

    assert [(one.cid, one.inline) for one in found.attachments] == [
        ("pic@h", True),
        ("other@h", False),
    ]
    assert 'src="cid:pic@h"' in found.html
    assert found.text == "This: the board"


def test_a_mail_in_a_mail_is_a_file_called_by_its_subject():
    inner = mail("inner", {"Subject": "Old: thing?"})
    found = of_parts("mixed", part("outer"), part(inner, "message/rfc822"))

    assert found.text == "outer"
    assert (found.attachments[0].name, found.attachments[0].data) == ("Old_ thing_.eml", inner)


def test_a_digest_is_mails():
    found = of_parts("digest", b"\r\n" + mail("one"), b"\r\n" + mail("two"))

    assert [one.content_type for one in found.attachments] == ["message/rfc822"] * 2


def test_winmail_dat_is_opened():
    data = winmail(
        attribute(1, 0x9007, b"\xe4\x04\0\0"),
        attribute(1, 0x800C, b"caf\xe9\0"),
        attribute(2, 0x9002, b"\0" * 14),
        attribute(2, 0x8010, b"PLAN~1.PDF\0"),
        attribute(2, 0x800F, b"%PDF"),
        attribute(
            2,
            0x9005,
            b"\x02\0\0\0"
            + property_(0x001F, 0x3707, "naïve plan.pdf\0".encode("utf-16-le"))
            + property_(0x001E, 0x370E, b"application/pdf\0"),
        ),
    )
    found = read(mail(packed(data), {"Content-Type": "application/ms-tnef; name=winmail.dat", "Content-Transfer-Encoding": "base64"}))  # fmt: skip

    assert found.text == "café"
    assert [(one.name, one.content_type, one.data) for one in found.attachments] == [
        ("naïve plan.pdf", "application/pdf", b"%PDF")
    ]


def test_html_in_winmail_dat_is_made_harmless():
    page = property_(0x0102, 0x1013, b"<p>hello<script>x()</script></p>")
    data = winmail(attribute(1, 0x9003, b"\x01\0\0\0" + page))
    found = read(
        mail(
            packed(data),
            {"Content-Type": "application/ms-tnef", "Content-Transfer-Encoding": "base64"},
        )
    )

    assert (found.html, found.text) == ("<p>hello</p>", "hello")


def test_winmail_dat_cut_anywhere_is_read_as_far_as_it_goes():
    data = winmail(
        attribute(2, 0x9002, b"\0" * 14),
        attribute(2, 0x8010, b"a.pdf\0"),
        attribute(
            2, 0x9005, b"\x01\0\0\0" + property_(0x001F, 0x3707, "b.pdf\0".encode("utf-16-le"))
        ),
    )
    for size in range(len(data)):
        found = of_parts("mixed", part("text"), part(data[:size], "application/ms-tnef", Content_Transfer_Encoding="binary"))  # fmt: skip
        assert found.text == "text"
        assert len(found.attachments) <= 1


def test_what_is_only_called_winmail_dat_stays_a_file():
    found = of_parts(
        "mixed", part("text"), file("attachment; filename=winmail.dat", data=b"no TNEF")
    )

    assert [(one.name, one.data) for one in found.attachments] == [("winmail.dat", b"no TNEF")]


def test_a_file_typed_into_the_text_as_uuencode_is_taken_out():
    lines = b"".join(binascii.b2a_uu(chunk) for chunk in (b"x" * 45, b"yz"))
    found = read(mail(b"before\r\nbegin 644 my plan.pdf\r\n" + lines + b"`\r\nend\r\nafter"))

    assert found.text == "before\n\nafter"
    assert [(one.name, one.data) for one in found.attachments] == [
        ("my plan.pdf", b"x" * 45 + b"yz")
    ]


def test_a_sentence_that_begins_with_begin_is_no_file():
    assert read(mail("begin 644 of these\r\nby Monday")).text == "begin 644 of these\nby Monday"


def test_an_invitation_and_the_answer_to_it_are_told_apart():
    event = 'BEGIN:VCALENDAR\r\nMETHOD:{}\r\nBEGIN:VEVENT\r\nUID:e1@h\r\nSUMMARY:Board\\, I2\r\nATTENDEE;CN="Okoro: Jo";PARTSTAT=ACCEPTED:mailto:\r\n jo@h.example\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n'
    reply = of_parts(
        "alternative", part("Accepted"), part(event.format("REPLY"), "text/calendar; method=REPLY")
    )
    request = of_parts(
        "alternative", part("Come"), part(event.format("REQUEST"), "text/calendar; method=REQUEST")
    )

    assert reply.kind is Kind.CALENDAR_REPLY
    assert reply.calendar == Calendar("reply", "e1@h", "Board, I2", "accepted", "jo@h.example")
    assert request.kind is Kind.PERSON
    assert [one.name for one in request.attachments] == ["invitation.ics"]


def test_a_signed_mail_is_its_text_and_an_encrypted_one_its_files():
    signed = of_parts("signed", part("text"), part("-----BEGIN PGP", "application/pgp-signature"))
    sealed = of_parts("encrypted", part("Version: 1", "application/pgp-encrypted"), part("-----BEGIN PGP", "application/octet-stream"))  # fmt: skip

    assert signed.text == "text"
    assert [one.name for one in signed.attachments] == ["attachment.asc"]
    assert sealed.text == ""
    assert len(sealed.attachments) == 2
