from __future__ import annotations

from datetime import date

import pytest

from firstbell.equipment.actions import changing, custody, stages
from firstbell.equipment.models import Item
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.fields import actions as fields
from firstbell.platform.fields.states import Kind


@pytest.fixture
def desk(asha_account, browser_of):
    """Asha at her desk, signed in."""
    return browser_of(asha_account)


def read(answer) -> str:
    return answer.content.decode()


def item_url(item: Item, word: str = "") -> str:
    return f"/equipment/{item.tag}/{word}"


def again(item: Item) -> Item:
    return Item.objects.get(pk=item.pk)


def form_of(laptops, **more):
    return {"category": str(laptops.uid), "condition": "good", "ownership": "owned", **more}


def test_the_register_shows_what_is_in_it(desk, add):
    add(tag="HV-10482", serial="5CD1478X0I")

    page = desk.get("/equipment/")

    assert page.status_code == 200
    assert "HV-10482" in read(page)


@pytest.mark.parametrize("key", ["HV-10482", "hv-10482", "uid"])
def test_an_item_is_found_by_its_tag_and_by_its_uid(desk, add, key):
    laptop = add(tag="HV-10482", serial="5CD1478X0I")

    page = desk.get(f"/equipment/{laptop.uid if key == 'uid' else key}/")

    assert page.status_code == 200
    assert "5CD1478X0I" in read(page)


def test_an_item_that_never_was_is_not_found(desk):
    assert desk.get("/equipment/HV-99999/").status_code == 404


def test_a_new_laptop_takes_the_next_number(desk, laptops, latitude):
    answer = desk.post(
        "/equipment/new/",
        form_of(
            laptops, model=str(latitude.uid), serial="5CD1", price_net="£418.00", vat_rate="2000"
        ),
    )

    made = Item.objects.get()
    assert answer.headers["Location"] == f"/equipment/{made.tag}/"
    assert made.tag.startswith("LAP-")
    assert (made.serial, made.price_net, made.price_gross, made.model) == (
        "5CD1",
        41800,
        50160,
        latitude,
    )


def test_a_refused_form_keeps_what_was_typed_and_says_why(desk, add, laptops):
    add(tag="HV-1")

    page = desk.post(
        "/equipment/new/", form_of(laptops, tag="HV-1", serial="5CD9", notes="By the window")
    )

    assert page.status_code == 200
    assert Item.objects.count() == 1
    assert "On Laptop (HV-1) already" in read(page)
    assert "5CD9" in read(page)
    assert "By the window" in read(page)


def test_a_price_with_vat_below_the_price_without_is_refused_beside_its_field(desk, laptops):
    page = desk.post("/equipment/new/", form_of(laptops, price_net="100", price_gross="90"))

    assert "Less than the price without VAT" in read(page)


def test_the_trusts_own_field_of_a_kind_is_asked_for_and_kept(desk, laptops, moment):
    fields.add_field(
        noun="equipment.item",
        label="Charger",
        kind=Kind.TEXT,
        by=system_actor(),
        at=moment,
        scopes=[str(laptops.uid)],
    )
    assert "Charger" in read(desk.get(f"/equipment/new/?kind={laptops.uid}"))

    desk.post("/equipment/new/", form_of(laptops, tag="HV-7", custom_charger="USB-C 65 W"))

    assert Item.objects.get().custom == {"charger": "USB-C 65 W"}
    assert "USB-C 65 W" in read(desk.get("/equipment/HV-7/"))


def test_another_like_it_starts_from_the_shared_facts(desk, laptops, latitude):
    answer = desk.post(
        "/equipment/new/",
        form_of(
            laptops,
            tag="HV-1",
            serial="5CD1",
            order_ref="PO-88",
            model=str(latitude.uid),
            again="1",
        ),
    )
    page = read(desk.get(answer.headers["Location"]))

    assert answer.headers["Location"] == f"/equipment/new/?like={Item.objects.get().uid}"
    assert "PO-88" in page
    assert str(latitude.uid) in page
    assert "5CD1" not in page


def test_an_item_is_changed_on_its_page(desk, add, laptops):
    laptop = add(tag="HV-1")
    assert "HV-1" in read(desk.get(item_url(laptop, "change/")))

    answer = desk.post(
        item_url(laptop, "change/"),
        form_of(laptops, tag="HV-1", name="The head's laptop", version=laptop.version),
    )

    assert answer.status_code == 302
    assert again(laptop).name == "The head's laptop"


