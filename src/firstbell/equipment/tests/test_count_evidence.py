"""What else tells that something is there: of a closed count only what came while it was open, whatever comes later."""

from __future__ import annotations

import shutil
import subprocess
from datetime import timedelta

import pytest

from firstbell.equipment.actions import closing, custody, moving, reporting
from firstbell.equipment.models import Item
from firstbell.equipment.queries import evidence
from firstbell.lib import clock

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def item(counting, add, ict_2):
    made = add(tag="HV-1", home_id=ict_2.pk)
    counting.opened()
    return made


@pytest.fixture
def told(counting, moment, monkeypatch):
    """told(later) -> what is said of the only line, so long after the count opened."""

    def ask(later=HOUR):
        monkeypatch.setattr(clock, "now", lambda: moment + later)
        rows = list(counting.count.lines.values(*evidence.NAMES))
        evidence.fill(rows)
        return rows[0]["meanwhile"]

    return ask


def reported(counting, item, at, *, sighting=True):
    reporting.seen([item.pk], how="Reported itself", by=counting.by, at=at, sighting=sighting)


def test_what_comes_after_the_end_is_not_evidence_of_the_count(
    counting, item, store, okafor, moment, told
):
    closing.close(counting.count, by=counting.by, at=moment + HOUR)
    moving.see(item, room=store, how="by eye", by=counting.by, at=moment + 2 * HOUR)
    custody.give(item, to=okafor, by=counting.by, at=moment + 3 * HOUR)

    assert told(DAY) == ""


def test_what_is_seen_later_hides_nothing_that_was_seen_in_time(
    counting, item, store, ict_2, moment, told
):
    moving.see(item, room=store, how="by eye", by=counting.by, at=moment + 5 * MINUTE)
    said = told()
    closing.close(counting.count, by=counting.by, at=moment + HOUR)
    moving.see(item, room=ict_2, how="by eye", by=counting.by, at=moment + 2 * HOUR)

    assert said.startswith("seen by eye in ICT store on ")
    assert told(DAY) == told(7 * DAY) == said


def test_the_last_report_before_the_end_stays_though_no_row_was_made_of_it(
    counting, item, moment, told
):
    reported(counting, item, moment - HOUR)
    reported(counting, item, moment + 5 * MINUTE, sighting=False)
    said = told()
    closing.close(counting.count, by=counting.by, at=moment + HOUR)
    reported(counting, item, moment + 2 * HOUR)

    assert said.startswith("reported itself on ")
    assert told(DAY) == said


def test_lent_in_time_and_taken_back_after_the_end_was_lent(counting, item, okafor, moment, told):
    custody.give(item, to=okafor, by=counting.by, at=moment + 5 * MINUTE)
    closing.close(counting.count, by=counting.by, at=moment + HOUR)
    custody.take_back(item, by=counting.by, at=moment + 2 * HOUR)

    assert told(DAY).startswith("lent on ")


def test_the_day_is_named_and_another_year_too(counting, item, moment, told):
    moving.see(item, room=None, how="by eye", by=counting.by, at=moment + 5 * MINUTE)

    assert told() == told(DAY) == "seen by eye on Tue 24 Nov, 08:26"
    assert told(365 * DAY) == "seen by eye on 24 Nov 2026, 08:26"


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("Reported by a machine", "reported by a machine on "),
        ("told by who has it", "confirmed by who has it on "),
        ("at the loan desk", "seen at the loan desk on "),
        ("counted", "counted on "),
        ("", "seen on "),
    ],
)
def test_however_it_was_seen_makes_a_sentence(counting, item, moment, told, how, said):
    Item.objects.filter(pk=item.pk).update(seen_at=moment + MINUTE, seen_how=how)

    assert told().startswith(said)


def test_many_lines_of_many_counts_are_asked_once(
    counting, add, item, store, moment, django_assert_num_queries
):
    for number in range(2, 5):
        add(tag=f"HV-{number}", home_id=store.pk)
    closing.close(counting.count, by=counting.by, at=moment + HOUR)
    again = counting.opened("Again")
    closing.close(again, by=counting.by, at=moment + HOUR)
    rows = list(item.count_lines.model.objects.values(*evidence.NAMES))

    with django_assert_num_queries(2):
        evidence.fill(rows)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not here")
def test_the_report_says_the_same_next_week(counting, item, moment, browser_of, asha_account):
    reported(counting, item, moment + 5 * MINUTE)
    closing.close(counting.count, by=counting.by, at=moment + HOUR)
    reported(counting, item, moment + 2 * HOUR)

    pdf = browser_of(asha_account).get(f"/counts/{counting.count.uid}/report.pdf").content

    made = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)  # fmt: skip
    said = " ".join(made.stdout.decode().split())
    assert "reported itself" in said
    assert "Reported itself" not in said
    assert "10:21" not in said
