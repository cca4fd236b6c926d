"""Who, to whom, about what: headers as programs write them, and as they are broken on the way."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from firstbell.lib.mails import Address, read, thread_keys
from firstbell.lib.mails.limits import LONGEST_SUBJECT, MOST_ADDRESSES, MOST_REFERENCES
from firstbell.lib.mails.tests.making import mail


def test_a_plain_mail_is_who_wrote_what_to_whom_and_when():
    found = read(mail("The board has no sound.\r\n"))

    assert found.sender == Address("Jo Okoro", "jo.okoro@hartley.example")
    assert found.to == (Address("", "help@hartley.example"),)
    assert found.subject == "The board in I2"
    assert found.message_id == "one@hartley.example"
    assert found.date == datetime(2026, 1, 12, 9, 5, tzinfo=UTC)
    assert found.text == "The board has no sound."
    assert found.oddities == ()


@pytest.mark.parametrize(
    ("header", "name", "email"),
    [
        ("=?utf-8?B?Wm/DqyBC?= <zoe@hartley.example>", "Zoë B", "zoe@hartley.example"),
        ("=?iso-8859-1?q?Ren=E9e?= <r@hartley.example>", "Renée", "r@hartley.example"),
        ('"=?utf-8?q?Okoro=2C_Jo?=" <jo@hartley.example>', "Okoro, Jo", "jo@hartley.example"),
        ('"Okoro, Jo" <jo@hartley.example>', "Okoro, Jo", "jo@hartley.example"),
        ("Okoro, Jo <jo@hartley.example>", "Okoro, Jo", "jo@hartley.example"),
        ("jo@hartley.example (Jo Okoro)", "Jo Okoro", "jo@hartley.example"),
        ("<JO@Hartley.Example>", "", "JO@hartley.example"),
        ("'jo@hartley.example' <jo@hartley.example>", "", "jo@hartley.example"),
        ('"head@hartley.example" <stranger@evil.example>', "", "stranger@evil.example"),
        ("Jo Okoro jo@hartley.example", "Jo Okoro", "jo@hartley.example"),
        ('Jo \\"the\\" Okoro <jo@hartley.example>', 'Jo \\"the\\" Okoro', "jo@hartley.example"),
        ("Jo <jo@hartley.example", "Jo", "jo@hartley.example"),
        ("Jo Okoro", "Jo Okoro", ""),
        ("", "", ""),
    ],
)
def test_a_sender_is_read_however_it_is_written(header, name, email):
    assert read(mail(headers={"From": header})).sender == Address(name, email)


def test_encoded_words_are_opened_last_so_that_none_smuggles_an_address_in():
    found = read(mail(headers={"To": "=?utf-8?q?a=40evil=2Eexample=2C?= <b@hartley.example>"}))

    assert [one.email for one in found.to] == ["b@hartley.example"]


def test_groups_semicolons_and_doubles_are_understood():
    header = (
        "Staff: a@h.example, B <b@h.example>; c@h.example; A@h.example, undisclosed-recipients:;"
    )
    found = read(mail(headers={"To": header})).to

    assert [one.key for one in found] == ["a@h.example", "b@h.example", "c@h.example"]


def test_an_answer_goes_where_reply_to_says():
    found = read(mail(headers={"Reply-To": "Office <office@hartley.example>"}))

    assert found.answer_to == Address("Office", "office@hartley.example")
    assert read(mail()).answer_to.email == "jo.okoro@hartley.example"


@pytest.mark.parametrize(
    ("subject", "plain"),
    [
        ("=?UTF-8?B?xIxlc2vDvSB0ZXN0?=", "Český test"),
        ("=?utf-8?q?Caf=C3=A9?=\r\n =?utf-8?q?_menu?=", "Café menu"),
        # one letter cut in two by the sender
        ("=?utf-8?B?w6k=?= =?utf-8?B?w?= =?utf-8?q?=C3?= =?utf-8?q?=A9?=", "éé"),
        ("=?iso-2022-jp?B?GyRCJDMkcyRLJEEkTxsoQg==?=", "こんにちは"),
        ("=?unknown-8bit?q?caf=C3=A9?=", "café"),
        ("=?no-such-thing?q?abc?=", "abc"),
        ("=?utf-8?x?abc?= stays", "=?utf-8?x?abc?= stays"),
        ("Folded\r\n  here", "Folded here"),
        ("A\0B\u202etxt.exe", "AB txt.exe"),
        ("", ""),
    ],
)
def test_a_subject_is_what_the_sender_saw(subject, plain):
    assert read(mail(headers={"Subject": subject})).subject == plain


def test_a_subject_in_bare_bytes_is_read_as_what_it_looks_like():
    raw = b"From: a@h.example\nSubject: \xc4\x8cesk\xc3\xbd\n\nx"

    assert read(raw).subject == "Český"
    assert read(raw.replace(b"\xc4\x8cesk\xc3\xbd", b"caf\xe9")).subject == "café"


def test_a_very_long_subject_is_shortened():
    assert len(read(mail(headers={"Subject": "long " * 1000})).subject) <= LONGEST_SUBJECT


@pytest.mark.parametrize(
    "header",
    ["", "yesterday", "Fri, 99 Foo 2026 99:99:99", "1 Jan 9999 00:00 +9999", "\0"],
)  # fmt: skip
def test_a_date_that_is_none_is_none(header):
    assert read(mail(headers={"Date": header})).date is None


@pytest.mark.parametrize(
    ("header", "known"),
    [
        ("<a@b.example>", "a@b.example"),
        ("\r\n <a@b.example>", "a@b.example"),
        ("a@b.example", "a@b.example"),
        ("<a@b.example> <c@d.example>", "a@b.example"),
        ("<no-at-sign>", "no-at-sign"),
        ("", None),
        ("<>", None),
        (None, None),
    ],
)
def test_a_message_id_is_read_in_brackets_or_without(header, known):
    assert read(mail(headers={"Message-ID": header})).message_id == known


def test_of_two_message_ids_the_first_counts_and_it_says_so():
    found = read(b"Message-ID: <a@h>\nMessage-ID: <b@h>\nSubject: x\n\nbody")

    assert found.message_id == "a@h"
    assert "It has 2 headers Message-Id." in found.oddities


def test_a_mail_without_a_message_id_says_so():
    assert read(mail(headers={"Message-ID": None})).oddities == ("It has no Message-Id.",)


def test_the_nearest_mail_of_a_thread_comes_first():
    found = read(
        mail(headers={"In-Reply-To": "<c@h>", "References": "<a@h>\r\n <b@h> <c@h> <one@hartley.example>"})
    )  # fmt: skip

    assert thread_keys(found) == ("c@h", "b@h", "a@h")


def test_of_very_many_references_the_first_and_the_last_are_kept():
    many = " ".join(f"<{at}@h>" for at in range(1_000))
    found = read(mail(headers={"References": many}))

    assert len(found.references) == MOST_REFERENCES
    assert (found.references[0], found.references[-1]) == ("0@h", "999@h")


def test_of_very_many_addresses_some_are_kept():
    found = read(mail(headers={"Cc": ", ".join(f"a{at}@h.example" for at in range(2_000))}))

    assert len(found.cc) == MOST_ADDRESSES


@pytest.mark.parametrize(
    "raw",
    [
        b"\n\nFrom: a@h.example\nSubject: hello\n\nbody",
        b"From a@h.example Mon Jan 12 09:05:00 2026\nFrom: a@h.example\nSubject: hello\n\nbody",
        b"From : a@h.example\nSubject : hello\n\nbody",
        b"From: a@h.example\nthis is no header\nSubject: hello\n\nbody",
        b"From: a@h.example\rSubject: hello\r\rbody",
        b"From: a@h.example\nSubject: hello\nbody",
    ],
)
def test_headers_that_are_broken_are_read_around(raw):
    found = read(raw)

    assert (found.sender.email, found.subject, found.text) == ("a@h.example", "hello", "body")
