"""A conversation by mail with a real IMAP and a real SMTP server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller

from firstbell.lib import mails
from firstbell.lib.mails.tests.making import mail
from firstbell.lib.refusal import Refusal
from firstbell.platform.jobs import outbox
from firstbell.support import jobs
from firstbell.support.actions import fetching, lettering, talking
from firstbell.support.actions.talking import Words
from firstbell.support.models import Letter, Mailbox, RawMail, Ticket
from firstbell.support.tests.mailboxes import mailbox
from firstbell.support.tests.posting import DOVECOT, PASSWORD, Dovecot, Post, dovecot, free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.usefixtures("mail_is_set"),
    pytest.mark.skipif(not Path(DOVECOT).exists(), reason="Dovecot is not installed"),
]


@pytest.fixture(scope="module")
def imap() -> Iterator[Dovecot]:
    with dovecot() as server:
        yield server


@pytest.fixture
def post(settings) -> Iterator[Post]:
    handler, port = Post(), free_port()
    server = Controller(handler, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield handler
    server.stop()


@pytest.fixture
def box(imap, hartley, started, moment, request) -> Mailbox:
    user = sha256(request.node.name.encode()).hexdigest()[:20]
    return mailbox(hartley, moment, port=imap.port, user=user, password=PASSWORD)


def test_a_teacher_writes_is_confirmed_answered_and_answers_back(imap, post, box, ben, moment):
    imap.put(mail("No sound in I2."), box.user)
    jobs.fetch_mail(moment)
    ticket = Ticket.objects.get()
    assert imap.count(box.user) == 0

    talking.reply(ticket, Words("Have you tried the cable?"), by=ben, at=moment)
    outbox.deliver_waiting()
    jobs.send_mail(moment + timedelta(minutes=1))
    receipt, answer = [mails.read(raw) for raw in post.letters]
    assert ticket.number in receipt.text
    assert receipt.kind is mails.Kind.AUTO_REPLY
    assert answer.kind is mails.Kind.PERSON
    assert answer.references[-1] == "one@hartley.example"

    back = {
        "Message-ID": "<two@hartley.example>",
        "In-Reply-To": f"<{answer.message_id}>",
        "Subject": f"Re: {answer.subject}",
    }
    imap.put(mail(f"That was it!\n\nOn Monday ICT wrote:\n> {answer.text}", back), box.user)
    jobs.fetch_mail(moment + timedelta(minutes=2))
    assert Ticket.objects.get() == ticket
    assert ticket.entries.order_by("pk").last().body == "That was it!"
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}


def test_two_help_desks_that_answer_by_themselves_stop_at_once(imap, post, box, moment):
    """The other one confirms our confirmation, which is a program's answer."""
    imap.put(mail("From your supplier"), box.user)
    for minute in range(6):
        jobs.fetch_mail(moment + timedelta(minutes=minute))
        jobs.send_mail(moment + timedelta(minutes=minute))
        for number, raw in enumerate(post.letters):
            ours = mails.read(raw)
            theirs = {
                "Message-ID": f"<{minute}.{number}@supplier.example>",
                "In-Reply-To": f"<{ours.message_id}>",
                "Subject": f"Re: {ours.subject}",
            }
            imap.put(
                mail("We have your mail.", theirs | {"Auto-Submitted": "auto-replied"}), box.user
            )
        post.letters.clear()

    assert Ticket.objects.count() == 1
    assert Letter.objects.count() == 1


def test_mail_that_is_left_there_is_brought_once(imap, box, moment):
    Mailbox.objects.update(keeps=True)
    for number in range(3):
        imap.put(mail(f"number {number}", {"Message-ID": f"<{number}@h>"}), box.user)
        jobs.fetch_mail(moment)

    Mailbox.objects.update(uid_validity=0)  # as if the server had numbered them anew
    jobs.fetch_mail(moment)
    assert imap.count(box.user) == 3
    assert Ticket.objects.count() == RawMail.objects.count() == 3


