"""Who is no longer in a list: who leaves by it, who does not, and how many at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.lib.rosters.tests.packing import USERS, user
from firstbell.people.actions.rosters import running
from firstbell.people.models import Person
from firstbell.people.tests.rostering import KIM, SAM, many, said
from firstbell.platform.audit.models import Event
from firstbell.platform.exchange.actions import applying
from firstbell.platform.exchange.states import State


def test_whoever_is_no_longer_in_the_list_leaves_and_is_told_so(rostering, moment):
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, SAM + KIM + many(20)))
    run = rostering.whole(source, KIM + many(20))
    assert (said(run)["leaver=u1"], run.asks) == ("Is not in the list any more.", False)
    rostering.bring_in(run)
    sam = Person.objects.with_now().get(given_name="Sam")
    assert sam.now.to_on == moment.date()


def test_people_whom_the_source_never_named_stay_unless_it_speaks_for_them(
    rostering, ms_okoro, sam_reeve
):
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, KIM + many(30)))
    assert rostering.whole(source, KIM + many(30)).tally["leavers"] == 0
    other = rostering.source(name="All", is_whole=True, speaks_for="students")
    run = rostering.whole(other, many(30))
    assert [key for key in said(run) if key.startswith("leaver")] == [f"leaver=@{sam_reeve.pk}"]


def test_more_than_a_tenth_leave_only_when_their_number_is_said(rostering):
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, SAM + many(9)))
    run = rostering.whole(source, many(8))
    assert (run.tally["leavers"], run.tally["of"], run.asks) == (2, 10, True)
    sentence = "2 of 10 people would leave, which is more than a tenth. If the list is whole and that is right, type 2."
    for leavers in (None, 3):
        with pytest.raises(Refusal) as refused:
            rostering.bring_in(run, leavers)
        assert refused.value.sentence == sentence
    with pytest.raises(Refusal, match="more than a tenth"):
        applying.start(run.session, by=rostering.by, at=rostering.at)
    assert Person.objects.filter(now__to_on=None).count() == 10
    rostering.bring_in(run, 2)
    assert Person.objects.filter(now__to_on=None).count() == 8
    assert (
        "Asha Rahman said that 2 leavers in MIS: export.zip are right"
        in Event.objects.values_list("sentence", flat=True)
    )


def test_a_list_that_was_cut_off_for_a_day_gives_nobody_a_second_stay(rostering, moment):
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, SAM + many(20)))
    rostering.bring_in(rostering.whole(source, many(20)))
    later = moment + timedelta(days=3)
    run = rostering.whole(source, SAM + many(20), at=later)
    assert said(run)["mover=u1"] == "Comes back."
    rostering.bring_in(run, at=later)
    [stay] = Person.objects.get(given_name="Sam").memberships.all()
    assert stay.to_on is None


def test_whoever_comes_back_after_a_year_begins_anew(rostering, moment):
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, SAM + many(20)))
    rostering.bring_in(rostering.whole(source, many(20)))
    later = moment + timedelta(days=400)
    rostering.bring_in(rostering.whole(source, SAM + many(20), at=later), at=later)
    stays = Person.objects.get(given_name="Sam").memberships.order_by("from_on")
    assert [stay.to_on for stay in stays] == [moment.date(), None]


def test_a_delta_marks_as_leavers_only_whom_it_says(rostering):
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, SAM + KIM + many(10)))
    run = rostering.delta(source, users=USERS + user("u1", "Sam", "Reeve", status="tobedeleted"))
    assert {key for key in said(run) if key.startswith("leaver")} == {"leaver=u1"}
    rostering.bring_in(run)
    assert Person.objects.exclude(now__to_on=None).count() == 1


def test_a_list_is_not_brought_in_before_it_is_known_how_many_leave(rostering, moment, monkeypatch):
    """A machine that dies between the last line and the sum must not skip the question about a tenth."""
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, many(10)))

    class Died(Exception):
        pass

    def die(*args):
        raise Died

    with monkeypatch.context() as power:
        power.setattr(running, "count", die)
        with pytest.raises(Died):
            rostering.whole(source, many(5))
    run = source.runs.latest("pk")
    assert (run.session.state, run.is_reading) == (State.CHECKED, True)
    with pytest.raises(Conflict, match="is still being read"):
        running.bring_in(run, by=rostering.by, at=moment)
    with pytest.raises(Refusal, match="is still being read"):
        applying.start(run.session, by=rostering.by, at=moment)

    running.read(run, at=moment)

    run.refresh_from_db()
    assert (run.tally["leavers"], run.is_reading, run.asks) == (5, False, True)
