"""The link in the mail: it needs no account, is for one purpose, counts once, and ends."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail

from firstbell.equipment.actions import accepting, agreeing, custody
from firstbell.equipment.jobs import ask_acceptance
from firstbell.equipment.models import Acceptance, Handover, Item
from firstbell.equipment.queries import accepting as links
from firstbell.equipment.states import Link
from firstbell.equipment.tests.accepting_by_mail.reading import read, yes
from firstbell.lib.refusal import Conflict
from firstbell.people import actions as people
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit.models import Event
from firstbell.platform.jobs.models import Job
from firstbell.platform.notifications.links import signed


def test_the_page_needs_no_account_and_shows_the_things_and_the_exact_text(phone, asked, care, now):
    agreeing.change(care, title="Laptops", text="Other words", categories=[], by=system_actor(), at=now)  # fmt: skip

    page = read(phone.get(links.link_of(asked)))

    assert "Did you get this, Nia Bevan?" in page
    assert "HV-1" in page
    assert "5CDHV-2" in page
    assert "I tell the ICT team when it breaks." in page
    assert "Other words" not in page
    assert "has worded “Laptops” anew since" in page


def test_the_page_is_kept_by_no_machine_on_the_way(phone, asked):
    answer = phone.get(links.link_of(asked))

    assert "no-store" in answer["Cache-Control"]
    assert answer["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize(
    "token",
    ["x", "WyJ4IiwxXQ.forged", "..", "a" * 3000],
)
def test_a_forged_link_is_none_of_ours(phone, asked, token):
    good = links.token_of(asked)

    answer = phone.get(f"/mine/accept/{token}/")

    assert answer.status_code == 404
    assert "Copy it whole from the mail" in read(answer)
    assert phone.get(f"/mine/accept/{good[:-1]}/").status_code == 404
    assert phone.get(f"/mine/accept/{good}x/receipt.pdf").status_code == 404


def test_a_link_is_for_one_purpose(asked):
    """What is signed elsewhere here does not pass for a link to accept."""
    other = signed("something else", asked.uid.hex, asked.turn)

    assert links.found(other) is None


def test_a_link_is_answered_once(phone, asked):
    yes(phone, asked)
    again = phone.post(links.link_of(asked), {"right": "no", "why": "Changed my mind"})

    assert again.status_code == 409
    assert "LN-0001 was accepted" in read(again)
    assert Handover.objects.get().declined_at is None
    assert Event.objects.filter(kind="equipment.accepted").count() == 1


def test_a_link_that_is_too_old_shows_nothing(phone, asked, now):
    Acceptance.objects.update(until=now - timedelta(minutes=1))

    answer = phone.get(links.link_of(asked))

    assert answer.status_code == 410
    assert "too old" in read(answer)
    assert "HV-1" not in read(answer)
    with pytest.raises(Conflict, match="too old"):
        accepting.answer_link(asked, turn=1, said=accepting.Said(yes=True, name="N"), at=now)


def test_only_the_link_of_the_last_mail_counts(phone, asked, asha, now):
    first = links.link_of(asked)
    newer = accepting.ask(asked.handover, by=asha, at=now)

    assert "newer mail" in read(phone.get(first))
    assert "Did you get this" in read(phone.get(links.link_of(newer)))
    for job in Job.objects.filter(name="equipment.ask_acceptance").order_by("pk"):
        ask_acceptance(None, **job.args)
    assert len(mail.outbox) == 1


def test_a_mail_to_a_wrong_address_opens_nothing_once_it_is_corrected(phone, asked, nia, asha, now):
    people.change_person(nia, email="n.bevan@hartley.example", by=asha, at=now)

    assert phone.get(links.link_of(asked)).status_code == 410


def test_what_is_back_already_is_not_answered(phone, asked, asha, now):
    [first, second] = Item.objects.order_by("pk")
    custody.take_back(first, by=asha, at=now)
    page = read(phone.get(links.link_of(asked)))
    assert "Back" in page

    custody.take_back(second, by=asha, at=now)

    answer = phone.get(links.link_of(asked))
    assert answer.status_code == 410
    assert "nothing left to answer" in read(answer)
    assert links.stands(Acceptance.objects.get(), 1, now) == Link.BACK


def test_somebody_erased_is_nowhere_on_the_page(phone, asked, nia, asha, now):
    yes(phone, asked)
    for item in Item.objects.all():
        custody.take_back(item, by=asha, at=now)
    people.leave(nia.now, on=now.date() - timedelta(days=1), by=asha, at=now)
    people.anonymise(nia, by=asha, at=now)

    answer = phone.get(links.link_of(asked))
    assert answer.status_code == 410
    assert "Bevan" not in read(answer)
    row = Acceptance.objects.get()
    assert (row.name, row.sent_to) == ("", "")
    assert row.paper.removed_at is not None
    assert phone.get(links.link_of(asked) + "receipt.pdf").status_code == 404


def test_whoever_has_no_account_is_not_sent_to_todays_page(phone, asha_account, browser_of):
    forged = "/mine/accept/abc.def/"

    assert "Sign in" in read(phone.get(forged))
    assert "Today" in read(browser_of(asha_account).get(forged))
