from __future__ import annotations

from datetime import date

import pytest

from firstbell.equipment.actions import changing, custody, registering
from firstbell.equipment.models import Item
from firstbell.equipment.tests.importing import bring, live
from firstbell.lib.refusal import Refusal
from firstbell.people.actions import taking_on
from firstbell.places import actions as places
from firstbell.places.models import Room
from firstbell.platform.audit.models import Delivery, Event
from firstbell.platform.exchange.actions import applying, mending
from firstbell.platform.exchange.states import Decision, State
from firstbell.platform.webhooks import actions as webhooks

pytestmark = pytest.mark.django_db
HEAD = "Asset tag,Serial number,Kind,Model,Home room,State,Bought on,Price,Who has it,Notes\n"


@pytest.fixture(autouse=True)
def _files(settings, tmp_path):
    settings.DATA = tmp_path


@pytest.fixture
def file(hartley, asha, moment, laptops, ict_2):
    def make(*lines: str, head: str = HEAD, check: bool = True, **choices):
        found = bring(hartley, head + "\n".join(lines) + "\n", by=asha, at=moment)
        return found.check(**choices) if check else found

    return make


@pytest.fixture
def chi(hartley, asha, moment):
    [taken] = taking_on.take_on(
        hartley,
        [taking_on.Arrival(kind="staff", title="Ms", given_name="Chi", family_name="Okafor", email="cokafor@hartley.example", initials="CO")],
        by=asha, at=moment,
    )  # fmt: skip
    return taken.person


def test_a_new_line_will_be_added_and_a_known_one_left_as_it_is(file, add, ict_2):
    add(tag="HV-1", serial="5CD1")
    found = file("HV-1,5CD1,Laptop,,,,,,,", "HV-2,5CD2,Laptop,,ICT 2,,,,,")
    assert found.verdicts == ["same", "create"]


def test_a_line_that_cannot_be_used_takes_no_tag_from_a_later_one(file, ict_2):
    refused = file(
        "HV-1,,Laptop,,,,,,Nobody Known,",
        "HV-1,,Laptop,,,,,,,",
        "HV-1,,Laptop,,,,,,,",
        policies={"people": "error"},
    )
    assert refused.verdicts == ["error", "create", "error"]
    assert refused.reasons[2] == "Line 3 has the same asset tag."


def test_only_what_differs_is_changed_and_an_empty_cell_leaves_alone(file, add):
    item = add(tag="HV-1", serial="5CD1", notes="Screen scratched", price_net=40000)
    found = file("HV-1,,Laptop,,ICT 2,,04/09/2023,,,")
    assert found.verdicts == ["update"]
    assert found.reasons == ["Changes bought, home room."]
    found.apply()
    item.refresh_from_db()
    assert (item.home.name, item.bought_on, item.notes, item.serial) == (
        "ICT 2",
        date(2023, 9, 4),
        "Screen scratched",
        "5CD1",
    )


def test_a_dash_clears_and_is_not_a_value(file, add):
    item = add(tag="HV-1", notes="Screen scratched")
    file("HV-1,,,,,,,,,-").apply()
    item.refresh_from_db()
    assert item.notes == ""


def test_a_serial_that_a_spreadsheet_has_shortened_is_refused_and_never_kept(file):
    found = file("HV-1,5.02E+18,Laptop,,,,,,,", "HV-2,5CD2,Laptop,,,,,,,").apply()
    assert found.verdicts == ["error", "create"]
    assert "its last digits are lost" in found.reasons[0]
    assert [item.tag for item in live()] == ["HV-2"]


def test_a_junk_serial_is_left_out_with_a_warning(file):
    found = file("HV-1,To be filled by O.E.M.,Laptop,,,,,,,")
    assert (found.verdicts, found.rows[0].warned) == (["create"], True)
    assert live().count() == 0
    found.apply()
    assert live().get().serial == ""


def test_the_second_line_of_one_tag_says_which_was_the_first(file):
    found = file("HV-1,5CD1,Laptop,,,,,,,", "hv-1,5CD2,Laptop,,,,,,,", "HV-2,5cd-1,Laptop,,,,,,,")
    assert found.verdicts == ["create", "error", "error"]
    assert found.reasons[1:] == [
        "Line 2 has the same asset tag.",
        "Line 2 has the same serial number.",
    ]


