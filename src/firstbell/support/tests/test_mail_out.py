"""What goes out: from whom and how it is signed, what came back, and once more."""

from __future__ import annotations

import pytest
from django.urls import reverse

from firstbell.lib.mails.tests.making import part, parts
from firstbell.lib.refusal import Refusal
from firstbell.platform.jobs import outbox
from firstbell.support.actions import composing, lettering, talking
from firstbell.support.actions.talking import Words
from firstbell.support.models import Letter, Mailbox, Team, Undelivered
from firstbell.support.tests.mailboxes import comes, sent

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_is_set")]
JO = "jo.okoro@hartley.example"


@pytest.fixture
def letter(box, ben, moment):
    ticket = comes(box, moment).ticket
    talking.reply(ticket, Words("Have you tried the cable?"), by=ben, at=moment)
    outbox.deliver_waiting()
    return Letter.objects.get(ticket=ticket, kind="answer")


def came_back(box, letter, moment, to=JO, original=""):
    report = f"Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: 5.1.1\r\n"
    raw = composing.message_of(letter).message().as_bytes()
    if original:
        raw = raw.replace(letter.message_id.encode(), original.encode())
    body, typed = parts(
        "report; report-type=delivery-status", part("Gone."), part("Reporting-MTA: dns; x\r\n\r\n" + report, "message/delivery-status"),
        part(raw, "message/rfc822"),
    )  # fmt: skip
    return comes(box, moment, body, Content_Type=typed["Content-Type"], From="MAILER-DAEMON@mx.example", Message_ID=f"<b{to}@mx>")  # fmt: skip


def test_the_sender_and_the_signature_are_as_the_mailbox_has_them(letter):
    usual = sent(letter)
    assert usual.sender.name == str(letter.ticket.team)
    Mailbox.objects.update(
        from_name="{person}, {school} ICT", signature="{person}\n{team}\n{number} {other} {0}"
    )
    letter.refresh_from_db()

    found = sent(Letter.objects.get(pk=letter.pk))
    assert found.sender.name == "Ben Whitlock, Hartley Vale School ICT"
    assert found.text.endswith(f"Ben Whitlock\n{letter.ticket.team}\n{letter.ticket.number} {{other}} {{0}}")  # fmt: skip
    assert "Ben Whitlock" in found.html


def test_a_team_signs_in_its_own_words_before_those_of_the_mailbox(letter):
    Mailbox.objects.update(signature="{person}, the mailbox")
    Team.objects.update(signature="{person}\nICT support, ask us at the hatch")
    found = sent(Letter.objects.get(pk=letter.pk))
    assert found.text.endswith("Ben Whitlock\nICT support, ask us at the hatch")

    Team.objects.update(signature=" ")
    assert sent(Letter.objects.get(pk=letter.pk)).text.endswith("Ben Whitlock, the mailbox")


def test_whoever_sets_a_team_up_sees_how_its_answers_end(box, client, asha_account, ben_account):
    client.force_login(asha_account)
    url = reverse("support:setup_signature")
    words = {"name": "Network", "signature": "{person}, {team}\n<b>{number}</b>"}
    shown = client.post(url, words).content.decode()
    assert "Asha Rahman, Network\n&lt;b&gt;T-01042&lt;/b&gt;" in shown
    Mailbox.objects.update(signature="As ever, {team}")
    shown = client.post(url, {"name": "Network", "signature": ""}).content.decode()
    assert "As ever, Network" in shown
    assert f"as the mailbox {box.address} has it" in shown
    page = client.get(reverse("support:setup_one", args=["teams", box.team.uid])).content.decode()
    assert 'id="fb-signature"' in page
    client.force_login(ben_account)
    assert client.post(url, words).status_code == 403


def test_an_address_that_mail_came_back_from_is_marked_and_its_tickets_say_so(client, box, letter, ben_account, moment):  # fmt: skip
    came_back(box, letter, moment)
    assert Undelivered.objects.get().email == JO

    client.force_login(ben_account)
    shown = client.get(reverse("support:ticket", args=[letter.ticket.number])).content.decode()
    assert f"Mail to {JO} does not arrive" in shown
    assert lettering.receipt(letter.ticket, box, JO, at=moment) is None


def test_nobody_marks_an_address_that_we_did_not_write_to(box, letter, moment):
    came_back(box, letter, moment, to="head@hartley.example")
    came_back(box, letter, moment, original="made-up@hartley.example")
    assert not Undelivered.objects.exists()


def test_whoever_writes_from_it_is_there_again(box, letter, moment):
    came_back(box, letter, moment)
    comes(box, moment, "I am back", Message_ID="<back@h>")
    assert not Undelivered.objects.exists()


def test_a_letter_that_came_back_is_sent_again_and_one_that_went_is_not(client, box, letter, ben, ben_account, moment):  # fmt: skip
    came_back(box, letter, moment)
    client.force_login(ben_account)
    assert "Send again" in client.get(reverse("support:mail")).content.decode()
    client.post(reverse("support:letter_again", args=[letter.uid]))
    letter.refresh_from_db()
    assert (letter.state, letter.attempts, Undelivered.objects.count()) == ("queued", 0, 0)

    with pytest.raises(Refusal):
        lettering.again(letter, by=ben, at=moment)
