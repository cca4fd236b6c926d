from __future__ import annotations

from uuid import uuid4

import pytest

from firstbell.equipment.models import Item
from firstbell.lib import clock

ITEMS = "/api/v1/items"


def send(program, url, body, **headers):
    return program.post(url, body, "application/json", headers=headers)


def change(program, item, body, version):
    return program.patch(
        f"{ITEMS}/{item.uid}", body, "application/json", headers={"If-Match": str(version)}
    )


def test_an_item_is_added_with_the_next_number(program, hartley, laptops, latitude):
    answer = send(
        program, ITEMS,
        {"school": str(hartley.uid), "category": str(laptops.uid), "model": str(latitude.uid), "serial": "5CD1"},
    )  # fmt: skip

    made = answer.json()
    assert answer.status_code == 201
    assert made["tag"].startswith("LAP-")
    assert made["model"]["name"] == "Latitude 3340"
    assert program.get(f"{ITEMS}/{made['uid']}").json() == made
    assert program.get(f"{ITEMS}?serial=5cd1").json()["items"] == [made]


def test_a_worn_tag_is_refused_with_a_sentence_and_nothing_is_kept(program, hartley, laptops, add):
    add(tag="HV-1")

    answer = send(
        program, ITEMS, {"school": str(hartley.uid), "category": str(laptops.uid), "tag": "HV-1"}
    )

    assert answer.status_code == 409
    assert "HV-1" in answer.json()["detail"]
    assert Item.objects.count() == 1


def test_a_change_takes_the_version_that_was_read(program, add):
    laptop = add(tag="HV-1")

    assert change(program, laptop, {"name": "The head's"}, 1).json()["version"] == 2
    late = change(program, laptop, {"name": "Mine"}, 1)

    assert late.status_code == 412
    assert Item.objects.get().name == "The head's"
    assert (
        program.patch(f"{ITEMS}/{laptop.uid}", {"name": "Mine"}, "application/json").status_code
        == 428
    )


def test_null_clears_what_may_be_empty_and_nothing_else(program, add):
    laptop = add(tag="HV-1", price_net=100)

    assert change(program, laptop, {"price_net": None}, 1).json()["price_net"] is None
    assert change(program, laptop, {"tag": None}, 2).json()["detail"] == "tag cannot be empty."


def test_a_laptop_given_twice_is_refused_with_the_sentence_of_the_page(
    program, add, okafor, cole, asha_account, browser_of
):
    laptop = add(tag="HV-1")
    given = send(program, f"{ITEMS}/{laptop.uid}/custody", {"person": str(okafor.uid)})
    assert given.json()["held_by"][0]["holder"]["name"] == "Chi Okafor"

    refused = send(program, f"{ITEMS}/{laptop.uid}/custody", {"person": str(cole.uid)})

    page = browser_of(asha_account).post("/equipment/HV-1/custody/", {"person": str(cole.uid)})
    assert refused.status_code == 409
    assert refused.json()["detail"] == "Laptop (HV-1) is with Chi Okafor. Take it back first."
    assert refused.json()["detail"] in page.content.decode()


def test_a_laptop_comes_back(program, add, okafor):
    laptop = add(tag="HV-1")
    send(program, f"{ITEMS}/{laptop.uid}/custody", {"person": str(okafor.uid)})

    back = send(program, f"{ITEMS}/{laptop.uid}/return", {"condition": "worn"}).json()

    assert (back["held_by"], back["condition"], back["lifecycle"]) == ([], "worn", "in_stock")
    assert send(program, f"{ITEMS}/{laptop.uid}/return", {}).status_code == 409


def test_the_other_verbs_do_what_the_pages_do(program, add, store):
    laptop = add(tag="HV-1")
    here = f"{ITEMS}/{laptop.uid}"

    assert (
        send(program, f"{here}/place", {"room": str(store.uid)}).json()["place"]["name"]
        == "ICT store"
    )
    assert send(program, f"{here}/sightings", {"room": str(store.uid)}).json()["seen_at"]
    assert (
        send(program, f"{here}/cover", {"ends_on": "2029-08-31"}).json()["cover_ends_on"]
        == "2029-08-31"
    )
    assert send(program, f"{here}/stage", {"stage": "disposed"}).status_code == 409
    assert send(program, f"{here}/stage", {"stage": "in_repair"}).json()["lifecycle"] == "in_repair"
    assert send(program, f"{here}/removal", {"why": "Entered twice"}).status_code == 204
    assert program.get(here).json()["removed_at"]


def test_a_request_sent_again_adds_one_item(program, hartley, laptops):
    body = {"school": str(hartley.uid), "category": str(laptops.uid)}

    first, again = (
        send(program, ITEMS, body, **{"Idempotency-Key": "order-88-1"}) for _ in range(2)
    )

    assert first.status_code == again.status_code == 201
    assert first.json() == again.json()
    assert Item.objects.count() == 1
    other = send(program, ITEMS, {**body, "serial": "5CD2"}, **{"Idempotency-Key": "order-88-1"})
    assert other.status_code == 422


