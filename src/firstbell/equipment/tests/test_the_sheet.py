from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.equipment.actions import changing
from firstbell.equipment.models import Item
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.fields import actions as fields
from firstbell.platform.fields.states import Kind

SHEET = "/equipment/sheet/"


@pytest.fixture
def desk(asha_account, browser_of):
    """Asha at her desk, signed in."""
    return browser_of(asha_account)


@pytest.fixture
def pair(add, ict_2):
    return add(tag="HV-1", serial="AAA111", home_id=ict_2.pk), add(tag="HV-2", serial="BBB222")


def read(answer) -> str:
    return answer.content.decode()


def again(item: Item) -> Item:
    return Item.objects.get(pk=item.pk)


def line(item: Item, **typed: str) -> dict[str, str]:
    """What the boxes of one line send, untouched but for what is typed."""
    home = str(item.home.uid) if item.home else ""
    sent = {
        "version": str(item.version), "tag": item.tag, "serial": item.serial, "name": item.name, "home": home,
        "home_spot": item.home_spot, "condition": item.condition, **typed,
    }  # fmt: skip
    return {f"{item.uid}-{name}": value for name, value in sent.items()}


def saving(*items: Item, **more: str) -> dict[str, str]:
    return {"picks": ",".join(str(item.uid) for item in items), "save": "1", **more}


def test_the_list_offers_to_edit_what_is_picked_side_by_side(desk, pair):
    page = read(desk.get("/equipment/"))

    assert f'formaction="{SHEET}"' in page


def test_what_was_picked_stands_on_the_sheet_with_what_it_says_today(desk, pair, ict_2):
    page = read(desk.post(SHEET, {"pick": [str(item.uid) for item in pair]}))

    assert 'value="AAA111"' in page
    assert 'value="BBB222"' in page
    assert f'value="{ict_2.name}"' in page
    assert 'aria-label="Serial of HV-1"' in page


def test_saving_changes_what_was_changed_and_leaves_the_rest_alone(desk, pair):
    first, second = pair

    answer = desk.post(
        SHEET,
        saving(*pair, **line(first, serial="AAA999", condition="worn"), **line(second)),
        follow=True,
    )

    assert answer.redirect_chain[-1][0] == "/equipment/"
    assert "1 item is changed." in read(answer)
    assert (again(first).serial, again(first).condition) == ("AAA999", "worn")
    assert again(second).version == second.version


def test_a_line_that_is_refused_keeps_what_was_typed_and_the_others_are_saved(desk, pair):
    first, second = pair

    page = read(
        desk.post(
            SHEET,
            saving(*pair, **line(first, name="Front desk"), **line(second, serial="AAA111")),
        )
    )

    assert "On HV-1" in page or "already" in page
    assert 'value="AAA111"' in page
    assert "1 item is changed, 1 is not yet." in page
    assert (again(first).name, again(second).serial) == ("Front desk", "BBB222")


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(desk, pair, moment):
    first, second = pair
    stale = line(first, name="Mine")
    changing.change(again(first), by=system_actor(), at=moment, name="Theirs")

    page = read(desk.post(SHEET, saving(*pair, **stale, **line(second))))

    assert "was changed by somebody else" in page
    assert again(first).name == "Theirs"


def test_other_columns_can_be_shown_and_what_was_typed_so_far_stays(desk, pair):
    first, second = pair

    page = read(
        desk.post(
            SHEET,
            {
                "picks": ",".join(str(item.uid) for item in pair),
                "show": ["serial", "notes", "price_net"],
                **line(first, serial="HALF-TYPED"),
                **line(second),
            },
        )
    )

    assert 'value="HALF-TYPED"' in page
    assert 'aria-label="Notes of HV-2"' in page
    assert 'aria-label="Name of HV-2"' not in page
    assert again(first).serial == "AAA111"


def test_a_price_is_shown_in_pounds_and_untouched_is_no_change(desk, add):
    item = add(tag="HV-3", price_net=41800)
    typed = {f"{item.uid}-version": str(item.version), f"{item.uid}-price_net": "418.00"}

    desk.post(SHEET, {**saving(item), "show": ["price_net"], **typed})
    untouched = again(item).version
    desk.post(
        SHEET, {**saving(item), "show": ["price_net"], **typed, f"{item.uid}-price_net": "£420"}
    )

    assert untouched == item.version
    assert again(item).price_net == 42000


def test_the_trusts_own_fields_are_columns_too_where_they_hold(
    desk, add, laptops, trolleys, moment
):
    fields.add_field(
        noun="equipment.item",
        label="Bay timer",
        kind=Kind.YES_NO,
        scopes=[str(trolleys.uid)],
        by=system_actor(),
        at=moment,
    )
    trolley, laptop = add(category=trolleys, tag="TRO-1"), add(tag="HV-4")
    words = {**saving(trolley, laptop), "show": ["custom_bay_timer"]}

    page = read(desk.post(SHEET, {key: words[key] for key in ("picks", "show")}))
    desk.post(
        SHEET,
        {
            **words,
            f"{trolley.uid}-version": str(trolley.version),
            f"{trolley.uid}-custom_bay_timer": "yes",
        },
    )

    assert 'aria-label="Bay timer of TRO-1"' in page
    assert 'aria-label="Bay timer of HV-4"' not in page
    assert again(trolley).custom == {"bay_timer": True}


@pytest.mark.parametrize("picked", [{}, {"picks": "not-a-uid"}])
def test_nothing_picked_leads_back_to_the_list(desk, picked):
    answer = desk.post(SHEET, picked)

    assert answer.status_code in (302, 404)


def test_more_than_a_sheet_holds_is_said_and_not_cut_off(desk, pair, monkeypatch):
    monkeypatch.setattr("firstbell.equipment.web.views.sheet.MOST", 1)

    answer = desk.post(SHEET, {"picks": ",".join(str(item.uid) for item in pair)}, follow=True)

    assert "A sheet holds 1 item" in read(answer)


def test_a_sheet_costs_the_same_however_many_lines_it_has(
    desk, add, ict_2, latitude, django_assert_num_queries
):
    known = {"home_id": ict_2.pk, "model_id": latitude.pk}
    one = add(tag="HV-1", **known)
    more = [one, add(tag="HV-2", **known), add(tag="HV-3", **known)]
    shown = {"show": ["tag", "home", "model", "supplier"]}
    # The first request of a session also notes that somebody is here.
    desk.post(SHEET, {"picks": str(one.uid), **shown})
    with CaptureQueriesContext(connection) as few:
        desk.post(SHEET, {"picks": str(one.uid), **shown})

    with django_assert_num_queries(len(few.captured_queries)):
        desk.post(SHEET, {"picks": ",".join(str(item.uid) for item in more), **shown})


def test_many_can_be_given_the_same_model_and_kind_at_once(desk, pair, trolleys, latitude):
    words = {
        "pick": [str(item.uid) for item in pair], "sure": "1", "set_category": "on", "category": str(trolleys.uid),
        "set_model": "on", "model": str(latitude.uid),
    }  # fmt: skip

    desk.post("/lists/equipment.items/do/change/", words)

    assert {(again(item).category, again(item).model) for item in pair} == {(trolleys, latitude)}


def test_no_kind_at_all_is_refused_for_many(desk, pair, laptops):
    words = {"pick": [str(item.uid) for item in pair], "sure": "1", "set_category": "on"}

    desk.post("/lists/equipment.items/do/change/", words)

    assert {again(item).category for item in pair} == {laptops}
