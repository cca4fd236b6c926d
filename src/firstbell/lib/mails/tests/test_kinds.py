"""Who or what wrote a mail: people are answered, machines never."""

from __future__ import annotations

import pytest

from firstbell.lib.mails import LOOP, Failed, Kind, read, thread_keys
from firstbell.lib.mails.tests.making import mail, of_parts, part


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        ({}, Kind.PERSON),
        ({"Auto-Submitted": "no"}, Kind.PERSON),
        ({"Auto-Submitted": "auto-replied"}, Kind.AUTO_REPLY),
        ({"Auto-Submitted": "auto-replied (vacation)"}, Kind.AUTO_REPLY),
        ({"Auto-Submitted": "auto-generated"}, Kind.BULK),
        (
            {"Auto-Submitted": "auto-generated", "Subject": "Automatic reply: Board"},
            Kind.AUTO_REPLY,
        ),
        ({"Subject": "Out of Office: Board"}, Kind.AUTO_REPLY),
        ({"Subject": "=?utf-8?q?R=C3=A9ponse_automatique_=3A?= x"}, Kind.AUTO_REPLY),
        ({"Subject": "The automatic reply is broken"}, Kind.PERSON),
        ({"X-Autoreply": "yes"}, Kind.AUTO_REPLY),
        ({"Precedence": "auto_reply"}, Kind.AUTO_REPLY),
        ({"Return-Path": "<>"}, Kind.AUTO_REPLY),
        ({"Precedence": "bulk"}, Kind.BULK),
        ({"Precedence": "list"}, Kind.BULK),
        ({"List-Id": "<staff.hartley.example>"}, Kind.BULK),
        ({"List-Unsubscribe": "<https://x.example>"}, Kind.BULK),
        ({"X-Auto-Response-Suppress": "All"}, Kind.BULK),
        ({"X-Auto-Response-Suppress": "DR, OOF"}, Kind.PERSON),
    ],
)
def test_who_or_what_wrote_it(headers, kind):
    found = read(mail(headers=headers))

    assert found.kind is kind
    assert found.answerable is (kind is Kind.PERSON)


@pytest.mark.parametrize("sender", ["noreply@x.example", "no-reply@x.example", "do_not_reply@x.example", "MAILER-DAEMON@x.example", "Postmaster@x.example", "nobody at all"])  # fmt: skip
def test_nobody_reads_what_is_sent_to_these(sender):
    assert not read(mail(headers={"From": sender})).answerable


def test_our_own_mail_that_comes_back_is_known():
    found = read(mail(headers={LOOP: "hartley/7"}))

    assert found.loop == "hartley/7"
    assert not found.answerable


REPORT = """Reporting-MTA: dns; mx.hartley.example\r
\r
Original-Recipient: rfc822;Parent@Home.example\r
Final-Recipient: rfc822; parent@relay.example\r
Action: {}\r
Status: {}\r
Diagnostic-Code: smtp; 550 5.1.1 User unknown\r
"""
RETURNED = mail(
    "hello", {"Message-ID": "<sent@hartley.example>", "Subject": "Board [T-00042.abcdefghjkmn]"}
)


def bounce(action: str = "failed", status: str = "5.1.1", original: str = "message/rfc822"):
    return of_parts(
        "report; report-type=delivery-status",
        part("It did not arrive."),
        part(REPORT.format(action, status), "message/delivery-status"),
        part(RETURNED, original),
        headers={
            "From": "MAILER-DAEMON@mx.hartley.example",
            "Subject": "Undelivered",
            "Auto-Submitted": "auto-replied",
        },
    )


def test_a_bounce_says_whom_it_did_not_reach_and_which_mail():
    found = bounce()

    assert found.kind is Kind.BOUNCE
    assert found.bounce.failed == (
        Failed("parent@home.example", True, "5.1.1", "550 5.1.1 User unknown"),
    )
    assert found.bounce.original_id == "sent@hartley.example"
    assert found.bounce.permanent
    assert thread_keys(found) == ("sent@hartley.example",)
    assert not found.answerable


def test_headers_alone_of_the_mail_that_came_back_are_enough():
    assert bounce(original="text/rfc822-headers").bounce.original_id == "sent@hartley.example"


@pytest.mark.parametrize(
    ("action", "status"), [("delayed", "4.4.1"), ("failed", "4.2.2"), ("delayed", "")]
)
def test_what_may_still_arrive_is_not_permanent(action, status):
    assert not bounce(action, status).bounce.permanent


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_the_notice_that_it_did_arrive_is_no_bounce(action):
    found = bounce(action, "2.0.0")

    assert (found.kind, found.bounce) == (Kind.AUTO_REPLY, None)


EXIM = """This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its recipients.

  parent@home.example
    host mx.home.example [192.0.2.1]: 550 5.1.1 no such user

------ This is a copy of the message, including all the headers. ------

Message-ID: <sent@hartley.example>
Subject: Board
To: parent@home.example
Cc: other@home.example
"""
QMAIL = """Hi. This is the qmail-send program at mx.hartley.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<parent@home.example>:
192.0.2.1 does not like recipient.
Remote host said: 550 no such user

--- Below this line is a copy of the message.

Return-Path: <help@hartley.example>
Message-Id: <sent@hartley.example>
"""


@pytest.mark.parametrize(("text", "subject"), [(EXIM, "Mail delivery failed: returning message to sender"), (QMAIL, "failure notice")])  # fmt: skip
def test_bounces_of_servers_that_only_write_sentences_are_read(text, subject):
    found = read(
        mail(text, {"From": "Mail <MAILER-DAEMON@mx.hartley.example>", "Subject": subject})
    )

    assert found.kind is Kind.BOUNCE
    assert [(one.email, one.permanent) for one in found.bounce.failed] == [
        ("parent@home.example", True)
    ]
    assert found.bounce.original_id == "sent@hartley.example"


def test_a_warning_that_it_takes_longer_is_not_permanent():
    text = EXIM.replace("550 5.1.1 no such user", "Connection timed out")
    found = read(
        mail(
            text,
            {"From": "MAILER-DAEMON@x.example", "Subject": "Warning: message delayed 24 hours"},
        )
    )

    assert not found.bounce.permanent


def test_a_person_who_writes_of_undelivered_mail_is_a_person():
    assert (
        read(mail("Please help", {"Subject": "Undeliverable mail keeps coming"})).kind
        is Kind.PERSON
    )


def test_a_read_receipt_is_no_answer():
    found = of_parts(
        "report; report-type=disposition-notification",
        part("It was read."),
        part("Disposition: manual-action; displayed", "message/disposition-notification"),
    )

    assert found.kind is Kind.AUTO_REPLY
