"""Mails to a ticket that was merged arrive at the one it is now, and everybody goes on hearing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.lib.mails import token
from firstbell.platform.jobs import outbox
from firstbell.support.actions import fetching, joining, opening, receiving, talking
from firstbell.support.actions.talking import Words
from firstbell.support.models import Entry, Letter, Ticket
from firstbell.support.queries import mails as known
from firstbell.support.tests.mailboxes import comes, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_is_set")]


@pytest.fixture
def two(box, asha, ben, moment):
    """Two people wrote of the same board; the first was answered, then the second was merged into it."""
    first = comes(box, moment, Message_ID="<one@h>", From="funmi@hartley.example").ticket
    second = comes(
        box, moment, "The board is dark", Message_ID="<uno@h>", From="tom@hartley.example", Subject="Board",
    ).ticket  # fmt: skip
    talking.reply(second, Words("We look at it"), by=ben, at=moment)
    outbox.deliver_waiting()
    joining.merge(again(second), into=again(first), by=asha, at=moment + timedelta(minutes=1))
    return first, second


def again(ticket):
    return Ticket.objects.get(pk=ticket.pk)


@pytest.mark.parametrize("how", ["mark", "letter", "own"])
def test_an_answer_to_the_old_number_arrives_at_the_new(two, box, moment, how):
    first, second = two
    letter = Letter.objects.get(ticket=second, kind="answer")
    headers = {
        "mark": {"Subject": f"Re: [{token.made(known.keys()[0], second.number)}]"},
        "letter": {"In_Reply_To": f"<{letter.message_id}>"},
        "own": {"In_Reply_To": "<uno@h>"},
    }[how]

    found = comes(box, moment, "Still dark", Message_ID="<dos@h>", From="tom@hartley.example", **headers)  # fmt: skip

    assert (found.ticket, found.entry.ticket, found.entry.said_on) == (first, first, second)
    assert Ticket.objects.count() == 2


def test_an_answer_of_the_team_goes_to_both_each_in_their_own_talk(two, ben, moment):
    first, second = two
    talking.reply(again(first), Words("A new lead"), by=ben, at=moment + timedelta(hours=1))
    outbox.deliver_waiting()
    outbox.deliver_waiting()

    letters = Letter.objects.filter(kind="answer", entry__body="A new lead").order_by("pk")
    assert [(one.to, one.ticket) for one in letters] == [
        ("funmi@hartley.example", first), ("tom@hartley.example", second),
    ]  # fmt: skip
    assert second.number in sent(letters[1]).subject
    assert first.number not in str(sent(letters[1]))


def test_what_was_answered_before_is_not_sent_again(two, ben, moment):
    first, _ = two
    talking.reply(again(first), Words("A new lead"), by=ben, at=moment + timedelta(hours=1))
    outbox.deliver_waiting()

    assert Letter.objects.filter(entry__body="We look at it").count() == 1


def test_a_ticket_from_the_portal_brings_no_old_answers_to_the_mail(two, hartley, teacher, asha, ben, moment):  # fmt: skip
    first, _ = two
    third = opening.open_ticket(hartley, opening.Report(body="Mine too"), by=teacher, at=moment)
    talking.reply(third, Words("For Ms Okoro alone"), by=ben, at=moment)
    joining.merge(again(third), into=again(first), by=asha, at=moment + timedelta(minutes=2))
    talking.reply(again(first), Words("A new lead"), by=ben, at=moment + timedelta(hours=1))
    outbox.deliver_waiting()

    assert not Letter.objects.filter(entry__body="For Ms Okoro alone").exists()


def test_a_bounce_of_an_old_letter_is_noted_on_the_new(two, box, moment):
    first, second = two
    letter = Letter.objects.get(ticket=second, kind="answer")
    bounced = (
        b"From: MAILER-DAEMON@post.example\r\nTo: help@hartley.example\r\nSubject: Undelivered\r\nMessage-ID: <b@p>\r\n"
        b'Content-Type: multipart/report; report-type=delivery-status; boundary="x"\r\n\r\n--x\r\n\r\nSorry\r\n--x\r\n'
        b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; p\r\n\r\nFinal-Recipient: rfc822; "
        b"tom@hartley.example\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--x\r\nContent-Type: message/rfc822\r\n\r\n"
        b"Message-ID: <" + letter.message_id.encode() + b">\r\nSubject: x\r\n\r\n--x--\r\n"
    )
    found = receiving.read(fetching.keep(box, bounced, at=moment), at=moment)

    letter.refresh_from_db()
    assert (found.ticket, letter.state) == (first, "bounced")
    assert Entry.objects.latest("pk").ticket == first