def test_every_item_is_on_one_page_though_some_come_and_go_between(program, add):
    there = [add() for _ in range(7)]
    seen, after = [], ""
    for number in range(9):
        page = program.get(f"{ITEMS}?limit=2&after={after}").json()
        seen += [item["uid"] for item in page["items"]]
        after = page["next"]
        if number == 1:
            Item.objects.filter(pk=there[0].pk).update(removed_at=clock.now())
        if not after:
            break

    assert seen == [str(item.uid) for item in there]


def test_items_of_another_school_are_not_there(program_of, tariq_account, add, okafor):
    laptop = add(tag="HV-1")
    theirs = program_of(tariq_account)
    here = f"{ITEMS}/{laptop.uid}"

    assert theirs.get(ITEMS).json() == {"items": [], "next": None}
    assert theirs.get(here).status_code == 404
    assert change(theirs, laptop, {"name": "Ours now"}, 1).status_code == 404
    for verb, body in {"custody": {"person": str(okafor.uid)}, "return": {}, "sightings": {}, "removal": {"why": "x"},
                       "stage": {"stage": "retired"}, "place": {"room": str(uuid4())}, "cover": {"ends_on": "2029-08-31"}}.items():  # fmt: skip
        assert send(theirs, f"{here}/{verb}", body).status_code == 404
    assert Item.objects.get().version == laptop.version


def test_nothing_is_added_to_another_school(program, other_school, laptops):
    answer = send(program, ITEMS, {"school": str(other_school.uid), "category": str(laptops.uid)})

    assert answer.status_code == 404
    assert not Item.objects.exists()


@pytest.mark.parametrize("text", ["a\0b", "\ud800", "x" * 100_000])
def test_text_that_no_database_keeps_is_refused(program, add, text):
    answer = change(program, add(tag="HV-1"), {"name": text}, 1)

    assert answer.status_code in (400, 422)


def test_addresses_are_written_read_and_asked_for(program, add, hartley, laptops):
    add(tag="HV-2")
    body = {"school": str(hartley.uid), "category": str(laptops.uid), "macs": ["00-1A-2B-3C-4D-5E"]}
    made = send(program, ITEMS, {**body, "hostname": "ICT2-07"}).json()

    asked = program.get(f"{ITEMS}?mac=001a.2b3c.4d5e").json()["items"]
    changed = change(program, Item.objects.get(uid=made["uid"]), {"macs": []}, 1).json()
    junk = send(program, ITEMS, {**body, "macs": ["00:00:00:00:00:00"]})

    assert (made["macs"], made["hostname"]) == (["00:1a:2b:3c:4d:5e"], "ICT2-07")
    assert [one["uid"] for one in asked] == [made["uid"]]
    assert changed["macs"] == []
    assert junk.status_code == 422
    assert "is a filler" in junk.content.decode()


def test_a_model_is_changed_by_whoever_read_it_last(program, latitude):
    here = f"/api/v1/models/{latitude.uid}"
    read = program.get(here).json()

    def patch(words, version):
        return program.patch(
            here, words, "application/json", headers={"If-Match": str(version)} if version else {}
        )

    changed = patch({"number": "P124F", "life_months": 60}, read["version"]).json()
    late = patch({"number": "P999"}, read["version"])
    without = patch({"number": "P999"}, 0)
    nameless = patch({"name": None}, changed["version"])
    cleared = patch({"manufacturer": None}, changed["version"]).json()

    assert (changed["number"], changed["life_months"], changed["name"]) == (
        "P124F",
        60,
        "Latitude 3340",
    )
    assert changed["version"] == read["version"] + 1
    assert (late.status_code, without.status_code) == (412, 428)
    assert nameless.json()["detail"] == "name cannot be empty."
    assert (cleared["manufacturer"], cleared["number"]) == (None, "P124F")
    assert program.get(here).json() == cleared


def test_a_teacher_reads_no_models_and_changes_none(program_of, okoro_account, latitude):
    theirs = program_of(okoro_account)

    assert theirs.get(f"/api/v1/models/{latitude.uid}").status_code in (403, 404)
    answer = theirs.patch(
        f"/api/v1/models/{latitude.uid}", {"name": "Ours"}, "application/json", headers={"If-Match": "1"}
    )  # fmt: skip
    assert answer.status_code in (403, 404)


def test_more_than_twenty_million_pounds_is_refused(program, add):
    item = add(tag="HV-1")

    answer = program.patch(
        f"/api/v1/items/{item.uid}", {"price_net": 2_000_000_001}, content_type="application/json"
    )

    assert answer.status_code == 422
    assert "price_net" in answer.content.decode()