def test_a_server_that_is_away_or_a_wrong_password_is_said_on_the_mailbox(imap, box, moment):
    for values in (
        {"password": "wrong"},
        {"password": PASSWORD, "folder": "Nowhere"},
        {"port": free_port()},
    ):
        for name, value in values.items():
            setattr(box, name, value)
        box.save()
        with pytest.raises(Refusal):
            fetching.look(box, at=moment)
        assert Mailbox.objects.get().problem


def test_a_mail_server_that_is_away_is_asked_again_and_a_refused_address_is_not(
    post, imap, box, moment
):
    for name in ("jo@hartley.example", "jo@nowhere.example"):
        imap.put(mail("x " + name, {"From": name, "Message-ID": f"<{name}>"}), box.user)
    jobs.fetch_mail(moment)
    post.away = True
    jobs.send_mail(moment)
    assert set(Letter.objects.values_list("state", flat=True)) == {"queued"}

    post.away = False
    lettering.send_waiting(at=moment + timedelta(hours=1))
    assert sorted(Letter.objects.values_list("to", "state")) == [
        ("jo@hartley.example", "sent"),
        ("jo@nowhere.example", "failed"),
    ]
    assert "550" in Letter.objects.get(state="failed").problem


def test_a_mail_of_thirty_megabytes_comes_whole(imap, box, moment):
    imap.put(mail(b"first line\r\n" + b"x" * 70 + b"\r\n" * (15 * 1024 * 1024)), box.user)
    jobs.fetch_mail(moment)

    assert RawMail.objects.get().size > 30 * 1024 * 1024
    assert Ticket.objects.get().entries.first().body.startswith("first line")


@pytest.mark.parametrize("keeps", [False, True])
def test_of_a_mail_that_is_too_large_the_beginning_is_read_and_all_of_it_stays_there(
    imap, box, moment, monkeypatch, keeps
):
    Mailbox.objects.update(keeps=keeps)
    monkeypatch.setattr(fetching, "MOST_BYTES", 5000)
    imap.put(mail("The film of the play\n" + "x" * 70 + "\n" * 9000), box.user)
    imap.put(mail("A small one", {"Message-ID": "<small@h>"}), box.user)
    jobs.fetch_mail(moment)

    large, small = RawMail.objects.order_by("pk")
    assert imap.count(box.user) == (2 if keeps else 1)
    assert imap.flags(box.user)[0] == {"\\Seen"}
    assert (large.state, large.size, large.is_cut, small.is_cut) == ("read", 5000, True, False)
    assert "still in INBOX of help@hartley.example" in large.reason
    assert large.ticket.entries.get(kind="report").body.startswith("The film of the play")
    assert large.ticket.entries.get(kind="note").body == large.reason
    assert not small.ticket.entries.filter(kind="note").exists()


def test_a_mail_that_is_too_large_is_asked_for_once_whatever_else_is_in_the_way(
    imap, box, moment, monkeypatch
):
    monkeypatch.setattr(fetching, "MOST_BYTES", 5000)
    imap.put(mail("x" * 9000), box.user)
    jobs.fetch_mail(moment)
    Mailbox.objects.update(last_uid=0)  # as if one before it had not been given
    asked = []
    whole = fetching._fetched
    monkeypatch.setattr(fetching, "_fetched", lambda *one: asked.append(one) or whole(*one))
    jobs.fetch_mail(moment)

    assert (asked, RawMail.objects.count(), imap.count(box.user)) == ([], 1, 1)

    was = RawMail.objects.get().left_uid
    RawMail.objects.update(left_uid=was + 1)
    Mailbox.objects.update(uid_validity=0)  # as if the server had numbered them anew
    imap.put(mail("The next", {"Message-ID": "<next@h>"}), box.user)
    jobs.fetch_mail(moment)
    assert list(RawMail.objects.order_by("pk").values_list("left_uid", flat=True)) == [was, None]
