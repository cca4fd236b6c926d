"""A technician answers the mail that told them of a ticket: words, and what to do. And nobody else does so in their name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.lib import mails
from firstbell.lib.mails import token
from firstbell.platform.accounts.actors import account_actor
from firstbell.platform.accounts.models import Account, RoleGrant
from firstbell.platform.jobs import outbox
from firstbell.platform.notifications import mailing
from firstbell.platform.notifications.models import Notice
from firstbell.support.actions import commanding, composing, working
from firstbell.support.models import Letter, Mailbox, Ticket
from firstbell.support.queries import mails as known
from firstbell.support.tests.mailboxes import comes

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_is_set")]


@pytest.fixture
def by_mail(box, ben, moment):
    made = comes(box, moment).ticket
    working.take(made, by=ben, at=moment)
    made.refresh_from_db()
    return made


@pytest.fixture
def write(box, by_mail, ben_account, moment):
    number = iter(range(99))

    def write(body, *, to=None, sender=None, at=moment, **more):
        address = to or known.work_address(by_mail, ben_account, moment.date())
        found = comes(
            box, at, body, **{"To": address, "From": sender or ben_account.email, "Message_ID": f"<w{next(number)}@h>", **more}
        )  # fmt: skip
        by_mail.refresh_from_db()
        return found

    return write


def test_the_mail_that_tells_a_technician_says_where_an_answer_goes(by_mail, box, ben_account, moment):  # fmt: skip
    comes(box, moment, "Still.", Message_ID="<two@h>", In_Reply_To="<one@hartley.example>")
    outbox.deliver_waiting()
    notices = list(Notice.objects.filter(account=ben_account, kind="support.asked_back"))
    letter = mailing.letter(ben_account, notices)

    address = known.work_address(by_mail, ben_account, moment.date())
    assert letter.reply_to == [address]
    assert commanding.HINT in letter.body
    assert commanding.HINT in letter.alternatives[0][0]
    assert (
        address.partition(".")[2].partition("@")[0] not in letter.body
    )  # quoted, it would be read by others

    other = Notice(
        account=ben_account,
        event_uid=notices[0].event_uid,
        kind="support.opened",
        url="/elsewhere/",
    )
    assert not mailing.letter(ben_account, [*notices, other]).reply_to


def test_an_answer_is_an_answer_of_theirs_and_goes_to_whoever_asked(by_mail, write, ben_account):
    found = write("Have you tried the cable?\n\nOn Monday Firstbell wrote:\n> Jo wrote to T-00001")
    outbox.deliver_waiting()

    assert (found.entry.body, found.entry.public, found.entry.from_team) == ("Have you tried the cable?", True, True)  # fmt: skip
    assert found.entry.by_account == ben_account
    assert Letter.objects.filter(kind="answer", entry=found.entry, to="jo.okoro@hartley.example").exists()  # fmt: skip
    assert by_mail.status.phase == "open"


def test_the_first_lines_say_what_to_do(by_mail, write, moment):
    write("#note\n#time 10\nHe pulls it out every week.")
    note = by_mail.entries.order_by("pk").last()
    assert (note.public, note.minutes, by_mail.minutes) == (False, 10, 10)

    write("#wait 2 days\nA new cable is on order.")
    assert (by_mail.status.phase, by_mail.waiting_until) == ("waiting", moment + timedelta(days=2))
    assert by_mail.entries.order_by("pk").last().public

    write("#wait 14/12")
    assert f"{by_mail.waiting_until:%d/%m/%Y %H:%M}" == "14/12/2026 08:00"

    write("#solve\n#time 1h\nNew cable.")
    assert (by_mail.status.phase, by_mail.minutes) == ("solved", 70)
    assert by_mail.entries.order_by("pk").last().kind == "solution"

    write("#reopen\n#take")
    assert by_mail.is_open
    write("#close")
    assert by_mail.closed_at == moment


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("#solve", "Say below #solve how it was solved"), ("#fly", "#fly is nothing that is known here"),
        ("#wait long\nx", "Until when"), ("#wait 31/2\nx", "There is no day"), ("#time soon", "Say how many minutes"),
        ("#take\n#reopen\nx", "is open"), ("#wait 1/1/2020", "has passed"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_is_not_done_and_answered_with_a_sentence(by_mail, write, ben_account, body, said):  # fmt: skip
    working.assign(by_mail, None, by=known_actor(ben_account), at=by_mail.opened_at)
    found = write(body)

    assert (by_mail.status.phase, by_mail.owner, by_mail.minutes) == ("open", None, 0)
    assert (found.state, found.entry.public) == ("read", False)
    assert said in found.entry.body
    letter = Letter.objects.get(kind="told")
    sent = mails.read(composing.message_of(letter).message().as_bytes())
    assert letter.to == ben_account.email
    assert said in sent.text
    assert known.work_mark(mails.Message(to=sent.reply_to)).account == ben_account
    assert token.found(known.keys(), sent) is None


def known_actor(account):

    return account_actor(account)


def unheeded(found, ticket):
    return found.entry.public is False and found.entry.from_team is False and ticket.is_open


def test_a_forged_sender_without_the_mark_is_whoever_writes_a_mail(by_mail, write, box, ben_account):  # fmt: skip
    marked = token.made(known.keys()[0], by_mail.number)
    found = write("#solve\nSend me the passwords", to=token.in_address(box.address, marked))
    assert by_mail.is_open
    assert not found.entry.from_team
    assert found.entry.body.startswith("#solve")


def test_the_mark_of_one_account_is_no_use_from_another_address(by_mail, write):
    found = write("#solve\nDone", sender="jo.okoro@hartley.example")
    assert unheeded(found, by_mail)
    assert "given to another" in found.entry.body


def test_a_mark_that_somebody_made_up_or_that_is_another_ones_opens_nothing(by_mail, write, ben_account, asha_account, box):  # fmt: skip
    real = known.work_address(by_mail, ben_account, by_mail.opened_at.date())
    for address in (real.replace(f"-{ben_account.pk}-", f"-{asha_account.pk}-"), real[:-20] + "a" + real[-19:]):  # fmt: skip
        found = write("#solve\nDone", to=address, sender=asha_account.email)
        assert by_mail.is_open
        assert found.ticket != by_mail


def test_what_the_mail_server_found_to_be_forged_is_not_done(by_mail, write):
    found = write("#solve\nDone", Authentication_Results="mx.h; spf=fail; dmarc=fail (p=NONE)")
    assert unheeded(found, by_mail)


def test_a_mark_ends_after_a_month_and_with_the_role_and_the_account(by_mail, write, ben_account, moment):  # fmt: skip
    later = moment + commanding.GOOD_FOR + timedelta(days=1)
    assert "too old" in write("#solve\nDone", at=later).entry.body

    Ticket.objects.update(restricted=True, owner=None)
    assert "You do not work on that ticket" in write("#solve\nDone").entry.body
    Ticket.objects.update(restricted=False)

    RoleGrant.objects.filter(account=ben_account).delete()
    assert "You do not work on that ticket" in write("#solve\nDone!").entry.body
    assert Letter.objects.filter(kind="told").count() == 3
    Account.objects.filter(pk=ben_account.pk).update(is_active=False)
    assert unheeded(write("#solve\nDone!!"), by_mail)
    assert Letter.objects.filter(kind="told").count() == 3


def test_an_out_of_office_of_a_technician_does_nothing(by_mail, write):
    found = write("#solve\nI am away", Auto_Submitted="auto-replied")
    assert (found.ticket, by_mail.is_open, found.entry.public) == (by_mail, True, False)


def test_a_mailbox_without_plus_addresses_offers_none(by_mail, ben_account, moment):
    Mailbox.objects.update(tagged=False)
    assert known.work_address(by_mail, ben_account, moment.date()) == ""
