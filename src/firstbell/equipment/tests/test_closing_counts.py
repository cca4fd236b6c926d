from __future__ import annotations

from datetime import date, timedelta

import pytest

from firstbell.equipment.actions import closing, custody, stages
from firstbell.equipment.actions.closing import Settle
from firstbell.equipment.actions.counting import NotOpen
from firstbell.equipment.models import CountLine, StageLabel, StageRule
from firstbell.equipment.queries import counted
from firstbell.equipment.states import Lifecycle, ScanKind
from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.platform.audit.models import Event


@pytest.fixture
def end(moment):
    return moment + timedelta(hours=8)


@pytest.fixture
def done(counting, add, ict_2, store, okafor, moment):
    """A count that is through: one found, one in another room, one not found, one with Ms Okafor, one new."""
    bought = {"price_net": 50_000, "bought_on": date(2026, 11, 1)}
    found = add(tag="HV-1", home_id=ict_2.pk, **bought)
    wandered = add(tag="HV-2", home_id=ict_2.pk)
    gone = add(tag="HV-3", home_id=store.pk, **bought)
    lent = add(tag="HV-4", home_id=store.pk)
    custody.give(lent, to=okafor, by=counting.by, at=moment)
    counting.opened()
    new = add(tag="HV-5", home_id=ict_2.pk)
    counting.send(
        counting.scan(found, ict_2),
        counting.scan(wandered, store),
        counting.scan(wandered, store, minutes=3, kind=ScanKind.WISH, wish="move"),
        counting.scan(new, ict_2),
        counting.scan("5012345678900", ict_2),
    )
    return {"found": found, "wandered": wandered, "gone": gone, "lent": lent, "new": new}


def test_closing_says_of_everything_what_became_of_it(counting, done, end):
    closing.close(counting.count, by=counting.by, at=end)

    assert counting.verdicts() == {
        "HV-1": "found", "HV-2": "elsewhere", "HV-3": "missing", "HV-4": "lent", "HV-5": "unexpected",
    }  # fmt: skip
    figures = counting.count.figures
    told = {name: figures[name] for name in ("expected", "found", "elsewhere", "missing", "lent", "unexpected", "unknown")}  # fmt: skip
    assert told == {
        "expected": 4, "found": 1, "elsewhere": 1, "missing": 1, "lent": 1, "unexpected": 1, "unknown": 1,
    }  # fmt: skip
    assert figures["expected"] == sum(
        figures[name] for name in ("found", "elsewhere", "missing", "lent")
    )
    assert figures["value"]["missing"] > 0
    assert figures["unpriced"] == 3
    sentence = Event.objects.get(kind="equipment.count_closed").sentence
    assert sentence == "Asha Rahman closed Summer count: 2 of 4 found"


def test_without_a_word_nothing_in_the_register_changes(counting, done, ict_2, end):
    closing.close(counting.count, by=counting.by, at=end)

    for item in done.values():
        item.refresh_from_db()
    assert {item.lifecycle for item in done.values()} <= {"in_stock", "in_service"}
    assert done["wandered"].place == ict_2


def test_differences_become_actions(counting, done, store, end):
    closing.close(counting.count, by=counting.by, at=end, settle=Settle(True, True, True))

    for item in done.values():
        item.refresh_from_db()
    assert done["gone"].lifecycle == "missing"
    assert done["lent"].lifecycle == "in_service"
    assert (done["wandered"].place, done["wandered"].home) == (store, store)
    assert counting.line(done["gone"]).resolution == "set_missing"
    assert counting.line(done["wandered"]).resolution == "moved"


def test_what_was_found_was_seen(counting, done, ict_2, moment, end):
    closing.close(counting.count, by=counting.by, at=end)

    done["found"].refresh_from_db()
    assert (done["found"].seen_in, done["found"].seen_how) == (ict_2, "counted")
    assert done["found"].seen_at == moment + timedelta(minutes=1)
    assert done["found"].sightings.get().note == "Summer count"
    assert done["gone"].sightings.count() == 0


def test_seen_later_elsewhere_stays_seen_there(counting, done, store, moment, end):
    later = moment + timedelta(hours=7)
    type(done["found"]).objects.filter(pk=done["found"].pk).update(
        seen_at=later, seen_in=store, seen_how="by eye"
    )

    closing.close(counting.count, by=counting.by, at=end)

    done["found"].refresh_from_db()
    assert (done["found"].seen_at, done["found"].seen_in) == (later, store)


