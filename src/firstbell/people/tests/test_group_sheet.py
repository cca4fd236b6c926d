from __future__ import annotations

import pytest

from firstbell.lib.parsing import Unclear
from firstbell.people import actions
from firstbell.people.models import Group, Person
from firstbell.people.queries import members
from firstbell.people.sheets import GROUPS
from firstbell.people.sheets.group_columns import COLUMNS
from firstbell.people.states import GroupKind
from firstbell.platform.exchange.sheets import Line, Setting, Trace
from firstbell.platform.exchange.states import Mode, Outcome, Verdict


@pytest.fixture
def open_sheet(hartley, asha, moment):
    def opened(mode=Mode.BOTH):
        return GROUPS.open(Setting(hartley, asha, moment, mode, "name", {}, frozenset()))

    return opened


@pytest.fixture
def priya(hartley, asha, moment):
    return actions.add_person(
        hartley,
        given_name="Priya",
        family_name="Nair",
        mis_id="10490",
        cohort=2017,
        by=asha,
        at=moment,
    )


@pytest.fixture
def a_class(hartley, asha, moment, ms_okoro, sam_reeve):
    made = actions.add_group(
        hartley, name="9X/Sc1", kind=GroupKind.CLASS, led_by=ms_okoro, by=asha, at=moment
    )
    actions.put_in(made, [sam_reeve], by=asha, at=moment)
    return made


def line(number, **values):
    return Line(number, values, [], [])


def traces(done, used=""):
    found = [
        Trace(one.line, one.outcome, one.thing_id, one.thing_uid, one.undo, used) for one in done
    ]
    return sorted(found, key=lambda trace: -trace.line)


def who_is_in(name, moment):
    return [str(person) for person in members(Group.objects.get(name=name), moment.date())]


def test_a_line_for_each_group_says_what_it_would_do(open_sheet, a_class, priya):
    plans = open_sheet().look(
        [
            line(2, name="9x/sc1", members="Priya Nair; Sam Reeve"),
            line(3, name="9Y/Ma2", led_by="AOK", members="Nair, Priya"),
            line(4, name="9X/Sc1", led_by="Ms Okoro"),
            line(5, members="Priya Nair"),
            line(6, name="9Z/En1", led_by="Mr Nobody", members="Sam Reeve; Ghost"),
        ]
    )

    assert [(plan.line, plan.verdict, plan.reasons) for plan in plans] == [
        (2, Verdict.UPDATE, ["Puts 1 person in 9X/Sc1."]),
        (3, Verdict.CREATE, []),
        (4, Verdict.SAME, []),
        (5, Verdict.ERROR, ["Group: it needs a name."]),
        (
            6,
            Verdict.CREATE,
            [
                "Members: it is not clear who is meant by Ghost, so they are left out.",
                "Led by: it is not clear who is meant by Mr Nobody, so they are left out.",
            ],
        ),
    ]
    assert Group.objects.filter(kind=GroupKind.CLASS).count() == 1


def test_a_line_for_each_member_makes_one_group_of_many(
    open_sheet, moment, sam_reeve, priya, ms_okoro
):
    lines = [
        line(2, name="9Y/Ma2", led_by="Ms Okoro", member_mis="10482"),
        line(3, name="9Y/Ma2", led_by="Ms Okoro", member_first="Priya", member_last="Nair"),
        line(4, name="9Y/Ma2", member_mis="10482"),
        line(5, name="9Y/Ma2", member="Ghost"),
    ]
    plans = open_sheet().look(lines)
    assert [(plan.verdict, plan.reasons) for plan in plans] == [
        (Verdict.CREATE, []),
        (Verdict.UPDATE, ["Puts 1 person in 9Y/Ma2."]),
        (Verdict.SAME, ["Line 2 says so already."]),
        (Verdict.ERROR, ["Nobody here is known as “Ghost”."]),
    ]

    # In two pieces, as the background work does it: the second finds the group there.
    for some in (lines[:1], lines[1:2]):
        work = open_sheet()
        work.apply(work.look(some))

    assert who_is_in("9Y/Ma2", moment) == ["Priya Nair", "Sam Reeve"]
    assert Group.objects.get(name="9Y/Ma2").led_by == ms_okoro