def test_two_people_in_one_cell_are_for_a_person_to_settle(file, chi):
    found = file("HV-1,5CD1,Laptop,,,,,,Mr Bell / Mrs Day,", "HV-2,5CD2,Laptop,,,,,,CO,").apply()
    assert found.verdicts == ["error", "create"]
    assert "Two people are named in one cell: Mr Bell and Mrs Day." in found.reasons[0]
    row = live().get().custodies.open().get()
    assert (row.person, live().get().lifecycle) == (chi, "in_service")


def test_somebody_unknown_is_a_warning_or_an_error_as_one_likes(file):
    assert file("HV-1,,Laptop,,,,,,Ms Nobody,").verdicts == ["create"]
    strict = file("HV-1,,Laptop,,,,,,Ms Nobody,", policies={"people": "error"})
    assert (strict.verdicts, strict.reasons) == (
        ["error"],
        ["Who has it: nobody here is called “Ms Nobody”."],
    )


def test_a_line_that_only_changes_names_nothing_new(file, add):
    add(tag="HV-1")
    found = file("HV-9,,Laptop,,,,,,,", "HV-1,,,,,,,,,hello", mode="update")
    assert found.verdicts == ["error", "update"]


def test_a_file_that_only_adds_leaves_what_is_there(file, add):
    add(tag="HV-1")
    assert file("HV-1,,Laptop,,,,,,,hello", "HV-2,,Laptop,,,,,,,", mode="create").verdicts == [
        "same",
        "create",
    ]


def test_tag_and_serial_of_two_things_are_not_one(file, add):
    add(tag="HV-1", serial="5CD1")
    add(tag="HV-2", serial="5CD2")
    found = file("HV-1,5CD2,Laptop,,,,,,,")
    assert found.verdicts == ["error"]
    assert "The serial number 5CD2 is on Laptop (HV-2) already." in found.reasons[0]


def test_things_of_another_school_are_not_touched_nor_shown(
    file, other_school, laptops, tariq, moment
):
    registering.register(
        other_school,
        [registering.Draft(laptops, {"name": "Head's own"}, tag="HV-1")],
        by=tariq,
        at=moment,
    )
    found = file("HV-1,,Laptop,,,,,,,hello")
    assert (found.verdicts, "another school" in found.reasons[0], "Head" in found.reasons[0]) == (
        ["error"],
        True,
        False,
    )


def test_nothing_new_is_made_before_somebody_says_so(file):
    found = file(
        "HV-1,,Laptop,Latitude 3340,Rm 14,,,,,", "HV-2,,Laptops,Latitude 3340,Room 14,,,,,"
    )
    assert found.new == {"category": ["Laptops"], "model": ["Latitude 3340"], "room": ["Rm 14"]}
    laptops = found.session.lookups.get(kind="equipment.category")
    assert (laptops.proposal[0], laptops.near[0]["name"]) == (Decision.USE, "Laptop")
    with pytest.raises(Refusal, match="Say first what these are"):
        applying.start(found.session, by=found.by, at=found.at)
    found.apply()
    assert {(item.category.name, item.model.name, item.home.name) for item in live()} == {
        ("Laptop", "Latitude 3340", "Rm 14")
    }


def test_a_room_goes_by_its_aliases_and_short_names(file, hartley, asha, moment, ict_2):
    room = places.add_room(hartley, name="Room 12", building=ict_2.building, by=asha, at=moment)
    places.give_alias(room, name="Old library", by=asha, at=moment)
    found = file(
        "HV-1,,Laptop,,Rm. 012,,,,,", "HV-2,,Laptop,,12,,,,,", "HV-3,,Laptop,,old Library,,,,,"
    )
    assert found.new == {}
    found.apply()
    assert {item.home_id for item in live()} == {room.pk}


def test_states_of_other_systems_are_understood_and_strange_ones_asked_about(file):
    lines = [
        f"HV-{n},,Laptop,,,{word},,,,"
        for n, word in enumerate(
            ["Ready to Deploy", "Deployed", "Archived", "Lost", "In use", "Kaput"]
        )
    ]
    found = file(*lines)
    assert found.new == {"stage": ["Kaput"]}
    found.apply()
    assert [item.lifecycle for item in live()] == [
        "in_stock",
        "in_service",
        "retired",
        "missing",
        "in_service",
        "in_stock",
    ]


