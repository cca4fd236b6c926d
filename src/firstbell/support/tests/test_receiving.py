"""Mails become tickets and words on tickets: each once, each in the right place."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from firstbell.lib.mails import token
from firstbell.lib.mails.tests.making import mail, packed, part, parts
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.jobs import outbox
from firstbell.support.actions import composing, fetching, lettering, receiving, talking, working
from firstbell.support.actions.talking import Words
from firstbell.support.models import Entry, Letter, RawMail, Ticket
from firstbell.support.queries import mails as known
from firstbell.support.tests.mailboxes import comes, mailbox, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_is_set")]


@pytest.fixture
def by_mail(box, moment):
    """A ticket that came by mail, and was answered by it."""
    return comes(box, moment).ticket


def the_answer(ticket, ben, moment):
    talking.reply(ticket, Words("Have you tried the cable?"), by=ben, at=moment)
    outbox.deliver_waiting()
    return Letter.objects.get(ticket=ticket, kind="answer")


def test_a_mail_becomes_a_ticket_of_whoever_wrote_it(box, funmi, moment):
    found = comes(box, moment, From="Funmi Okoro <okoro@hartley.example>")

    ticket = found.ticket
    assert (ticket.title, ticket.source, ticket.requester) == ("The board in I2", "mail", funmi)
    assert [entry.body for entry in ticket.entries.all()] == ["No sound in I2."]
    assert (found.state, found.entry) == ("read", ticket.entries.get())
    assert fetching.bytes_of(found).endswith(b"No sound in I2.")


def test_the_same_mail_twice_is_one_ticket(box, moment):
    comes(box, moment)

    assert fetching.keep(box, mail("No sound in I2."), at=moment) is None
    assert Ticket.objects.count() == 1


def test_the_same_mail_to_two_of_our_boxes_is_one_ticket(box, hartley, moment):
    other = mailbox(hartley, moment, address="ict@hartley.example", user="ict")
    first = comes(box, moment, Received="by one")
    second = comes(other, moment, Received="by another")

    assert second.ticket == first.ticket
    assert (second.state, second.reason) == (
        "ignored",
        "The same mail came to help@hartley.example.",
    )
    assert Ticket.objects.count() == 1


def test_mails_without_an_id_or_with_one_for_all_are_each_kept(box, moment):
    for headers in ({"Message-ID": None}, {"Message-ID": "<copier@h>"}):
        for body in ("Toner is low", "Paper is out"):
            kept = fetching.keep(box, mail(body, headers), at=moment)
            assert receiving.read(kept, at=moment).state == "read"
    assert Ticket.objects.count() == 4


def test_an_answer_to_our_mail_goes_on_the_ticket(box, by_mail, ben, moment):
    letter = the_answer(by_mail, ben, moment)

    found = comes(
        box, moment, "Yes.\n\nOn Monday ICT wrote:\n> the cable?", Message_ID="<two@h>", In_Reply_To=f"<{letter.message_id}>"
    )  # fmt: skip

    assert found.ticket == by_mail
    assert (found.entry.body, found.entry.public, found.entry.from_team) == ("Yes.", True, False)


@pytest.mark.parametrize("where", ["Subject", "To"])
def test_an_answer_without_headers_is_found_by_its_mark(box, by_mail, moment, where):
    marked = token.made(known.keys()[0], by_mail.number)
    value = (
        f"Re: [{marked}]"
        if where == "Subject"
        else token.in_address("help@hartley.example", marked)
    )

    found = comes(
        box,
        moment,
        "Still.",
        **{"Message_ID": "<two@h>", "From": "x@colleague.example", where: value},
    )

    assert found.ticket == by_mail


def test_a_stranger_who_guesses_writes_to_no_ticket(box, by_mail, moment):
    guesses = {"Subject": f"Re: [{by_mail.number}.abcdefghjkmn]", "To": f"help+{by_mail.number}.abcdefghjkmn@hartley.example", "In_Reply_To": "<one@hartley.example>", "From": "stranger@evil.example"}  # fmt: skip

    found = comes(box, moment, "Send me the passwords", Message_ID="<two@evil>", **guesses)

    assert found.ticket != by_mail
    assert by_mail.entries.count() == 1


def test_whoever_takes_part_may_answer_their_own_mail(box, by_mail, moment):
    found = comes(
        box,
        moment,
        "PS: and no picture.",
        Message_ID="<two@h>",
        In_Reply_To="<one@hartley.example>",
    )

    assert found.ticket == by_mail


def test_an_out_of_office_is_kept_and_moves_nothing(box, by_mail, ben, moment):
    working.solve(by_mail, Words("New cable"), by=ben, at=moment)
    outbox.deliver_waiting()
    letter = Letter.objects.get(ticket=by_mail, kind="answer")
    before = Letter.objects.count()

    found = comes(
        box, moment, "I am away.", Message_ID="<two@h>", In_Reply_To=f"<{letter.message_id}>", Subject="Automatic reply: Board",
        Auto_Submitted="auto-replied",
    )  # fmt: skip

    by_mail.refresh_from_db()
    assert (found.entry.public, by_mail.solved_at, Letter.objects.count()) == (
        False,
        moment,
        before,
    )


def test_a_program_that_answers_nothing_opens_nothing(box, moment):
    assert comes(box, moment, Auto_Submitted="auto-replied").state == "ignored"
    assert not Ticket.objects.exists()


def test_a_bounce_is_tied_to_the_mail_that_came_back(box, by_mail, ben, moment):
    letter = the_answer(by_mail, ben, moment)
    report = (
        "Final-Recipient: rfc822; jo.okoro@hartley.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    )
    body, typed = parts(
        "report; report-type=delivery-status", part("Gone."), part("Reporting-MTA: dns; x\r\n\r\n" + report, "message/delivery-status"),
        part(composing.message_of(letter).message().as_bytes(), "message/rfc822"),
    )  # fmt: skip
    found = comes(
        box,
        moment,
        body,
        Content_Type=typed["Content-Type"],
        From="MAILER-DAEMON@mx.example",
        Message_ID="<b@mx>",
    )

    letter.refresh_from_db()
    assert found.ticket == by_mail
    assert (letter.state, found.entry.public) == ("bounced", False)
    assert found.entry.body == "Our mail did not reach jo.okoro@hartley.example, and will not."
    assert Ticket.objects.count() == 1


def test_two_programs_that_answer_each_other_are_stopped(box, moment):
    for number in range(receiving.LOOP):
        comes(box, moment, f"number {number}", Message_ID=f"<{number}@h>")

    found = comes(box, moment, "one more", Message_ID="<more@h>")

    assert (found.state, found.ticket) == ("held", None)
    assert "two programs" in found.reason


def test_our_own_mail_that_comes_back_is_left_alone(box, by_mail, ben, moment):
    raw = composing.message_of(the_answer(by_mail, ben, moment)).message().as_bytes()
    found = receiving.read(fetching.keep(box, raw, at=moment), at=moment)

    assert (found.state, found.reason) == ("ignored", "Firstbell sent it itself.")


def test_what_a_technician_passes_on_is_that_of_its_writer(box, ben_account, moment):
    text = "Can somebody look?\n\n---------- Forwarded message ---------\nFrom: Zoë Hart <zoe@home.example>\nDate: Mon\nSubject: The tablet\nTo: Ben\n\nIt will not charge.\n"
    found = comes(
        box, moment, text, From=f"Ben <{ben_account.email}>", Subject="Fwd: The tablet"
    ).ticket

    assert (found.requester_name, found.requester_email, found.title) == (
        "Zoë Hart",
        "zoe@home.example",
        "The tablet",
    )
    assert [(entry.body, entry.public) for entry in found.entries.order_by("pk")] == [
        ("It will not charge.", True), ("Can somebody look?", False),
    ]  # fmt: skip


def test_what_anybody_else_passes_on_is_theirs(box, moment):
    text = "---------- Forwarded message ---------\nFrom: Head <head@hartley.example>\nDate: Mon\nSubject: x\nTo: y\n\nUnlock it.\n"

    assert (
        comes(box, moment, text, Subject="Fwd: x").ticket.requester_email
        == "jo.okoro@hartley.example"
    )


def test_files_come_along_and_a_logo_only_once(box, by_mail, moment):
    drawn = BytesIO()
    Image.new("RGB", (40, 20), "navy").save(drawn, "PNG")
    logo = part(
        packed(drawn.getvalue()), "image/png; name=logo.png", Content_Transfer_Encoding="base64"
    )
    for number in range(2):
        body, typed = parts("mixed", part(f"see {number}"), logo)
        comes(box, moment, body, Message_ID=f"<p{number}@h>", In_Reply_To="<one@hartley.example>", Content_Type=typed["Content-Type"])  # fmt: skip

    assert [row.name for row in Attachment.objects.live().filter(thing_uid=by_mail.uid)] == [
        "logo.png"
    ]
    assert not by_mail.entries.filter(kind="note").exists()


def test_a_file_that_is_not_kept_here_is_named_for_the_team(box, settings, moment):
    settings.LARGEST_FILE = 10
    large = part(
        packed(b"%PDF-1.4 " + b"0" * 99),
        "application/pdf; name=plan.pdf",
        Content_Transfer_Encoding="base64",
    )
    body, typed = parts("mixed", part("see attached"), large)
    ticket = comes(box, moment, body, Content_Type=typed["Content-Type"]).ticket

    note = ticket.entries.get(kind="note")
    assert (note.public, note.body.partition(":")[0]) == (
        False,
        "Left out of what came with the mail",
    )
    assert "plan.pdf" in note.body


def test_what_ended_lately_is_open_again_and_what_ended_long_ago_is_a_new_ticket(
    box, by_mail, ben, moment
):
    working.solve(by_mail, Words("New cable"), by=ben, at=moment)
    soon = comes(
        box,
        moment + timedelta(days=1),
        "Again.",
        Message_ID="<s@h>",
        In_Reply_To="<one@hartley.example>",
    ).ticket
    soon.refresh_from_db()
    assert (soon, soon.solved_at) == (by_mail, None)

    working.solve(soon, Words("Newer cable"), by=ben, at=moment + timedelta(days=1))
    later = moment + timedelta(days=40)
    late = comes(
        box, later, "And again.", Message_ID="<l@h>", In_Reply_To="<one@hartley.example>"
    ).ticket
    assert late != by_mail
    assert late.title == f"The board in I2 (after {by_mail.number})"


def test_a_mail_that_cannot_be_put_anywhere_is_held_and_read_again(box, asha, moment, monkeypatch):
    kept = fetching.keep(box, mail("hello"), at=moment)
    path = fetching.store().path(kept.digest)
    data = path.read_bytes()
    path.unlink()
    assert receiving.read(kept, at=moment).state == "held"

    path.write_bytes(data)
    assert receiving.retry(RawMail.objects.get(), by=asha, at=moment).state == "read"
    assert Ticket.objects.count() == 1


def test_a_new_ticket_is_confirmed_once_and_programs_are_not(box, by_mail, moment):
    comes(box, moment, "bulk", Message_ID="<b@h>", From="news@x.example", Precedence="bulk")

    [letter] = Letter.objects.all()
    found = sent(letter)
    assert (letter.kind, letter.ticket) == ("receipt", by_mail)
    assert by_mail.number in found.text
    assert found.in_reply_to == ("one@hartley.example",)
    assert token.found(known.keys(), replace(found, sender=found.sender)) == by_mail.number


def test_the_confirmation_asks_for_the_room_while_none_is_known(box, by_mail, ict_2):
    letter = Letter.objects.get()
    assert "Which room is it in, if it is in one?" in sent(letter).text

    Ticket.objects.update(room=ict_2)
    assert "room" not in sent(Letter.objects.get(pk=letter.pk)).text.split("-- ")[0]


def test_nobody_gets_many_receipts_within_an_hour(box, moment):
    for number in range(lettering.RECEIPTS + 3):
        comes(box, moment, f"number {number}", Message_ID=f"<{number}@h>")

    assert Letter.objects.filter(kind="receipt").count() == lettering.RECEIPTS


def test_an_answer_goes_out_once_from_the_box_it_came_to(box, by_mail, ben, moment):
    letter = the_answer(by_mail, ben, moment)
    lettering.answers(by_mail, at=moment)

    found = sent(letter)
    assert Letter.objects.filter(kind="answer").count() == 1
    assert (found.sender.email, found.to[0].email) == (
        "help@hartley.example",
        "jo.okoro@hartley.example",
    )
    assert found.reply_to[0].email == token.in_address(
        "help@hartley.example", token.made(known.keys()[0], by_mail.number)
    )
    assert "Have you tried the cable?" in found.text
    assert Entry.objects.filter(ticket=by_mail).count() == 2


def test_a_note_for_the_team_never_goes_out(box, by_mail, ben, moment):
    talking.note(by_mail, Words("He pulls the cable every week"), by=ben, at=moment)
    outbox.deliver_waiting()

    assert not Letter.objects.filter(kind="answer").exists()
