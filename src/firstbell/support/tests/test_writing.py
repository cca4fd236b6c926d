from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.lib import clock
from firstbell.support.actions import drafting, talking
from firstbell.support.actions.talking import Words
from firstbell.support.models import Draft, Entry
from firstbell.support.queries import present

pytestmark = pytest.mark.django_db


def test_two_at_one_ticket_see_each_other_and_who_writes(ticket, ben, asha, moment):
    drafting.look(ticket, by=ben, at=moment)
    looking = present.others(ticket, asha, moment)
    drafting.look(ticket, types=True, by=ben, at=moment)
    writes = present.others(ticket, asha, moment)
    gone = present.others(ticket, asha, moment + timedelta(minutes=2))

    assert looking == ["Ben Whitlock is looking at this"]
    assert writes == ["Ben Whitlock is writing"]
    assert gone == []
    assert present.others(ticket, ben, moment) == []


def test_what_was_typed_is_there_again_and_gone_once_it_is_sent(browser_of, ben_account, ticket):
    desk = browser_of(ben_account)
    url = f"/tickets/{ticket.number}/"
    desk.post(f"{url}here/", {"typed": "1", "body": "I think it is the pla"})
    assert "I think it is the pla</textarea>" in desk.get(url).content.decode()

    desk.post(f"{url}words/", {"to": "public", "body": "I think it is the plate"})
    assert not Draft.objects.exists()


def test_a_draft_is_ones_own_and_an_empty_one_is_none(ticket, ben, asha, moment):
    drafting.keep(ticket, "half a", by=ben, at=moment)
    assert present.draft(ticket, ben).body == "half a"
    assert present.draft(ticket, asha) is None

    drafting.keep(ticket, "  ", by=ben, at=moment)
    assert not Draft.objects.exists()


def test_the_open_page_says_what_was_said_meanwhile(browser_of, ben_account, ticket, asha):
    seen = Entry.objects.latest("pk").pk
    talking.reply(ticket, Words("I am on it", seen=seen), by=asha, at=clock.now())
    page = browser_of(ben_account).post(f"/tickets/{ticket.number}/here/", {"seen": str(seen)}).content.decode()  # fmt: skip

    assert "Asha Rahman answered meanwhile" in page
    assert not Draft.objects.exists()