def test_a_stage_that_cannot_follow_is_said_in_the_dry_run(file, add):
    add(tag="HV-1", lifecycle="disposed")
    found = file("HV-1,,Laptop,,,In use,,,,")
    assert found.verdicts == ["error"]
    assert "from there it can become retired" in found.reasons[0]


def test_prices_say_leased_or_whether_vat_is_in_them(file):
    lines = [
        "HV-1,,Laptop,,,,,leased,,",
        "HV-2,,Laptop,,,,,£418.00 ex VAT,,",
        "HV-3,,Laptop,,,,,418,,",
        "HV-4,,Laptop,,,,,cheap,,",
    ]
    found = file(*lines).apply()
    assert found.verdicts == ["create", "create", "create", "error"]
    assert [(i.ownership, i.price_net, i.price_gross) for i in live()] == [
        ("leased", None, None), ("owned", 41800, None), ("owned", None, 41800),
    ]  # fmt: skip


def test_days_are_read_in_the_order_that_one_of_them_proves(file):
    found = file("HV-1,,Laptop,,,,4/5/2023,,,", "HV-2,,Laptop,,,,5/23/2023,,,")
    assert found.session.date_order == "MDY"
    found.apply()
    assert live().first().bought_on == date(2023, 4, 5)


def test_what_a_line_lacks_can_be_said_for_all_of_them(file):
    head = "Asset tag,Model\n"
    assert file("HV-1,Latitude", head=head).reasons == ["Kind: say what kind of thing it is."]
    found = file(
        "HV-1,Latitude",
        head=head,
        fill={"category": {"value": "Laptop"}, "supplier": {"value": "Stone"}},
    ).apply()
    assert (live().get().category.name, live().get().supplier.name) == ("Laptop", "Stone")
    assert found.session.fill["category"] == {"value": "Laptop", "always": False}


def test_a_file_like_one_before_is_understood_the_same_way(file):
    first = file(
        "HV-1,,Laptop,,,,,,,x",
        mapping={"0": "tag", "2": "category", "9": "+notes"},
        fill={"supplier": {"value": "Stone"}},
    )
    again = file("HV-2,,Laptop,,,,,,,y", check=False)
    assert again.session.reading["profile"]
    assert {
        at: field for at, field in again.session.mapping.items() if field
    } == first.session.mapping
    assert again.session.fill == first.session.fill


def test_columns_without_a_field_can_be_kept_in_the_notes(file, add):
    item = add(tag="HV-1", notes="Screen scratched")
    head = "Asset tag,Operating system\n"
    found = (
        file("HV-1,Windows 11", head=head, check=False)
        .check(mapping={"0": "tag", "1": "+notes"})
        .apply()
    )
    assert found.counts["updated"] == 1
    item.refresh_from_db()
    assert item.notes == "Screen scratched\nOperating system: Windows 11"
    assert file("HV-1,Windows 11", head=head, check=False).check(
        mapping={"0": "tag", "1": "+notes"}
    ).verdicts == ["same"]


def test_titles_totals_hidden_headings_and_nuls_get_a_verdict_each(file):
    text = "Equipment of Hartley Vale,,\n,,\nAsset tag,Kind,Kind\nHV-1,Laptop,Laptop\nAsset tag,Kind,Kind\nHV-2,Lap\0top,\nHV-3,Laptop,,,,much\nTotal,3,\n"
    found = file(head=text, check=False).check()
    assert found.verdicts == ["create", "skip", "error", "error", "skip", "skip"]
    assert "NUL" in found.reasons[2]
    assert found.reasons[4] == "This is a line of totals."


