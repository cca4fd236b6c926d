"""How long a team keeps what it solved: for good, or until its tickets go, or what they say of people does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.lib import clock
from firstbell.platform.attachments import actions as attachments
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.audit.models import Event
from firstbell.support.actions import retaining, talking, trashing, working
from firstbell.support.actions.talking import Words
from firstbell.support.models import Entry, Team, Ticket
from firstbell.support.receivers import forget
from firstbell.support.states import Keeping
from firstbell.support.tests.test_files import screenshot

pytestmark = pytest.mark.django_db
LATER = timedelta(days=3 * 366)


@pytest.fixture
def old(ticket, ben, moment, settings, tmp_path):
    settings.DATA = tmp_path
    entry = talking.reply(ticket, Words("Ms Okoro, it was the lead"), by=ben, at=moment)
    attachments.add_silently(entry, screenshot(), by=ben, at=moment)
    working.solve(ticket, Words("A new lead", minutes=12), by=ben, at=moment)
    return Ticket.objects.get(pk=ticket.pk)


@pytest.fixture
def team(old):
    return Team.objects.get(pk=old.team_id)


def test_without_a_word_everything_is_kept(old, moment):
    assert retaining.look(moment + timedelta(days=20_000)) == (0, 0)
    assert Ticket.objects.get().title == old.title


def test_after_the_years_what_it_says_of_people_goes_and_the_numbers_stay(old, team, asha, moment):
    retaining.set_years(team, 3, Keeping.BLANK, by=asha, at=moment)
    assert retaining.look(moment + timedelta(days=1_000)) == (0, 0)
    assert retaining.look(moment + LATER) == (0, 1)
    assert retaining.look(moment + LATER) == (0, 0)

    left = Ticket.objects.get()
    assert (left.title, left.requester, left.requester_name, left.raised_by) == ("Board or screen", None, "", None)  # fmt: skip
    assert (left.room, left.minutes, left.solved_at, left.opened_at) == (old.room, 12, old.solved_at, old.opened_at)  # fmt: skip
    assert set(Entry.objects.values_list("body", flat=True)) == {"Erased"}
    assert "Okoro" not in "".join(Entry.objects.values_list("by_name", flat=True))
    assert not Attachment.objects.exists()
    words = " ".join(f"{one.subject_label} {one.sentence}" for one in Event.objects.filter(subject_uid=left.uid))  # fmt: skip
    assert old.title not in words


def test_or_they_go_altogether(old, team, asha, moment):
    retaining.set_years(team, 3, Keeping.REMOVE, by=asha, at=moment)
    assert retaining.look(moment + LATER) == (1, 0)
    assert not Ticket.objects.exists()


def test_what_is_open_stays_however_old(ticket, asha, moment):
    retaining.set_years(ticket.team, 1, Keeping.REMOVE, by=asha, at=moment)
    assert retaining.look(moment + LATER) == (0, 0)


def test_whoever_sets_it_sees_first_how_many_it_would_be(desk, old, team, moment, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: moment + LATER)
    url = f"/settings/desk/teams/{team.uid}/keeping/"
    assert "No ticket of" in desk.get(url).content.decode()
    words = {"keep_years": "3", "keep_how": "blank"}
    assert "1 ticket</b> would go tonight" in " ".join(desk.post(f"{url}preview/", words).content.decode().split())  # fmt: skip
    assert Team.objects.get(pk=team.pk).keep_years == 0

    desk.post(url, words)
    assert Team.objects.get(pk=team.pk).keep_years == 3
    assert Event.objects.filter(kind="support.setup_changed", subject_uid=team.uid).exists()


def test_a_technician_does_not_set_it(browser_of, ben_account, team):
    browser = browser_of(ben_account)
    assert browser.post(f"/settings/desk/teams/{team.uid}/keeping/", {"keep_years": "1", "keep_how": "remove"}).status_code == 403  # fmt: skip


def test_somebody_who_is_erased_is_erased_in_the_bin_too(ticket, funmi, ben, asha, moment):
    trashing.throw_away(ticket, by=ben, at=moment)
    forget(funmi, asha, moment)
    assert Ticket.objects.get().title == "Erased"
