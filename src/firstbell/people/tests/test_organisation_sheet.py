from __future__ import annotations

import pytest

from firstbell.lib.parsing import Unclear
from firstbell.people import actions
from firstbell.people.models import Organisation
from firstbell.people.sheets import ORGANISATIONS
from firstbell.people.sheets.organisation_columns import COLUMNS
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.exchange.cells import SPILL
from firstbell.platform.exchange.sheets import Line, Setting, Trace
from firstbell.platform.exchange.states import Mode, Outcome, Verdict


@pytest.fixture
def open_sheet(hartley, asha, moment):
    def opened(mode=Mode.BOTH, match="name", by=asha, **policies):
        return ORGANISATIONS.open(Setting(hartley, by, moment, mode, match, policies, frozenset()))

    return opened


@pytest.fixture
def dell(hartley, asha, moment):
    return actions.add_organisation(
        hartley, name="Dell", phone="0344 111", account_number="D-1", by=asha, at=moment
    )


@pytest.fixture
def the_council(db, moment):
    return actions.add_organisation(
        None, name="County Council", kind="authority", by=system_actor(), at=moment
    )


def line(number, **values):
    return Line(number, values, [], [])


def traces(done, used=""):
    return [
        Trace(one.line, one.outcome, one.thing_id, one.thing_uid, one.undo, used) for one in done
    ]


def test_a_file_says_what_it_would_do_before_it_does_it(open_sheet, dell, the_council):
    plans = open_sheet().look(
        [
            line(2, name="DELL", phone="0344 222", kind="both"),
            line(3, name="Bell & Co", email="desk@bell.example"),
            line(4, name="dell"),
            line(5, phone="1"),
            line(6, name="County  council", phone="01234"),
            line(7, name="Dell Inc."),
            line(8, name="county council"),
        ]
    )

    assert [(plan.line, plan.verdict, plan.reasons) for plan in plans] == [
        (2, Verdict.UPDATE, ["Changes phone, kind."]),
        (3, Verdict.CREATE, []),
        (4, Verdict.ERROR, ["Line 2 is the same organisation."]),
        (5, Verdict.ERROR, ["Organisation: it needs one."]),
        (6, Verdict.UPDATE, ["Changes phone."]),
        (7, Verdict.CREATE, ["It sounds like Dell, which is there already."]),
        (8, Verdict.ERROR, ["Line 6 is the same organisation."]),
    ]
    assert Organisation.objects.count() == 2


def test_organisations_are_brought_in_and_undone(open_sheet, dell):
    work = open_sheet()
    plans = work.look(
        [line(2, name="Dell", phone=None), line(3, name="Bell & Co", support_phone="01234 5")]
    )

    done = work.apply(plans)

    bell = Organisation.objects.get(name="Bell & Co")
    assert (bell.support_phone, bell.kind, bell.school) == ("01234 5", "supplier", dell.school)
    assert Organisation.objects.get(name="Dell").phone == ""
    undone = work.undo(traces(done))
    assert {one.outcome for one in undone} == {Outcome.UNDONE}
    assert Organisation.objects.open().get().phone == "0344 111"


def test_what_somebody_changed_since_is_not_set_back(open_sheet, dell, asha, moment):
    work = open_sheet()
    done = work.apply(work.look([line(2, name="Dell", phone="1", email="a@dell.example")]))
    actions.change_organisation(Organisation.objects.get(), phone="2", by=asha, at=moment)

    undone = work.undo(traces(done))

    assert undone[0].reason == "Not set back, because it was changed since: phone."
    dell.refresh_from_db()
    assert (dell.phone, dell.email) == ("2", "")


def test_what_is_kept_in_the_notes_stands_there_once(open_sheet, dell):
    work = open_sheet()
    lines = [
        line(2, name="Dell", **{SPILL: "Rep: Tom"}),
        line(3, name="Bell", **{SPILL: "Rep: Ada"}),
    ]
    work.apply(work.look(lines))

    notes = Organisation.objects.order_by("pk").values_list("notes", flat=True)
    assert list(notes) == ["Rep: Tom", "Rep: Ada"]
    assert {plan.verdict for plan in open_sheet().look(lines)} == {Verdict.SAME}


def test_an_organisation_is_known_by_our_account_number(open_sheet, dell):
    work = open_sheet(match="account")

    plans = work.look(
        [line(2, account_number="d-1", name="Dell Technologies"), line(3, name="Bell & Co")]
    )
    work.apply(plans[:1])

    assert plans[0].reasons == ["Changes account number, organisation."]
    assert plans[1].reasons == ["Account number: it needs one."]
    assert Organisation.objects.get().name == "Dell Technologies"


@pytest.mark.parametrize(
    ("mode", "verdicts"),
    [
        (Mode.CREATE, [Verdict.SAME, Verdict.CREATE]),
        (Mode.UPDATE, [Verdict.UPDATE, Verdict.ERROR]),
    ],
)
def test_a_file_may_only_add_or_only_change(open_sheet, dell, mode, verdicts):
    plans = open_sheet(mode).look([line(2, name="Dell", phone="1"), line(3, name="Bell & Co")])

    assert [plan.verdict for plan in plans] == verdicts


def test_only_the_trust_adds_for_the_whole_trust(open_sheet, hartley):
    refused = open_sheet(owner="trust").look([line(2, name="Bell & Co")])
    assert refused[0].reasons == [
        "Only somebody with a role in the whole trust can add for the whole trust."
    ]

    work = open_sheet(owner="trust", by=system_actor())
    work.apply(work.look([line(2, name="Bell & Co")]))

    assert Organisation.objects.get().school is None


def parse(key, text):
    return next(column for column in COLUMNS if column.key == key).parse(text)


def test_a_kind_and_an_address_are_understood_however_they_are_written():
    assert parse("kind", "IT Support") == "partner"
    assert parse("website", "www.dell.example") == "https://www.dell.example"
    assert parse("warranty_url", "https://dell.example/?s={serial}").endswith("{serial}")
    with pytest.raises(Unclear, match="is no kind of organisation"):
        parse("kind", "Friends")
    with pytest.raises(Unclear, match="is not a web address"):
        parse("website", "ask Tom")
