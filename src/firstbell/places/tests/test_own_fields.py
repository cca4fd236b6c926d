from __future__ import annotations

import pytest

from firstbell.lib.parsing import Unclear
from firstbell.lib.refusal import Refusal
from firstbell.places import actions
from firstbell.places.models import Room
from firstbell.places.sheets import ROOMS
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit import timeline
from firstbell.platform.exchange.sheets import Line, Setting, Trace
from firstbell.platform.exchange.states import Mode, Outcome, Verdict
from firstbell.platform.fields import actions as fields
from firstbell.platform.fields.models import FieldValue
from firstbell.platform.fields.states import Kind


@pytest.fixture
def screen(db, moment):
    return fields.add_field(
        noun="places.room",
        label="Screen size",
        kind=Kind.NUMBER,
        key="screen",
        by=system_actor(),
        at=moment,
    )


def test_a_field_of_the_trusts_own_is_kept_told_and_found(ict_2, screen, asha, moment):
    actions.change_room(ict_2, custom={"screen": "75"}, by=asha, at=moment)

    assert Room.objects.get().custom == {"screen": 75}
    change = timeline.of(ict_2).first().changes.get()
    assert (change.field, change.was, change.now) == ("screen", "", "75")
    assert FieldValue.objects.get(thing_uid=ict_2.uid).number == 75


def test_what_does_not_fit_is_refused(ict_2, screen, asha, moment):
    with pytest.raises(Refusal):
        actions.change_room(ict_2, custom={"screen": "large"}, by=asha, at=moment)
    with pytest.raises(Refusal, match="There is no field colour here"):
        actions.change_room(ict_2, custom={"colour": "red"}, by=asha, at=moment)


def test_own_fields_stand_on_the_form_and_the_page(
    browser_of, asha_account, ict_2, ict_block, screen
):
    browser = browser_of(asha_account)
    url = f"/rooms/{ict_2.uid}/change/"
    assert "Screen size" in browser.get(url).content.decode()

    browser.post(
        url,
        {
            "name": "ICT 2",
            "place": str(ict_block.uid),
            "kind": "ict_suite",
            "version": "1",
            "custom_screen": "86",
        },
    )

    page = browser.get(f"/rooms/{ict_2.uid}/").content.decode()
    assert "Screen size" in page
    assert "86" in page


@pytest.fixture
def work(hartley, asha, moment, ict_2, screen):
    return ROOMS.open(Setting(hartley, asha, moment, Mode.BOTH, "name", {}, frozenset()))


def line(number, **values):
    own = {f"custom:{key}": value for key, value in values.pop("own", {}).items()}
    return Line(number, values | own, [], [])


def test_own_fields_are_columns_of_the_sheet(screen):
    column = next(one for one in ROOMS.columns() if one.key == "custom:screen")

    assert (column.label, column.parse("75")) == ("Screen size", 75)
    with pytest.raises(Unclear):
        column.parse("large")


def test_own_fields_come_in_with_a_file_and_go_with_its_undo(work, ict_2, asha, moment):
    actions.change_room(ict_2, custom={"screen": "65"}, by=asha, at=moment)
    ict_2.refresh_from_db()
    plans = work.look(
        [
            line(2, name="ICT 2", own={"screen": 75}),
            line(3, name="Lab 1", own={"screen": 86}),
            line(4, name="Lab 2", own={"screen": None}),
        ]
    )
    assert [(plan.verdict, plan.reasons) for plan in plans] == [
        (Verdict.UPDATE, ["Changes screen size."]),
        (Verdict.CREATE, []),
        (Verdict.CREATE, []),
    ]

    done = work.apply(plans)

    assert custom_of("ICT 2") == {"screen": 75}
    assert custom_of("Lab 1") == {"screen": 86}
    assert custom_of("Lab 2") == {}
    found = FieldValue.objects.values_list("number", flat=True)
    assert sorted(found) == [75, 86]
    undone = work.undo(
        [Trace(one.line, one.outcome, one.thing_id, one.thing_uid, one.undo, "") for one in done]
    )
    assert {one.outcome for one in undone} == {Outcome.UNDONE}
    assert custom_of("ICT 2") == {"screen": 65}


def custom_of(name):
    return Room.objects.get(name=name).custom


def test_what_is_so_already_changes_nothing(work, ict_2, asha, moment):
    actions.change_room(ict_2, custom={"screen": "65"}, by=asha, at=moment)

    plans = work.look([line(2, name="ICT 2", own={"screen": 65})])

    assert plans[0].verdict == Verdict.SAME


def test_an_own_field_that_was_changed_since_is_not_set_back(work, ict_2, asha, moment):
    done = work.apply(work.look([line(2, name="ICT 2", own={"screen": 75})]))
    actions.change_room(Room.objects.get(), custom={"screen": "98"}, by=asha, at=moment)

    undone = work.undo(
        [Trace(one.line, one.outcome, one.thing_id, one.thing_uid, one.undo, "") for one in done]
    )

    assert undone[0].reason == "Not set back, because it was changed since: screen size."
    assert custom_of("ICT 2") == {"screen": 98}


def test_rooms_are_added_with_own_fields_by_the_api(
    browser_of, asha_account, ict_block, hartley, screen
):
    answer = browser_of(asha_account).post(
        "/api/v1/rooms",
        {
            "school": str(hartley.uid),
            "rooms": [{"name": "Lab 1", "building": str(ict_block.uid), "custom": {"screen": 75}}],
        },
        content_type="application/json",
    )

    assert answer.status_code == 201
    assert answer.json()[0]["custom"] == {"screen": 75}


def test_a_new_room_begins_with_the_default_unless_something_is_said(
    work, ict_2, ict_block, hartley, screen, asha, moment
):
    fields.change_field(screen, default="65", by=asha, at=moment)
    new = [
        actions.NewRoom("Lab 1", ict_block),
        actions.NewRoom("Lab 2", ict_block, custom={"screen": 86}),
    ]

    actions.add_rooms(hartley, new, by=asha, at=moment)
    work.apply(work.look([line(2, name="ICT 2"), line(3, name="Lab 3")]))

    kept = {room.name: room.custom.get("screen") for room in Room.objects.all()}
    assert kept == {"ICT 2": None, "Lab 1": 65, "Lab 2": 86, "Lab 3": 65}
    assert FieldValue.objects.filter(number=65).count() == 2