def test_groups_are_brought_in_and_undone(open_sheet, moment, a_class, priya, ms_okoro, sam_reeve):
    work = open_sheet()
    lines = [
        line(2, name="9X/Sc1", members="Priya Nair", led_by="Priya Nair"),
        line(3, name="9Y/Ma2", members="Priya Nair; Sam Reeve"),
        line(4, name="9D", kind="tutor", members="Sam Reeve; Priya Nair", led_by="AOK"),
    ]

    done = work.apply(work.look(lines))

    assert who_is_in("9X/Sc1", moment) == ["Priya Nair", "Sam Reeve"]
    assert who_is_in("9D", moment) == ["Priya Nair", "Sam Reeve"]
    undone = work.undo(traces(done))
    assert {one.outcome for one in undone} == {Outcome.UNDONE}
    assert who_is_in("9X/Sc1", moment) == ["Sam Reeve"]
    assert Group.objects.get(name="9X/Sc1").led_by == ms_okoro
    groups = {str(one): str(one.now.tutor_group) for one in Person.objects.with_now()}
    assert (groups["Sam Reeve"], groups["Priya Nair"]) == ("9C", "None")
    assert not Group.objects.open().filter(name__in=["9D", "9Y/Ma2"]).exists()


def test_a_group_that_was_used_since_is_kept(open_sheet, priya):
    work = open_sheet()
    done = work.apply(work.look([line(2, name="9Y/Ma2")]))

    undone = work.undo(traces(done, used="Asha put Priya Nair in 9Y/Ma2"))

    assert undone[0].outcome == Outcome.KEPT
    assert Group.objects.open().filter(name="9Y/Ma2").exists()


def test_the_first_of_two_teachers_leads_the_class(open_sheet, sam_reeve, priya, ms_okoro):
    plans = open_sheet().look(
        [
            line(2, name="9Y/Ma2", led_by="AOK", member_mis="10482"),
            line(3, name="9Y/Ma2", led_by="Priya Nair", member_mis="10490"),
            line(4, name="9Z/En1", led_by="Ms Okoro; Priya Nair"),
        ]
    )

    assert plans[1].todo.leader is None
    assert plans[1].reasons[1:] == ["Led by: line 2 says somebody else, who is taken."]
    assert plans[2].todo.leader == ms_okoro.pk
    assert plans[2].reasons == ["Led by: one person leads a group, so only the first is taken."]


def test_of_two_people_of_one_name_the_line_must_say_which(
    open_sheet, hartley, asha, moment, sam_reeve
):
    actions.add_person(hartley, given_name="Sam", family_name="Reeve", by=asha, at=moment)

    plans = open_sheet().look([line(2, name="9Y/Ma2", member="Sam Reeve")])

    assert plans[0].reasons == [
        "Several people here are called Sam Reeve: give the MIS number or the email address."
    ]


@pytest.mark.parametrize(
    ("mode", "verdicts"),
    [
        (Mode.CREATE, [Verdict.SAME, Verdict.CREATE]),
        (Mode.UPDATE, [Verdict.UPDATE, Verdict.ERROR]),
    ],
)
def test_a_file_may_only_add_or_only_change(open_sheet, a_class, priya, mode, verdicts):
    lines = [line(2, name="9X/Sc1", led_by="Priya Nair"), line(3, name="9Y/Ma2")]

    assert [plan.verdict for plan in open_sheet(mode).look(lines)] == verdicts


def test_a_year_group_is_no_group():
    parse = next(column for column in COLUMNS if column.key == "kind").parse

    assert parse("Registration group") == "tutor"
    with pytest.raises(Unclear, match="follows from the year of its students"):
        parse("Year group")
    with pytest.raises(Unclear, match="is no kind of group"):
        parse("Gaggle")
