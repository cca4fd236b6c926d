from __future__ import annotations

from datetime import date, timedelta

import pytest

from firstbell.people import actions
from firstbell.people.models import Person
from firstbell.people.sheets import PEOPLE
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit import timeline
from firstbell.platform.exchange.sheets import Line, Setting, Trace
from firstbell.platform.exchange.states import Mode, Outcome, Verdict
from firstbell.platform.fields import actions as fields
from firstbell.platform.fields.models import FieldValue
from firstbell.platform.fields.states import Kind


@pytest.fixture
def locker(db, moment):
    return fields.add_field(
        noun="people.person", label="Locker number", kind=Kind.TEXT, key="locker", is_unique=True, is_personal=True,
        by=system_actor(), at=moment,
    )  # fmt: skip


@pytest.fixture
def work(hartley, asha, moment, locker):
    return PEOPLE.open(Setting(hartley, asha, moment, Mode.BOTH, "mis_or_email", {}, frozenset()))


def line(number, locker=None, **values):
    return Line(number, values | ({"custom:locker": locker} if locker else {}), [], [])


def traces(done):
    return [Trace(one.line, one.outcome, one.thing_id, one.thing_uid, one.undo, "") for one in done]


def test_own_fields_are_columns_of_the_sheet(locker):
    assert "Locker number" in [column.label for column in PEOPLE.columns()]


def test_own_fields_come_in_with_a_file_and_go_with_its_undo(work, sam_reeve, asha, moment):
    actions.change_person(sam_reeve, custom={"locker": "L1"}, by=asha, at=moment)
    plans = work.look(
        [
            line(2, mis_id="10482", locker="L2"),
            line(3, name="Priya Nair", locker="L3"),
            line(4, name="Ann Other"),
        ]
    )
    assert plans[0].reasons == ["Changes locker number."]

    done = work.apply(plans)

    assert [one.custom for one in Person.objects.order_by("pk")] == [
        {"locker": "L2"},
        {"locker": "L3"},
        {},
    ]
    assert sorted(FieldValue.objects.values_list("text", flat=True)) == ["L2", "L3"]
    change = timeline.of(sam_reeve).first().changes.get()
    assert (change.field, change.was, change.now) == ("locker", "L1", "L2")
    undone = work.undo(traces(done))
    assert {one.outcome for one in undone} == {Outcome.UNDONE}
    assert Person.objects.get().custom == {"locker": "L1"}
    assert FieldValue.objects.get().text == "L1"


def test_what_is_so_already_changes_nothing(work, sam_reeve, asha, moment):
    actions.change_person(sam_reeve, custom={"locker": "L1"}, by=asha, at=moment)

    plans = work.look([line(2, mis_id="10482", locker="L1")])

    assert plans[0].verdict == Verdict.SAME


def test_own_fields_of_a_leaver_are_erased_where_they_are_found_by(sam_reeve, asha, moment, locker):
    actions.change_person(sam_reeve, custom={"locker": "L1"}, by=asha, at=moment)
    actions.leave(sam_reeve.now, on=date(2026, 11, 27), by=asha, at=moment)

    actions.anonymise(sam_reeve, by=asha, at=moment + timedelta(days=400))

    assert Person.objects.get().custom == {}
    assert not FieldValue.objects.exists()


def test_people_are_taken_on_with_own_fields_by_the_api(browser_of, asha_account, hartley, locker):
    answer = browser_of(asha_account).post(
        "/api/v1/people",
        {
            "school": str(hartley.uid),
            "people": [{"family_name": "Nair", "custom": {"locker": "L9"}}],
        },
        content_type="application/json",
    )

    assert answer.status_code == 200
    assert answer.json()[0]["custom"] == {"locker": "L9"}


def test_somebody_new_begins_with_the_default_and_who_is_known_does_not(
    work, sam_reeve, asha, moment
):
    fields.add_field(
        noun="people.person",
        label="Badge",
        kind=Kind.TEXT,
        default="Blue",
        by=system_actor(),
        at=moment,
    )

    work.apply(work.look([line(2, mis_id="10482", title="Mr"), line(3, name="Priya Nair")]))

    assert [one.custom for one in Person.objects.order_by("pk")] == [{}, {"badge": "Blue"}]
