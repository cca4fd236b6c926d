"""A mail passed on by a technician is that of whoever wrote it first."""

from __future__ import annotations

import pytest

from firstbell.lib.mails import Address, read
from firstbell.lib.mails.tests.making import mail, of_parts, part

ZOE = Address("Zoë Hart", "zoe@home.example")
GMAIL = """---------- Forwarded message ---------
From: Zoë Hart <zoe@home.example>
Date: Mon, 12 Jan 2026 at 09:05
Subject: The tablet
To: Jo Okoro <jo@hartley.example>


It will not charge.
"""
OUTLOOK = """________________________________
From: Zoë Hart <zoe@home.example>
Sent: 12 January 2026 09:05
To: Jo Okoro <jo@hartley.example>
Cc: Somebody <s@hartley.example>
Subject: The tablet

It will not charge.
"""
OUTLOOK_BARE = OUTLOOK.partition("\n")[2].replace("<zoe@home.example>", "[mailto:zoe@home.example]")
OUTLOOK_OLD = "-----Original Message-----\n" + OUTLOOK.partition("\n")[2]
OUTLOOK_BOLD = OUTLOOK.partition("\n")[2].replace("From:", "*From:*").replace("Sent:", "*Sent:*").replace("Subject:", "*Subject:*").replace("To:", "*To:*")  # fmt: skip
APPLE = """Begin forwarded message:

> From: Zoë Hart <zoe@home.example>
> Subject: The tablet
> Date: 12 January 2026 at 09:05:00 GMT
> To: Jo Okoro <jo@hartley.example>
>
> It will not charge.
"""
APPLE_NEW = APPLE.replace("> ", "").replace("\n>\n", "\n\n")
THUNDERBIRD = """-------- Forwarded Message --------
Subject: \tThe tablet
Date: \tMon, 12 Jan 2026 09:05:00 +0000
From: \tZoë Hart <zoe@home.example>
To: \tJo Okoro <jo@hartley.example>,
\tSomebody <s@hartley.example>



It will not charge.
"""


@pytest.mark.parametrize("text", [GMAIL, OUTLOOK, OUTLOOK_BARE, OUTLOOK_OLD, OUTLOOK_BOLD, APPLE, APPLE_NEW, THUNDERBIRD])  # fmt: skip
def test_whoever_wrote_it_first_is_the_sender(text):
    found = read(
        mail(f"Can you look?\n\n-- \nJo\n\n{text}", {"Subject": "Fwd: The tablet"})
    ).forwarded

    assert found.sender == ZOE
    assert found.subject == "The tablet"
    assert found.text == "It will not charge."
    assert found.comment == "Can you look?"


@pytest.mark.parametrize("text", [GMAIL, APPLE, THUNDERBIRD])
def test_where_the_text_says_so_the_subject_need_not(text):
    assert read(mail(text, {"Subject": "a tablet"})).forwarded.sender == ZOE


@pytest.mark.parametrize("text", [OUTLOOK, OUTLOOK_OLD])
def test_an_answer_that_quotes_is_not_passed_on(text):
    assert read(mail(f"Thanks\n\n{text}", {"Subject": "Re: The tablet"})).forwarded is None


def test_a_name_alone_is_all_that_outlook_says_within_a_school():
    text = OUTLOOK.replace(" <zoe@home.example>", "")

    assert read(mail(text, {"Subject": "FW: The tablet"})).forwarded.sender == Address("Zoë Hart")


def test_a_mail_passed_on_as_a_file_is_that_of_its_sender():
    inner = mail(
        "It will not charge.",
        {"From": "=?utf-8?q?Zo=C3=AB_Hart?= <zoe@home.example>", "Subject": "The tablet"},
    )
    found = of_parts(
        "mixed",
        part("Can you look?"),
        part(inner, "message/rfc822"),
        headers={"Subject": "FW: The tablet"},
    )

    assert found.forwarded.sender == ZOE
    assert (found.forwarded.subject, found.forwarded.comment) == ("The tablet", "Can you look?")


def test_html_alone_is_passed_on_as_well():
    page = "<p>Can you look?</p><hr><div><b>From:</b> Zoë Hart &lt;zoe@home.example&gt;<br><b>Sent:</b> Monday<br><b>To:</b> Jo<br><b>Subject:</b> The tablet</div><p>It will not charge.</p>"
    found = read(
        mail(page, {"Subject": "FW: The tablet", "Content-Type": "text/html; charset=utf-8"})
    ).forwarded

    assert (found.sender, found.text, found.comment) == (
        ZOE,
        "It will not charge.",
        "Can you look?",
    )
