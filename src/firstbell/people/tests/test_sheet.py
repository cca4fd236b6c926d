from __future__ import annotations

from datetime import date, timedelta

import pytest

from firstbell.lib.parsing import Unclear
from firstbell.people.models import Person
from firstbell.people.sheets import PEOPLE
from firstbell.people.sheets.columns import COLUMNS
from firstbell.platform.exchange.sheets import Line, Setting, Trace
from firstbell.platform.exchange.states import Mode, Outcome, Verdict


@pytest.fixture
def open_sheet(hartley, asha, moment):
    def opened(mode=Mode.BOTH, match="mis_or_email"):
        return PEOPLE.open(Setting(hartley, asha, moment, mode, match, {}, frozenset()))

    return opened


def line(number, **values):
    return Line(number, values, [], [])


def traces(done, used=""):
    return [
        Trace(one.line, one.outcome, one.thing_id, one.thing_uid, one.undo, used) for one in done
    ]


def test_a_file_says_what_it_would_do_before_it_does_it(open_sheet, sam_reeve, ms_okoro):
    plans = open_sheet().look(
        [
            line(2, mis_id="10482", family_name="Reeve", tutor_group="9D"),
            line(3, email="okoro@hartley.example", department="science"),
            line(4, name="Nair, Priya", mis_id="10490", cohort=9, kind="student"),
            line(5, job_title="Teacher"),
            line(6, mis_id="10490", name="Somebody Else"),
            line(7, mis_id="20000"),
        ]
    )

    assert [(plan.line, plan.verdict, plan.reasons) for plan in plans] == [
        (2, Verdict.UPDATE, ["Changes tutor group."]),
        (3, Verdict.SAME, []),
        (4, Verdict.CREATE, []),
        (5, Verdict.ERROR, ["Give them a first or a last name."]),
        (6, Verdict.ERROR, ["Line 4 has the same MIS number."]),
        (7, Verdict.ERROR, ["Nobody is known by this, and there is no name to add them under."]),
    ]
    assert Person.objects.count() == 2


def test_a_file_is_brought_in_and_undone(open_sheet, sam_reeve):
    work = open_sheet()
    plans = work.look(
        [
            line(2, mis_id="10482", known_as="Sammy", tutor_group="9D"),
            line(3, name="Nair, Priya", mis_id="10490", cohort=9, kind="student"),
        ]
    )

    done = work.apply(plans)

    assert [one.outcome for one in done] == [Outcome.UPDATED, Outcome.CREATED]
    priya = Person.objects.get(pk=done[1].thing_id)
    assert (str(priya), priya.what(date(2026, 11, 24))) == ("Priya Nair", "Year 9")
    undone = work.undo(traces(done))
    assert [one.outcome for one in undone] == [Outcome.UNDONE, Outcome.UNDONE]
    sam = Person.objects.get()
    assert (str(sam), str(sam.now.tutor_group)) == ("Sam Reeve", "9C")


def test_what_was_used_since_is_kept(open_sheet):
    work = open_sheet()
    done = work.apply(work.look([line(2, name="Priya Nair")]))

    undone = work.undo(traces(done, used="Asha lent her a laptop"))

    assert undone[0].outcome == Outcome.KEPT
    assert Person.objects.count() == 1


def test_a_leaver_of_the_file_leaves_on_that_day(open_sheet, sam_reeve, moment):
    day = moment.date() + timedelta(days=3)
    work = open_sheet()

    work.apply(work.look([line(2, mis_id="10482", to_on=day)]))

    sam_reeve.now.refresh_from_db()
    assert sam_reeve.now.to_on == day


@pytest.mark.parametrize(
    ("mode", "verdicts"),
    [
        (Mode.CREATE, [Verdict.SAME, Verdict.CREATE]),
        (Mode.UPDATE, [Verdict.UPDATE, Verdict.ERROR]),
    ],
)
def test_a_file_may_only_add_or_only_change(open_sheet, sam_reeve, mode, verdicts):
    plans = open_sheet(mode).look([line(2, mis_id="10482", title="Mr"), line(3, name="Priya Nair")])

    assert [plan.verdict for plan in plans] == verdicts


def parse(key, text):
    return next(column for column in COLUMNS if column.key == key).parse(text)


@pytest.mark.parametrize(
    ("said", "year"),
    [("Year 9", 9), ("Y7", 7), ("09", 9), ("R", 0), ("Nursery", -1), ("yr 11", 11)],
)
def test_a_year_is_understood_however_it_is_written(said, year):
    assert parse("cohort", said) == year


def test_what_is_no_year_and_nobody_is_said_so():
    with pytest.raises(Unclear, match="is no year group"):
        parse("cohort", "Blue")
    with pytest.raises(Unclear, match="neither student, staff nor contractor"):
        parse("kind", "ghost")