def test_what_is_found_again_is_back_in_use(counting, done, ict_2, moment, end):
    stages.set_stage([done["gone"]], stage=Lifecycle.MISSING, by=counting.by, at=moment)
    counting.send(counting.scan(done["gone"], ict_2))

    closing.close(counting.count, by=counting.by, at=end, settle=Settle(back=True))

    done["gone"].refresh_from_db()
    assert done["gone"].lifecycle == "in_service"
    assert counting.line(done["gone"]).resolution == "back"


def test_a_count_closes_once(counting, done, end, grace):
    with pytest.raises(NotAllowed):
        closing.close(counting.count, by=grace, at=end)
    closing.close(counting.count, by=counting.by, at=end)

    with pytest.raises(NotOpen, match="closed already"):
        closing.close(counting.count, by=counting.by, at=end)


def test_a_refused_action_leaves_the_count_open(counting, done, end):
    StageRule.objects.create(lifecycle=Lifecycle.MISSING, asks_label=True)
    StageLabel.objects.create(name="Lost", name_key="lost", lifecycle="missing")

    with pytest.raises(Refusal, match="one of our words"):
        closing.close(counting.count, by=counting.by, at=end, settle=Settle(set_missing=True))

    counting.count.refresh_from_db()
    assert counting.count.state == "open"
    assert counting.verdicts()["HV-3"] == "expected"


def test_line_by_line_after_the_end(counting, done, store, end):
    lines = CountLine.objects.filter(count=counting.count)
    with pytest.raises(Conflict, match="Close Summer count first"):
        closing.move_to_where_found(lines.filter(item=done["wandered"]), by=counting.by, at=end)
    closing.close(counting.count, by=counting.by, at=end)

    assert closing.set_missing(lines, by=counting.by, at=end) == 2
    assert closing.keep(lines.filter(item=done["wandered"]), by=counting.by, at=end) == 1

    done["lent"].refresh_from_db()
    assert done["lent"].lifecycle == "missing"
    assert counting.line(done["wandered"]).resolution == "kept"


def test_the_next_count_is_compared_with_the_last_of_the_same_things(counting, done, ict_2, end):
    first = counting.count
    closing.close(first, by=counting.by, at=end)

    again = counting.planned("Christmas count")
    rooms = counting.planned("One room", kind="rooms", rooms=[ict_2])

    assert again.previous == first
    assert rooms.previous is None


def test_what_left_the_register_meanwhile_stops_nobody_and_is_not_missing(
    counting, done, add, store, end, moment
):
    taken_out = add(tag="HV-6", home_id=store.pk)
    again = counting.opened("Again")
    counting.send(counting.scan(done["new"], store), phone=counting.phone(device="Phone 2"))
    stages.set_stage([done["gone"]], stage=Lifecycle.RETIRED, by=counting.by, at=moment)
    stages.remove(taken_out, why="Typed twice", by=counting.by, at=moment)
    assert counted.progress(again).not_found == 2

    closing.close(again, by=counting.by, at=end, settle=Settle(True, True, True))

    said = counting.verdicts()
    assert (said["HV-3"], said["HV-6"]) == ("ended", "ended")
    done["gone"].refresh_from_db()
    assert done["gone"].lifecycle == "retired"
    figures = again.figures
    parts = ("found", "elsewhere", "missing", "lent", "ended")
    assert (figures["missing"], figures["ended"]) == (2, 2)
    assert figures["expected"] == sum(figures[name] for name in parts)


def test_what_is_retired_after_the_end_does_not_stop_the_others(counting, done, end):
    lines = CountLine.objects.filter(count=counting.count)
    closing.close(counting.count, by=counting.by, at=end)
    stages.set_stage([done["gone"]], stage=Lifecycle.RETIRED, by=counting.by, at=end)

    assert closing.set_missing(lines, by=counting.by, at=end) == 1
    with pytest.raises(Conflict, match="out of the register, so it cannot be missing"):
        closing.set_missing(lines.filter(item=done["gone"]), by=counting.by, at=end)
    assert counting.line(done["gone"]).resolution == ""