def test_a_change_to_what_somebody_else_changed_meanwhile_is_refused(desk, add, laptops):
    laptop = add(tag="HV-1")
    for name in ("First", "Second"):
        answer = desk.post(
            item_url(laptop, "change/"),
            form_of(laptops, tag="HV-1", name=name, version=laptop.version),
        )

    assert answer.status_code == 200
    assert "changed by somebody else" in read(answer)
    assert "Second" in read(answer)
    assert again(laptop).name == "First"


def test_a_laptop_is_given_and_taken_back(desk, add, okafor):
    laptop = add(tag="HV-1")
    assert desk.get(item_url(laptop, "custody/")).status_code == 200

    page = desk.post(
        item_url(laptop, "custody/"),
        {"person": str(okafor.uid), "due_on": "2026-12-18"},
        follow=True,
    )
    assert "HV-1 is with Chi Okafor." in read(page)

    assert desk.get(item_url(laptop, "return/")).status_code == 200
    page = desk.post(item_url(laptop, "return/"), {"condition": "worn"}, follow=True)
    assert "HV-1 is back from Chi Okafor." in read(page)
    assert again(laptop).condition == "worn"


def test_a_laptop_that_is_with_somebody_is_not_given_again(desk, add, okafor, cole, asha, moment):
    laptop = add(tag="HV-1")
    custody.give(laptop, to=okafor, by=asha, at=moment)

    page = desk.post(item_url(laptop, "custody/"), {"person": str(cole.uid)})

    assert "Laptop (HV-1) is with Chi Okafor. Take it back first." in read(page)


def test_giving_asks_for_one_holder(desk, add, okafor, store):
    laptop = add(tag="HV-1")

    for chosen in ({"note": "x"}, {"person": str(okafor.uid), "room": str(store.uid)}):
        page = desk.post(item_url(laptop, "custody/"), chosen)
        assert "Choose who gets it" in read(page)


def test_a_laptop_is_moved_and_gets_a_new_home(desk, add, store):
    laptop = add(tag="HV-1")
    assert desk.get(item_url(laptop, "place/")).status_code == 200

    page = desk.post(
        item_url(laptop, "place/"), {"room": str(store.uid), "and_home": "on"}, follow=True
    )

    assert "HV-1 is in ICT store." in read(page)
    assert (again(laptop).place, again(laptop).home) == (store, store)


def test_having_seen_a_laptop_is_noted(desk, add, store):
    laptop = add(tag="HV-1")
    assert desk.get(item_url(laptop, "sighting/")).status_code == 200

    page = desk.post(
        item_url(laptop, "sighting/"), {"room": str(store.uid), "note": "On the sill"}, follow=True
    )

    assert "Noted: HV-1 was seen in ICT store." in read(page)
    assert again(laptop).seen_in == store


def test_a_stage_is_set(desk, add):
    laptop = add(tag="HV-1")
    assert desk.get(item_url(laptop, "stage/")).status_code == 200

    page = desk.post(item_url(laptop, "stage/"), {"stage": "in_repair"}, follow=True)

    assert "HV-1: in repair." in read(page)


def test_a_stage_that_cannot_follow_is_not_offered_and_not_taken(desk, add):
    laptop = add(tag="HV-1")

    page = desk.post(item_url(laptop, "stage/"), {"stage": "disposed"})

    assert "disposed is not one of the available choices" in read(page)
    assert again(laptop).lifecycle == "in_stock"


def test_a_laptop_with_somebody_cannot_be_retired(desk, add, okafor, asha, moment):
    laptop = add(tag="HV-1")
    custody.give(laptop, to=okafor, by=asha, at=moment)

    page = desk.post(item_url(laptop, "stage/"), {"stage": "retired"})

    assert "is with Chi Okafor. Take it back first." in read(page)


def test_a_full_trolley_takes_no_more(desk, add, trolleys, asha, moment):
    trolley = add(trolleys, tag="TRO-1", capacity=1)
    first, second = add(tag="HV-1"), add(tag="HV-2")
    assert desk.get(item_url(first, "container/")).status_code == 200

    page = desk.post(
        item_url(first, "container/"), {"container": str(trolley.uid), "bay": "1"}, follow=True
    )
    assert "HV-1 is in Trolley (TRO-1)." in read(page)

    page = desk.post(item_url(second, "container/"), {"container": str(trolley.uid)})
    assert "Trolley (TRO-1) holds 1; 1 are in it, so 0 more fit, not 1." in read(page)

    page = desk.post(item_url(first, "container/out/"), follow=True)
    assert "HV-1 is out of Trolley (TRO-1)." in read(page)
    assert again(first).container is None


