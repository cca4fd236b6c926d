"""Rules by time, and promises about to be broken: in school time, once, and only while the school is open."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from firstbell.lib.refusal import Refusal
from firstbell.platform.audit.models import Event
from firstbell.platform.jobs import outbox
from firstbell.platform.notifications.models import Notice
from firstbell.support.actions import foreseeing, ruling, talking, teaming, timing, working
from firstbell.support.actions.talking import Words
from firstbell.support.models import Firing, Rule, Status, Ticket

pytestmark = pytest.mark.django_db

# A Tuesday within the usual day, whatever the bells.
NINE = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
NOTE = {"do": "note", "value": "", "words": "Look again."}


@pytest.fixture
def job(raised):
    return raised(NINE, stops="now")


@pytest.fixture
def rule(hartley, asha):
    def make(kind="time", *does, on=True, **more):
        values = {"name": "Rule", "does": list(does) or [NOTE], **more}
        made = ruling.save(Rule(school=hartley, kind=kind), by=asha, at=NINE, **values)
        return ruling.switch(made, on=True, by=asha, at=NINE) if on else made

    return make


def later(minutes=0, days=0):
    return NINE + timedelta(minutes=minutes, days=days)


def noted():
    return Firing.objects.count()


def test_what_waits_for_so_many_school_days_is_met_once(job, rule, ben):
    working.set_status(job, Status.objects.get(name="Waiting for a part"), by=ben, at=NINE)
    rule(since="status", amount=3, unit="days", all_of=[{"field": "phase", "op": "is", "value": ["waiting"]}])  # fmt: skip
    fired = [timing.look(later(days=day)) for day in range(10)]

    # Tuesday: Wednesday, Thursday, Friday.
    assert [day for day, count in enumerate(fired) if count] == [3]
    assert Firing.objects.get().why == "3 school days since its status was set"


def test_another_wait_is_another_time(job, rule, ben):
    rule(since="status", amount=1, unit="days", all_of=[{"field": "phase", "op": "is", "value": ["waiting"]}])  # fmt: skip
    waiting, hand = (
        Status.objects.get(name="Waiting for a part"),
        Status.objects.get(name="In hand"),
    )
    working.set_status(job, waiting, by=ben, at=NINE)
    timing.look(later(days=1))
    working.set_status(job, hand, by=ben, at=later(5, days=1))
    working.set_status(job, waiting, by=ben, at=later(10, days=1))
    timing.look(later(20, days=1))
    assert noted() == 1

    timing.look(later(20, days=2))
    assert noted() == 2


def test_what_nobody_answers_for_so_many_lesson_periods(job, rule, ben, teacher):
    rule(since="unanswered", amount=2, unit="periods")
    timing.look(later(20))
    before = noted()
    timing.look(later(4 * 60))

    assert (before, noted()) == (0, 1)


def test_what_was_answered_is_not_unanswered_until_they_write_again(job, rule, ben, teacher):
    rule(since="unanswered", amount=60, unit="minutes")
    talking.reply(job, Words("On my way"), by=ben, at=later(5))
    timing.look(later(120))
    assert noted() == 0

    talking.ask_back(job, Words("Still dark"), by=teacher, at=later(130))
    timing.look(later(140))
    assert noted() == 0
    timing.look(later(195))
    assert noted() == 1


def test_what_is_due_within_so_many_minutes_of_school(job, rule):
    rule(since="due", amount=5, unit="minutes")
    timing.look(later(5))
    before = noted()
    timing.look(later(11))
    timing.look(later(12))

    assert (before, noted()) == (0, 1)


def test_nothing_is_done_while_the_school_is_closed(job, rule):
    rule(since="opened", amount=10, unit="minutes")
    timing.look(later(14 * 60))
    night = noted()
    timing.look(later(days=1))

    assert (night, noted()) == (0, 1)


def test_what_is_solved_is_left_alone(job, rule, ben):
    rule(since="opened", amount=10, unit="minutes")
    working.solve(job, Words("Done"), by=ben, at=later(5))
    timing.look(later(60))

    assert noted() == 0


def test_a_rule_that_meets_a_whole_backlog_is_paused(raised, rule):
    for _ in range(4):
        raised(NINE)
    made = rule(since="opened", amount=10, unit="minutes", most_an_hour=2)
    timing.look(later(30))
    made.refresh_from_db()

    assert (made.is_on, noted()) == (False, 2)


def test_a_look_says_which_it_would_be_about_now(job, rule, asha):
    made = rule(since="opened", amount=10, unit="minutes", on=False)

    assert foreseeing.look(made, by=asha, at=later(5)).tickets == 0
    found = foreseeing.look(made, by=asha, at=later(30))
    assert [(one.ticket, one.would) for one in found.lines] == [(job, ("noted",))]
    assert not Firing.objects.exists()


def level(minutes, whom, words=""):
    return {"do": "tell", "value": str(whom), "words": words, "minutes": minutes}


@pytest.fixture
def ladder(rule, asha_account, ben_account):
    """Who has it, who leads, and Asha by name."""
    return rule(
        "promise",
        level(-5, "owner"),
        level(0, "lead"),
        level(60, asha_account.uid),
        promise="resolve",
    )


def told_of(job):
    outbox.deliver_waiting()
    rows = Notice.objects.filter(kind="support.escalated").order_by("pk")
    return [str(one.account) for one in rows.select_related("account")]


def test_a_promise_goes_up_level_by_level_and_each_is_told_once(job, ladder, ben):
    working.take(job, by=ben, at=later(1))
    for minute in (60, 114, 116, 118, 121, 125, 179, 181, 185):
        timing.look(later(minute))

    # Two hours are promised.
    assert told_of(job) == ["Ben Whitlock", "Asha Rahman", "Asha Rahman"]
    assert [one.why for one in Firing.objects.order_by("pk")] == [
        "Solved: 5 min of school before it is due", "Solved: the promise is broken", "Solved: 60 min of school late",
    ]  # fmt: skip
    sentences = (
        Event.objects.filter(kind="support.escalated")
        .order_by("id")
        .values_list("sentence", flat=True)
    )
    assert sentences[0] == f"The rule “Rule” brought {job} before Ben Whitlock: Rule"


def test_what_waits_breaks_no_promise(job, ladder, ben):
    working.set_status(job, Status.objects.get(name="Waiting for a part"), by=ben, at=later(20))
    timing.look(later(125))

    assert noted() == 0


def test_before_it_is_broken_is_not_said_once_it_is(job, ladder):
    timing.look(later(130))

    assert [one.why for one in Firing.objects.all()] == ["Solved: the promise is broken"]


def test_whoever_leads_the_team_is_told_and_nobody_else(job, ladder, asha, ben_account):
    teaming.save_team(job.team, name="ICT", lead=ben_account, by=asha, at=NINE)
    timing.look(later(121))

    assert told_of(job) == ["Ben Whitlock"]


def test_a_level_gives_it_to_somebody_as_well(job, rule, ben_account):
    rule(
        "promise",
        {"do": "owner", "value": str(ben_account.uid), "words": "", "minutes": 0},
        promise="respond",
    )
    timing.look(later(25))

    assert Ticket.objects.get(pk=job.pk).owner == ben_account


def test_a_level_wants_minutes(rule):
    with pytest.raises(Refusal, match="give minutes of school"):
        rule("promise", {"do": "tell", "value": "lead", "words": "", "minutes": "soon"})


def test_a_rule_by_time_wants_a_time(rule):
    with pytest.raises(Refusal, match="from when the time counts"):
        rule(since="", amount=3, unit="days")
    with pytest.raises(Refusal, match="From 1 to"):
        rule(since="status", amount=0, unit="days")
