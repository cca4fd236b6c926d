from __future__ import annotations

import pytest

from firstbell.lib.parsing import Unclear
from firstbell.places import actions
from firstbell.places.models import Room
from firstbell.places.sheets import ROOMS
from firstbell.places.sheets.columns import COLUMNS
from firstbell.platform.exchange.cells import SPILL
from firstbell.platform.exchange.sheets import Line, Setting, Trace
from firstbell.platform.exchange.states import Mode, Outcome, Verdict


@pytest.fixture
def work(hartley, asha, moment, ict_2):
    return ROOMS.open(Setting(hartley, asha, moment, Mode.BOTH, "name", {}, frozenset()))


def line(number, **values):
    return Line(number, values, [], [])


def test_a_file_of_rooms_says_what_it_would_do(work):
    plans = work.look(
        [
            line(2, name="ICT  2", capacity=28, building="ict block", floor="Ground floor"),
            line(3, name="Lab 1", building="ICT block", floor="Cellar"),
            line(4, name="rm 1"),
            line(5, name="Room 01"),
            line(6, capacity=3),
        ]
    )

    assert [(plan.line, plan.verdict, plan.reasons) for plan in plans] == [
        (2, Verdict.UPDATE, ["Changes capacity."]),
        (3, Verdict.CREATE, ["Floor: there is no Cellar in ICT block, so it is left out."]),
        (4, Verdict.CREATE, []),
        (5, Verdict.ERROR, ["Line 4 is the same room."]),
        (6, Verdict.ERROR, ["Room: it needs a name."]),
    ]


def test_rooms_are_brought_in_and_undone(work, ict_2):
    lines = [
        line(2, name="ICT 2", capacity=28),
        line(3, name="Lab 1", kind="lab", aliases="Wet lab; The bunker"),
    ]

    done = work.apply(work.look(lines))

    assert {one.line: one.outcome for one in done} == {3: Outcome.CREATED, 2: Outcome.UPDATED}
    lab = Room.objects.get(name="Lab 1")
    assert sorted(alias.name for alias in lab.aliases.all()) == ["The bunker", "Wet lab"]
    undone = work.undo(
        [Trace(one.line, one.outcome, one.thing_id, one.thing_uid, one.undo, "") for one in done]
    )
    assert {one.outcome for one in undone} == {Outcome.UNDONE}
    assert Room.objects.open().get().capacity == 30


def test_what_is_kept_in_the_notes_stands_there_once(work, ict_2):
    lines = [
        line(2, name="ICT 2", **{SPILL: "Key: 14"}),
        line(3, name="Lab 1", **{SPILL: "Key: 9"}),
    ]
    work.apply(work.look(lines))

    assert list(Room.objects.order_by("pk").values_list("notes", flat=True)) == [
        "Key: 14",
        "Key: 9",
    ]


def test_what_somebody_changed_since_is_not_set_back(work, ict_2, asha, moment):
    done = work.apply(work.look([line(2, name="ICT 2", capacity=28)]))
    actions.change_room(Room.objects.get(), capacity=20, by=asha, at=moment)

    undone = work.undo(
        [Trace(one.line, one.outcome, one.thing_id, one.thing_uid, one.undo, "") for one in done]
    )

    assert undone[0].reason == "Not set back, because it was changed since: capacity."
    assert Room.objects.get().capacity == 20


def test_a_building_nobody_knows_is_asked_about(work):
    work.look([line(2, name="Lab 1", building="Scince")])

    assert [wanted.name for wanted in work.buildings.wanted.values()] == ["Scince"]


def test_a_kind_is_understood_or_said_to_be_none():
    parse = next(column for column in COLUMNS if column.key == "kind").parse

    assert parse("Computer Suite") == "ict_suite"
    with pytest.raises(Unclear, match="is no kind of room"):
        parse("Bungalow")
