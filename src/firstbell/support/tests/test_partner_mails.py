"""Mail with a partner outside: their answer comes to this ticket as theirs, and two programs never talk to each other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.lib.mails import token
from firstbell.lib.mails.tests.making import packed, part, parts
from firstbell.platform.attachments import actions as attachments
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.audit.models import Event
from firstbell.platform.jobs import outbox
from firstbell.platform.notifications.models import Notice
from firstbell.support.actions import joining, partner_mails, partnering, talking
from firstbell.support.actions.hearing import File
from firstbell.support.actions.partnering import Asked, Partner, Sees
from firstbell.support.actions.talking import Words
from firstbell.support.models import Entry, Letter, RawMail, Sharing, Ticket, Undelivered
from firstbell.support.queries import mails as known
from firstbell.support.queries import partners
from firstbell.support.tests.mailboxes import comes, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_is_set")]
DESK = "desk@northern.example"


def fresh(ticket):
    return Ticket.objects.get(pk=ticket.pk)


@pytest.fixture
def by_mail(box, funmi, moment):
    return comes(box, moment, From="Funmi Okoro <okoro@hartley.example>", Message_ID="<one@h>").ticket  # fmt: skip


@pytest.fixture
def shared(by_mail, ben, moment):
    talking.reply(by_mail, Words("We ask somebody"), by=ben, at=moment)
    outbox.deliver_waiting()
    asked = Asked("Please look at the lamp", "A dark board")
    return partnering.ask(fresh(by_mail), Partner(DESK, "Northern"), asked, by=ben, at=moment)


def letter_of(shared):
    return Letter.objects.filter(kind="partner", entry__with_partner__sharing=shared).latest("pk")


def answers(box, shared, moment, body="We come on Tuesday", **headers):
    usual = {"From": f"Dee Marsh <{DESK}>", "Message_ID": "<dee@n>", "Subject": f"Re: [{partners.mark(shared)}]"}  # fmt: skip
    return comes(box, moment + timedelta(hours=1), body, **{**usual, **headers})


def test_what_they_are_sent_names_no_title_no_person_and_no_mail_but_theirs(shared):
    found = sent(letter_of(shared))

    assert found.subject == f"A dark board [{partners.mark(shared)}]"
    assert found.references == found.in_reply_to == ()
    assert found.reply_to[0].email == token.in_address("help@hartley.example", partners.mark(shared))  # fmt: skip
    assert "Please look at the lamp" in found.text
    assert "/shared/" in found.text
    for hidden in ("Okoro", "The board in I2", "We ask somebody", "one@h"):
        assert hidden not in letter_text(shared)


def letter_text(shared):
    return str(sent(letter_of(shared)))


@pytest.mark.parametrize("how", ["subject", "address", "thread"])
def test_their_answer_comes_to_the_ticket_for_the_team_alone(box, shared, moment, how):
    headers = {
        "subject": {},
        "address": {
            "Subject": "Our 4711",
            "To": token.in_address(box.address, partners.mark(shared)),
        },
        "thread": {"Subject": "Our 4711", "In_Reply_To": f"<{letter_of(shared).message_id}>"},
    }[how]

    mail = answers(box, shared, moment, **headers)
    outbox.deliver_waiting()

    assert (mail.ticket, mail.entry.kind, mail.entry.public) == (shared.ticket, "partner", False)
    assert (mail.entry.by_name, mail.entry.body) == ("Dee Marsh, Northern", "We come on Tuesday")
    assert Sharing.objects.get().waits is False
    assert fresh(shared.ticket).status.name == "In hand"
    assert not Letter.objects.filter(entry=mail.entry).exists()
    assert Notice.objects.filter(title__startswith="Northern answered about").count() == 1


def test_a_colleague_of_theirs_answers_with_the_mark_and_nobody_without_it(box, shared, moment):
    theirs = answers(box, shared, moment, From="Al <al@elsewhere.example>")
    assert theirs.entry.by_name == "Al, Northern"

    guessed = answers(box, shared, moment, Subject=f"Re: {shared.ticket.number}", Message_ID="<x@y>")  # fmt: skip
    assert guessed.ticket != shared.ticket


def test_a_partner_does_not_answer_as_whoever_asked_by_what_they_see(box, shared, moment):
    """Not by a mail of hers that is named to them, and not by one of theirs."""
    answers(box, shared, moment)
    quoted = answers(box, shared, moment, Subject="Board", Message_ID="<b@n>", In_Reply_To="<one@h>")  # fmt: skip
    own = answers(box, shared, moment, Subject="Board", Message_ID="<c@n>", In_Reply_To="<dee@n>", From="mallory@evil.example")  # fmt: skip

    assert shared.ticket not in (quoted.ticket, own.ticket)
    assert Entry.objects.filter(ticket=shared.ticket, public=True).count() == 2


def test_whoever_asked_is_named_no_mail_of_the_partner(box, shared, ben, moment):
    answers(box, shared, moment)
    talking.reply(fresh(shared.ticket), Words("They come on Tuesday"), by=ben, at=moment)
    outbox.deliver_waiting()

    found = sent(Letter.objects.filter(kind="answer").latest("pk"))
    assert found.in_reply_to == ("one@h",)
    assert letter_of(shared).message_id not in found.references
    assert token.found(known.keys(), found) == shared.ticket.number


def test_files_lie_with_their_words_and_not_where_whoever_asked_sees_them(box, shared, moment):
    body, typed = parts("mixed", part("A drawing"), part(packed(b"%PDF-1.4 x"), "application/pdf", Content_Transfer_Encoding="base64", Content_Disposition='attachment; filename="plan.pdf"'))  # fmt: skip
    mail = answers(box, shared, moment, body, Content_Type=typed["Content-Type"])

    assert [(one.name, one.thing_uid) for one in Attachment.objects.all()] == [("plan.pdf", mail.entry.uid)]  # fmt: skip


def test_a_program_there_moves_nothing_is_not_answered_and_is_no_answer(box, shared, moment):
    before = Letter.objects.count()
    mail = answers(box, shared, moment, "Ticket 4711 was created", Auto_Submitted="auto-replied")

    assert (mail.state, mail.entry.kind) == ("read", "partner")
    assert (Sharing.objects.get().waits, fresh(shared.ticket).status.name) == (True, "With a supplier")  # fmt: skip
    assert Letter.objects.count() == before


def test_a_desk_there_that_answers_everything_is_stopped_by_the_loop_guard(box, shared, moment):
    """It does not say that it is a program. We answer nothing by ourselves, and hear twenty within ten minutes."""
    before = Letter.objects.count()
    states = [
        answers(box, shared, moment, f"Thank you for mail {n}", Message_ID=f"<loop{n}@n>").state
        for n in range(25)
    ]

    assert states == ["read"] * 20 + ["held"] * 5
    assert Letter.objects.count() == before


def test_what_comes_after_it_was_taken_back_is_kept_and_moves_nothing(box, shared, ben, moment):
    partnering.take_back(shared, by=ben, at=moment)
    status = fresh(shared.ticket).status
    mail = answers(box, shared, moment, "Too late")

    assert (mail.ticket, fresh(shared.ticket).status) == (shared.ticket, status)
    assert Event.objects.filter(kind="support.heard").exists()


def test_a_mail_to_them_that_comes_back_is_on_the_ticket(desk, box, shared, moment):
    letter = letter_of(shared)
    report = f"Final-Recipient: rfc822; {DESK}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    body, typed = parts(
        "report; report-type=delivery-status", part("Gone."), part("Reporting-MTA: dns; x\r\n\r\n" + report, "message/delivery-status"),
        part(f"Message-ID: <{letter.message_id}>\r\nSubject: x\r\n", "message/rfc822"),
    )  # fmt: skip
    mail = comes(box, moment, body, Content_Type=typed["Content-Type"], From="MAILER-DAEMON@mx.example", Message_ID="<b@mx>", Subject="Undelivered")  # fmt: skip

    assert (mail.ticket, Letter.objects.get(pk=letter.pk).state) == (shared.ticket, "bounced")
    assert Undelivered.objects.get().email == DESK
    assert "Did not arrive" in desk.get(f"/tickets/{shared.ticket.number}/").content.decode()


def test_an_answer_to_one_that_was_merged_arrives_at_the_other(box, shared, asha, moment):
    kept = comes(box, moment, "Dark", Message_ID="<k@h>", From="tom@hartley.example").ticket
    joining.merge(fresh(shared.ticket), into=fresh(kept), by=asha, at=moment)
    mail = answers(box, shared, moment)

    assert (mail.ticket, mail.entry.ticket, mail.entry.said_on) == (kept, kept, shared.ticket)
    assert fresh(kept).status.name == "New"


def days(moment, count):
    return [partner_mails.remind(moment + timedelta(days=day)) for day in range(count)]


def test_who_does_not_answer_is_reminded_twice_then_the_owner_is_told_once(shared, moment):
    done = days(moment, 22)

    # A Tuesday; each time after three school days.
    assert [day for day, (reminded, _) in enumerate(done) if reminded] == [3, 8]
    assert [day for day, (_, late) in enumerate(done) if late] == [13]
    assert Letter.objects.filter(kind="partner").count() == 3
    outbox.deliver_waiting()
    assert Notice.objects.filter(title__contains="still does not answer").exists()


def test_nobody_is_reminded_who_answered_or_has_it_no_longer(box, shared, ben, moment):
    answers(box, shared, moment)
    assert days(moment, 15) == [(0, 0)] * 15

    partnering.write(shared, "And now?", by=ben, at=moment + timedelta(hours=2))
    partnering.take_back(Sharing.objects.get(), by=ben, at=moment + timedelta(hours=3))
    assert days(moment, 15) == [(0, 0)] * 15


def test_no_page_no_link(by_mail, ben, moment):
    asked = Asked("Please look", sees=Sees(days=0))
    made = partnering.ask(by_mail, Partner(DESK), asked, by=ben, at=moment)

    assert "/shared/" not in letter_text(made)


def test_pictures_of_the_ticket_go_along_where_that_is_wanted(by_mail, ben, moment):
    attachments.add(by_mail, File("lamp.txt", b"a lamp"), by=ben, at=moment)
    made = partnering.ask(by_mail, Partner(DESK), Asked("Please look", files=True), by=ben, at=moment)  # fmt: skip

    assert [one.name for one in sent(letter_of(made)).attachments] == ["lamp.txt"]
    assert RawMail.objects.count() == 1