def test_cover_is_recorded_and_removed(desk, add):
    laptop = add(tag="HV-1")
    assert desk.get(item_url(laptop, "cover/")).status_code == 200

    page = desk.post(
        item_url(laptop, "cover/"), {"kind": "warranty", "ends_on": "2029-08-31"}, follow=True
    )
    assert "HV-1 is covered to 31 Aug 2029." in read(page)

    row = laptop.covers.get()
    desk.post(item_url(laptop, f"cover/{row.uid}/removal/"))
    assert not laptop.covers.exists()


def test_cover_that_ends_before_it_starts_is_refused(desk, add):
    laptop = add(tag="HV-1")

    page = desk.post(
        item_url(laptop, "cover/"),
        {"kind": "warranty", "starts_on": "2029-09-01", "ends_on": "2029-08-31"},
    )

    assert page.status_code == 200
    assert not laptop.covers.exists()


def test_a_mistake_leaves_the_register_and_comes_back(desk, add):
    laptop = add(tag="HV-1")
    assert desk.get(item_url(laptop, "removal/")).status_code == 200

    page = desk.post(item_url(laptop, "removal/"), {"why": "Entered twice"}, follow=True)
    assert "Out of the register." in read(page)
    assert desk.get("/equipment/HV-1/").status_code == 404

    page = desk.post(f"/equipment/{laptop.uid}/restoration/", follow=True)
    assert "HV-1 is back in the register." in read(page)


def test_a_mistake_whose_tag_is_worn_by_another_stays_out_with_a_sentence(desk, add, asha, moment):
    laptop = add(tag="HV-1")
    stages.remove(laptop, why="Entered twice", by=asha, at=moment)
    add(tag="HV-1")

    page = desk.post(f"/equipment/{laptop.uid}/restoration/", follow=True)

    assert page.status_code < 500
    assert "Its tag HV-1 is on Laptop (HV-1) now." in read(page)


@pytest.mark.parametrize("tag", ["a/b", "new", "..", "worth", "Trolley #2?", "HV 1"])
def test_whatever_the_sticker_says_its_page_opens(tag, laptops, desk):
    answer = desk.post("/equipment/new/", form_of(laptops, tag=tag))
    made = Item.objects.get(tag=tag)
    assert answer.status_code == 302
    page = desk.get(answer.headers["Location"])
    assert page.status_code == 200
    assert "What happened" in read(page)
    assert desk.get(f"/equipment/{made.uid}/").status_code == 200


def test_a_slip_of_the_finger_in_a_year_is_asked_about_and_nothing_else_breaks(
    add, asha, moment, desk
):
    item = add(tag="HV-9")
    with pytest.raises(Refusal, match="in the year 9999"):
        changing.change(item, by=asha, at=moment, bought_on=date(9999, 12, 31))
    Item.objects.filter(pk=item.pk).update(bought_on=date(9999, 12, 31), price_net=40_000)
    assert desk.get("/equipment/worth/").status_code == 200
    assert desk.get("/equipment/HV-9/").status_code == 200
    assert desk.head("/equipment/").status_code == 200


def test_addresses_are_typed_in_the_form_and_shown_in_the_list_and_its_export(desk, add, laptops):
    laptop = add(tag="HV-1", macs="00:1a:2b:3c:4d:5e")
    typed = form_of(laptops, tag="HV-1", version="1", macs="001A.2B3C.4D5F", hostname="ICT2-07")

    assert 'value="00:1a:2b:3c:4d:5e"' in read(desk.get(item_url(laptop, "change/")))
    refused = desk.post(item_url(laptop, "change/"), {**typed, "macs": "ff:ff:ff:ff:ff:ff"})
    desk.post(item_url(laptop, "change/"), typed)

    assert "is a filler, not the address of a device" in read(refused)
    page = read(desk.get("/equipment/?columns=tag,hostname,macs,imei&hostname.has=ICT2"))
    assert "ICT2-07" in page
    assert "00:1a:2b:3c:4d:5f" in page
    assert "HV-1" not in read(desk.get("/equipment/?macs.has=aa:bb"))