def test_a_line_is_put_right_in_place_and_checked_again(file, moment):
    found = file("HV-1,5.02E+18,Laptop,,,,31/02/2022,,,", "HV-2,5CD2,Laptop,,,,,,,")
    row = mending.mend(found.rows[0], cells={1: "5CD9", 6: "28/02/2022"}, by=found.by, at=moment)
    assert (row.verdict, row.reasons) == ("create", "")
    found.session.refresh_from_db()
    assert found.counts["create"] == 2
    twin = mending.mend(row, cells={0: "HV-2"}, by=found.by, at=moment)
    assert (twin.verdict, twin.reasons) == ("error", "Line 3 has the same tag.")
    mending.mend(twin, cells={0: "HV-1"}, by=found.by, at=moment)
    found.apply()
    assert [(item.tag, item.serial) for item in live()] == [("HV-1", "5CD9"), ("HV-2", "5CD2")]


def test_who_has_it_changes_hands(file, add, chi, asha, moment, okafor):
    item = add(tag="HV-1")
    custody.give(item, to=okafor, by=asha, at=moment)
    found = file("HV-1,,,,,,,,cokafor@hartley.example,")
    assert found.reasons == ["Changes who has it."]
    found.apply()
    assert item.custodies.open().get().person == chi
    found.undo()
    assert item.custodies.open().get().person == okafor


def test_undo_takes_back_what_was_added_and_sets_back_what_was_changed(file, add, ict_2):
    item = add(tag="HV-1", notes="As it was")
    found = file("HV-1,,Laptop,,ICT 2,In repair,,,,Changed", "HV-2,,Laptop,,Rm 40,,,,,").apply()
    assert found.counts["created"] == found.counts["updated"] == 1
    found.undo()
    item.refresh_from_db()
    assert (item.notes, item.home_id, item.lifecycle) == ("As it was", None, "in_stock")
    assert [item.tag for item in live()] == ["HV-1"]
    assert found.session.state == State.UNDONE
    assert not Room.objects.open().filter(name="Rm 40").exists()


def test_undo_keeps_what_somebody_has_used_since_and_says_why(file, add, asha, moment, okafor):
    item = add(tag="HV-1", notes="As it was")
    found = file("HV-1,,,,,,,,,Changed", "HV-2,,Laptop,,,,,,,", "HV-3,,Laptop,,,,,,,").apply()
    used = Item.objects.get(tag="HV-2")
    custody.give(used, to=okafor, by=asha, at=moment)
    changing.change(Item.objects.get(pk=item.pk), by=asha, at=moment, notes="By hand")
    found.undo()
    assert [one.tag for one in live()] == ["HV-1", "HV-2"]
    item.refresh_from_db()
    assert item.notes == "By hand"
    kept = {row.line: row.reasons for row in found.rows if row.outcome == "kept"}
    assert "it was used since: Asha Rahman gave Laptop (HV-2) to Chi Okafor" in kept[3]
    assert "Not set back, because it was changed since: notes" in kept[2]


def test_one_import_is_announced_once_and_each_line_has_its_history(
    file, add, chi, hartley, asha, moment, settings
):
    settings.WEBHOOK_ALLOW = ["127.0.0.0/8"]
    add(tag="HV-90")
    webhooks.subscribe(
        hartley, name="Portal", url="http://127.0.0.1:9/", kinds=["*"], by=asha, at=moment
    )
    Delivery.objects.all().delete()
    new = [f"HV-{n},,Laptop,,Rm 40,,,,," for n in range(30)]
    found = file(*new, "HV-90,,,,,In repair,,,cokafor@hartley.example,").apply()
    found.undo()
    own = Event.objects.filter(correlation=found.session.correlation, source="import")
    assert own.filter(kind="equipment.registered").count() == 30
    assert own.filter(kind__in=["equipment.stage_changed", "equipment.given"]).count() >= 2
    assert set(Delivery.objects.values_list("event__kind", flat=True)) == {
        "exchange.brought_in",
        "exchange.undone",
    }
    assert Event.objects.get(kind="exchange.brought_in").sentence.startswith(
        "Asha Rahman brought in list.csv: 30 items added"
    )


def test_what_has_changed_since_the_check_is_refused_by_itself(file, add):
    found = file("HV-1,,Laptop,,,,,,,New notes", "HV-2,,Laptop,,,,,,,")
    add(tag="HV-1", name="Somebody was faster")
    found.apply()
    assert [row.outcome for row in found.rows] == ["refused", "created"]
    assert live().count() == 2
