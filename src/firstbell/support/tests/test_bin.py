"""A ticket that is none goes into the bin: out of everything, back as it was for a month, and then gone with its files."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest

from firstbell.lib import clock
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.attachments import actions as attachments
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.attachments.store import store
from firstbell.platform.audit.models import Event
from firstbell.platform.search import finding
from firstbell.support.actions import joining, opening, talking, trashing, working
from firstbell.support.actions.talking import Words
from firstbell.support.models import Clock, Entry, RawMail, Ticket
from firstbell.support.tests.mailboxes import comes
from firstbell.support.tests.test_files import screenshot

pytestmark = pytest.mark.django_db
MONTH = timedelta(days=31)


@pytest.fixture
def thrown(ticket, ben, moment):
    return trashing.throw_away(ticket, by=ben, at=moment)


def test_what_is_thrown_away_is_in_no_queue_list_search_or_page_of_whoever_asked(desk, hers, ticket, thrown):  # fmt: skip
    for url in ("/tickets/", "/tickets/all/", "/tickets/board/", "/tickets/calendar/"):
        assert ticket.number not in desk.get(url).content.decode()
    assert ticket.number not in hers.get("/mine/tickets/").content.decode()
    assert hers.get(f"/mine/tickets/{ticket.number}/").status_code == 404
    found = finding.holding("support.ticket", "signal")
    assert found is None or not Ticket.objects.filter(found).exists()
    assert ticket.number in desk.get("/tickets/bin/").content.decode()


def test_nothing_is_done_on_it_until_it_is_brought_back(ticket, thrown, ben, moment, desk):
    with pytest.raises(Conflict, match="thrown away"):
        working.take(thrown, by=ben, at=moment)
    with pytest.raises(Conflict, match="thrown away"):
        talking.reply(thrown, Words("Hello"), by=ben, at=moment)
    answer = desk.post(f"/tickets/{ticket.number}/take/")
    assert answer.status_code == 409
    page = desk.get(f"/tickets/{ticket.number}/").content.decode()
    assert "In the bin." in page
    assert 'name="body"' not in page


def test_brought_back_it_is_as_it_was_and_its_clocks_go_on(ticket, ben, moment):
    left = {row.kind: row.due_at for row in Clock.objects.filter(ticket=ticket)}
    trashing.throw_away(ticket, by=ben, at=moment)
    assert not Clock.objects.filter(ticket=ticket, paused_at=None).exists()
    back = trashing.bring_back(Ticket.objects.get(pk=ticket.pk), by=ben, at=moment + timedelta(days=2))  # fmt: skip

    assert (back.trashed_at, back.trashed_by, back.status) == (None, "", ticket.status)
    now = {row.kind: row.due_at for row in Clock.objects.filter(ticket=ticket)}
    assert all(now[kind] > due for kind, due in left.items())
    assert finding.holding("support.ticket", "signal") is not None


def test_it_is_thrown_away_and_brought_back_on_the_page_and_history_says_who(desk, ticket):
    answer = desk.post(f"/tickets/{ticket.number}/bin/", follow=True)
    assert "can be brought back for 30 days" in answer.content.decode()
    desk.post(f"/tickets/{ticket.number}/back/")

    said = Event.objects.filter(subject_uid=ticket.uid).order_by("-pk").values_list("sentence", flat=True)  # fmt: skip
    assert said[0].startswith("Asha Rahman brought")
    assert said[1].startswith("Asha Rahman threw")


def test_many_are_thrown_away_and_brought_back(desk, ticket):
    picks = {"pick": [str(ticket.uid)], "sure": "1"}
    desk.post("/lists/support.tickets/do/bin/", picks)
    assert Ticket.objects.get().trashed_at is not None
    desk.post("/lists/support.bin/do/back/", picks)
    assert Ticket.objects.get().trashed_at is None


def test_what_holds_others_stays(hartley, ticket, ict_2, teacher, ben, moment):
    other = opening.open_ticket(hartley, opening.Report(body="Same", room=ict_2), by=teacher, at=moment)  # fmt: skip
    joining.merge(other, into=ticket, by=ben, at=moment)

    with pytest.raises(Refusal, match="1 other tickets are merged into it"):
        trashing.throw_away(ticket, by=ben, at=moment)
    with pytest.raises(Conflict, match="was merged"):
        trashing.throw_away(other, by=ben, at=moment)


def test_after_a_month_it_is_gone_with_its_words_files_and_mails(
    box, ben, moment, settings, tmp_path, django_capture_on_commit_callbacks
):
    settings.DATA = tmp_path
    mail = comes(box, moment, "Buy our pills, Jo Okoro")
    ticket = mail.ticket
    file = attachments.add_silently(Entry.objects.get(), screenshot(), by=ben, at=moment)
    trashing.throw_away(ticket, by=ben, at=moment)
    assert trashing.forget_old(moment + timedelta(days=29)) == 0
    age(store().path(file.sha256), store().path(mail.digest))
    with django_capture_on_commit_callbacks(execute=True):
        assert trashing.forget_old(moment + MONTH) == 1

    assert not Ticket.objects.exists()
    assert not Entry.objects.exists()
    assert not Attachment.objects.exists()
    assert not store().has(file.sha256)
    assert not store().has(mail.digest)
    assert RawMail.objects.get().subject == "Erased"
    said = Event.objects.filter(subject_uid=ticket.uid)
    assert said.get(kind="support.gone").subject_label == ticket.number
    assert {event.subject_label for event in said} == {ticket.number}
    assert not any("pills" in event.sentence for event in said)


def age(*paths):
    """The store lets nothing go that somebody may be adding again this moment."""
    for path in paths:
        long_ago = clock.now().timestamp() - 90_000
        os.utime(path, (long_ago, long_ago))


def test_what_is_mailed_to_one_in_the_bin_makes_a_new_one(box, ben, moment):
    first = comes(box, moment, "Help").ticket
    trashing.throw_away(first, by=ben, at=moment)
    again = comes(box, moment + timedelta(hours=1), "Are you there?", Message_ID="<b@h>", In_Reply_To="<a@h>", Subject=f"Re: [{first.number}]")  # fmt: skip

    assert again.ticket != first
    assert again.ticket.trashed_at is None


def test_by_api(client_of_api, ticket):
    assert client_of_api("post", f"tickets/{ticket.uid}/bin").status_code == 204
    assert client_of_api("get", f"tickets/{ticket.uid}").status_code == 404
    assert client_of_api("post", f"tickets/{ticket.uid}/back").json()["number"] == ticket.number
    assert client_of_api("post", f"tickets/{ticket.uid}/back").status_code == 404


@pytest.fixture
def client_of_api(desk):
    return lambda verb, path: getattr(desk, verb)(f"/api/v1/{path}", content_type="application/json")  # fmt: skip
