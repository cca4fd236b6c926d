from __future__ import annotations

from datetime import date

import pytest

from firstbell.equipment.actions import cataloguing
from firstbell.equipment.models import Category, Manufacturer, Model
from firstbell.equipment.sheets import KINDS, MAKERS, MODELS, catalogue_columns
from firstbell.lib.parsing import Unclear
from firstbell.platform.exchange.sheets import Line, Setting, Trace
from firstbell.platform.exchange.states import Mode, Outcome, Verdict


@pytest.fixture
def open_sheet(hartley, asha, moment):
    def opened(sheet, mode=Mode.BOTH):
        return sheet.open(Setting(hartley, asha, moment, mode, "name", {}, frozenset()))

    return opened


def line(at, **values):
    return Line(at, values, [], [])


def told(plans):
    return [(plan.line, plan.verdict, plan.reasons) for plan in plans]


def traces(done):
    return [Trace(one.line, one.outcome, one.thing_id, one.thing_uid, one.undo, "") for one in done]


def test_makers_are_brought_in_and_undone(open_sheet, latitude):
    work = open_sheet(MAKERS)
    plans = work.look([
        line(2, name="DELL", support_phone="0344 1"), line(3, name="Acer", website="https://acer.example"),
        line(4, name="acer"), line(5, support_phone="1"),
    ])  # fmt: skip

    assert told(plans) == [
        (2, Verdict.UPDATE, ["Changes support phone."]),
        (3, Verdict.CREATE, []),
        (4, Verdict.ERROR, ["Line 3 is the same maker."]),
        (5, Verdict.ERROR, ["Maker: it needs a name."]),
    ]
    done = work.apply(plans[:2])
    assert Manufacturer.objects.get(name="Dell").support_phone == "0344 1"

    undone = work.undo(traces(done))

    assert {one.outcome for one in undone} == {Outcome.UNDONE}
    assert Manufacturer.objects.get().support_phone == ""


def test_a_kind_may_stand_under_one_that_an_earlier_line_adds(open_sheet, laptops):
    work = open_sheet(KINDS)
    plans = work.look([
        line(2, name="Computers", tag_prefix="PC-"), line(3, name="laptop", parent="computers", life_months=None),
        line(4, name="Tablet", parent="Computers", tracking="individual"),
    ])  # fmt: skip
    assert told(plans)[1] == (3, Verdict.UPDATE, ["Changes life, months, under."])

    done = work.apply(plans)

    assert set(Category.objects.get(name="Computers").children.all()) == set(
        Category.objects.filter(name__in=("Laptop", "Tablet"))
    )
    undone = work.undo(traces(reversed(done)))
    assert {one.outcome for one in undone} == {Outcome.UNDONE}
    laptops.refresh_from_db()
    assert (laptops.parent, laptops.life_months) == (None, 60)


def test_a_kind_above_that_nobody_knows_is_asked_about(open_sheet, laptops):
    work = open_sheet(KINDS)
    work.look([line(2, name="Tablet", parent="Computers")])

    assert list(work.finders["equipment.category"].wanted) == ["computers"]


def test_models_know_their_makers_and_kinds(open_sheet, latitude):
    work = open_sheet(MODELS)
    plans = work.look([
        line(2, name="latitude 3340", manufacturer="dell", number="3340-A", min_stock=4,
             supported_until=date(2029, 8, 31)),
        line(3, name="EliteBook 640", manufacturer="Dell", category="laptop", depreciation="reducing"),
        line(4, name="Yoga"),
    ])  # fmt: skip

    assert told(plans) == [
        (2, Verdict.UPDATE, ["Changes model number, keep at least, updates end."]),
        (3, Verdict.CREATE, []),
        (4, Verdict.ERROR, ["Kind: a new model needs one."]),
    ]
    done = work.apply(plans[:2])
    latitude.refresh_from_db()
    assert (latitude.name, latitude.number, latitude.min_stock) == ("Latitude 3340", "3340-A", 4)
    made = Model.objects.get(name="EliteBook 640")
    assert (made.manufacturer, made.category) == (latitude.manufacturer, latitude.category)

    undone = work.undo(traces(done))

    assert {one.outcome for one in undone} == {Outcome.UNDONE}
    latitude.refresh_from_db()
    assert (latitude.number, latitude.supported_until) == ("", None)
    assert Model.objects.count() == 1


def test_two_models_of_a_name_must_be_told_apart(open_sheet, latitude, asha, moment):
    hp = cataloguing.add(Manufacturer, name="HP", by=asha, at=moment)
    cataloguing.add(
        Model, name="Latitude 3340", manufacturer=hp, category=latitude.category, by=asha, at=moment
    )

    plans = open_sheet(MODELS).look([line(2, name="Latitude 3340", min_stock=1)])

    assert plans[0].reasons == ["Several models are called so. Say the maker and the model number."]


def test_what_somebody_changed_since_is_not_set_back(open_sheet, latitude, asha, moment):
    work = open_sheet(MODELS)
    done = work.apply(
        work.look(
            [line(2, name="Latitude 3340", manufacturer="Dell", min_stock=4, weight_grams=1500)]
        )
    )
    cataloguing.change(Model.objects.get(), min_stock=9, by=asha, at=moment)

    undone = work.undo(traces(done))

    assert undone[0].reason == "Not set back, because it was changed since: keep at least."
    latitude.refresh_from_db()
    assert (latitude.min_stock, latitude.weight_grams) == (9, None)


def test_a_kind_that_is_used_since_stays(open_sheet, add):
    work = open_sheet(KINDS)
    done = work.apply(work.look([line(2, name="Tablet")]))
    add(category=Category.objects.get(name="Tablet"))

    undone = work.undo(traces(done))

    assert (undone[0].outcome, undone[0].reason) == (Outcome.KEPT, "In use: 1 item.")


@pytest.mark.parametrize(
    ("mode", "verdicts"),
    [
        (Mode.CREATE, [Verdict.SAME, Verdict.CREATE]),
        (Mode.UPDATE, [Verdict.UPDATE, Verdict.ERROR]),
    ],
)
def test_a_file_may_only_add_or_only_change(open_sheet, latitude, mode, verdicts):
    plans = open_sheet(MAKERS, mode).look([line(2, name="Dell", notes="x"), line(3, name="Acer")])

    assert [plan.verdict for plan in plans] == verdicts


def test_cells_are_understood_however_they_are_written():
    def parse(columns, key, text):
        return next(column for column in columns if column.key == key).parse(text)

    assert parse(catalogue_columns.MODELS, "depreciation", "Straight line") == "straight"
    assert parse(catalogue_columns.MODELS, "replacement_pence", "£640") == 64000
    assert parse(catalogue_columns.MODELS, "residual_percent", "10%") == 10
    assert parse(catalogue_columns.KINDS, "life_months", "5 years") == 60
    assert parse(catalogue_columns.KINDS, "tracking", "By quantity") == "quantity"
    assert parse(catalogue_columns.MAKERS, "website", "dell.example") == "https://dell.example"
    for key, text in (
        ("residual_percent", "120"),
        ("depreciation", "quickly"),
        ("guide_url", "ask Tom"),
    ):
        with pytest.raises(Unclear):
            parse(catalogue_columns.MODELS, key, text)
