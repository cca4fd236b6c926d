from __future__ import annotations

from dataclasses import replace

import pytest

from firstbell.lib.refusal import NotAllowed, Refusal
from firstbell.platform.audit.models import Event
from firstbell.timetable import actions, queries
from firstbell.timetable.actions import EventPlan, FreezePlan
from firstbell.timetable.models import Freeze
from firstbell.timetable.tests.conftest import at

RESULTS = FreezePlan("The network", "Results day", at("2026-11-24 07:00"), at("2026-11-25 18:00"))


@pytest.fixture
def results_day(hartley, asha, moment):
    return actions.set_freeze(hartley, RESULTS, by=asha, at=moment)


def test_a_freeze_says_what_and_why_while_it_lasts(hartley, results_day):
    assert str(queries.frozen(hartley, at("2026-11-24 12:00"))) == "The network, for Results day"
    assert queries.frozen(hartley, at("2026-11-25 18:00")) is None
    assert queries.open_freezes(hartley, at("2026-11-20 12:00")) == [results_day]


def test_a_freeze_that_has_begun_ends_when_it_is_lifted(results_day, hartley, asha):
    actions.lift_freeze(results_day, by=asha, at=at("2026-11-24 12:00"))
    assert Freeze.objects.get().ends_at == at("2026-11-24 12:00")


def test_a_freeze_that_lies_ahead_never_was(results_day, asha):
    actions.lift_freeze(results_day, by=asha, at=at("2026-11-20 12:00"))
    assert not Freeze.objects.exists()
    assert (
        Event.objects.latest("id").sentence
        == "Asha Rahman lifted the freeze The network, for Results day"
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"what": " "}, "What is to stay as it is?"),
        ({"why": ""}, "Why? Whoever wants to change something will ask."),
        ({"ends_at": at("2026-11-24 06:00")}, "It ends before it begins."),
    ],
)
def test_a_freeze_without_sense_is_refused(results_day, asha, moment, wrong, sentence):
    with pytest.raises(Refusal, match=sentence.replace("?", r"\?")):
        actions.change_freeze(results_day, replace(RESULTS, **wrong), by=asha, at=moment)


def test_whoever_teaches_does_not_freeze_the_school(hartley, okoro, moment):
    with pytest.raises(NotAllowed):
        actions.set_freeze(hartley, RESULTS, by=okoro, at=moment)


def test_an_event_of_another_schools_room_is_refused(
    hartley, other_school, hall, tariq, asha, moment
):
    plan = EventPlan("Fair", "other", at("2026-11-24 09:00"), at("2026-11-24 12:00"), rooms=[hall])
    with pytest.raises(Refusal, match="Hall is a room of another school"):
        actions.add_event(other_school, plan, by=tariq, at=moment)


def test_a_change_of_an_event_says_what_it_was(hartley, hall, ict_2, asha, moment):
    plan = EventPlan(
        "Open evening", "open_evening", at("2026-11-26 17:00"), at("2026-11-26 20:00"), rooms=[hall]
    )
    event = actions.add_event(hartley, plan, by=asha, at=moment)
    other = EventPlan(
        "Open evening",
        "open_evening",
        at("2026-11-26 18:00"),
        at("2026-11-26 20:00"),
        rooms=[ict_2],
    )
    actions.change_event(event, other, by=asha, at=moment)
    said = {(c.field, c.was, c.now) for c in Event.objects.latest("id").changes.all()}
    assert said == {
        ("starts at", "26/11/2026 17:00", "26/11/2026 18:00"),
        ("rooms", "Hall", "ICT 2"),
    }
    assert [one.name for one in queries.coming_events(hartley, moment)] == ["Open evening"]
