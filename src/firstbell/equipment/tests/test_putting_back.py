"""What was taken out of the register by mistake: seen in a list of its own, and put back, one or many."""

from __future__ import annotations

import pytest
from django.test import Client

from firstbell.equipment.actions import merging, moving, restoring, stages
from firstbell.equipment.models import Item
from firstbell.lib import clock
from firstbell.lib.refusal import Conflict, NotAllowed
from firstbell.places.actions import closing
from firstbell.platform.accounts.actions import make_token
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit import timeline
from firstbell.platform.search import finding

LIST = "/equipment/taken-out/"
DO = "/lists/equipment.taken_out/do/restore/"


@pytest.fixture
def desk(asha_account, browser_of):
    return browser_of(asha_account)


@pytest.fixture
def take_out(asha, moment):
    def out(*items: Item) -> list[Item]:
        stages.remove_many(items, why="Entered twice", by=asha, at=moment)
        return [again(item) for item in items]

    return out


def again(item: Item) -> Item:
    return Item.objects.select_related("container", "home", "place", "category").get(pk=item.pk)


def read(answer) -> str:
    return answer.content.decode()


def live_tags() -> list[str]:
    return list(Item.objects.live().order_by("tag_key").values_list("tag", flat=True))


def test_the_list_says_what_was_taken_out_by_whom_and_why(desk, add, take_out):
    add(tag="HV-1")
    [wrong] = take_out(add(tag="HV-2", serial="5CD1478X0I"))

    page = read(desk.get(LIST))

    assert f"/equipment/{wrong.uid}/" in page
    assert "<td>Asha Rahman</td>" in page
    assert "Entered twice" in page
    assert "HV-1<" not in page
    assert LIST in read(desk.get("/equipment/"))


def test_the_reason_is_told_also_of_names_that_look_like_the_sentence(desk, add, take_out):
    take_out(add(tag="HV-2", name="Box out of the register: old"))

    assert '<td class="fb-p4">Entered twice</td>' in read(desk.get(LIST))


def test_a_record_that_was_merged_is_not_among_them(desk, add, asha, moment):
    kept, gone = add(tag="HV-1"), add(tag="HV-2")
    merging.merge(gone, into=kept, by=asha, at=moment)

    assert "HV-2" not in read(desk.get(LIST))


def test_its_page_says_who_took_it_out_and_puts_it_back(desk, add, take_out):
    [wrong] = take_out(add(tag="HV-2"))

    page = read(desk.get(f"/equipment/{wrong.uid}/"))
    assert "Taken out on Tue 24 Nov by Asha Rahman: Entered twice. Its history stays." in page
    assert f"/equipment/{wrong.uid}/restoration/" in page
    done = desk.post(f"/equipment/{wrong.uid}/restoration/", follow=True)

    assert "HV-2 is back in the register." in read(done)
    assert live_tags() == ["HV-2"]


def test_who_only_reads_sees_it_and_cannot_put_it_back(grace_account, browser_of, add, take_out):
    [wrong] = take_out(add(tag="HV-2"))
    browser = browser_of(grace_account)

    assert "HV-2" in read(browser.get(LIST))
    assert "restoration" not in read(browser.get(f"/equipment/{wrong.uid}/"))
    assert browser.post(DO, {"pick": wrong.uid, "sure": "1"}).status_code in (403, 404)
    assert browser.post(f"/equipment/{wrong.uid}/restoration/").status_code == 403


def test_a_technician_of_another_school_neither_sees_nor_does_it(
    tariq_account, tariq, browser_of, add, take_out, moment
):
    [wrong] = take_out(add(tag="HV-2"))
    browser = browser_of(tariq_account)

    assert "HV-2" not in read(browser.get(f"{LIST}?school=all"))
    browser.post(DO, {"pick": wrong.uid, "sure": "1"})
    with pytest.raises(NotAllowed):
        restoring.restore_many([wrong], by=tariq, at=moment)

    assert live_tags() == []


def test_many_come_back_together_and_are_found_again(desk, add, take_out, asha):
    one, two = take_out(add(tag="HV-1"), add(tag="HV-2"))

    page = desk.post(DO, {"pick": [one.uid, two.uid], "sure": "1"}, follow=True)

    assert "2 items put back." in read(page)
    assert live_tags() == ["HV-1", "HV-2"]
    assert timeline.of(one)[0].sentence == "Asha Rahman put Laptop (HV-1) back in the register"
    assert [one.label for one in finding.find("HV-2", actor=asha).exact] == ["Laptop (HV-2)"]


def test_all_that_match_come_back_and_those_that_cannot_say_why(desk, add, take_out):
    take_out(add(tag="HV-1"), add(tag="HV-2"), add(tag="OLD-3"))
    add(tag="HV-2", name="Visualiser")

    page = desk.post(DO, {"all": "1", "query": "tag.starts=HV", "sure": "1"}, follow=True)

    assert "Its tag HV-2 is on Visualiser (HV-2) now." in read(page)
    assert live_tags() == ["HV-1", "HV-2"]
    assert "OLD-3" in read(desk.get(LIST))


def test_two_records_with_one_tag_do_not_both_come_back(add, take_out, asha, moment):
    take_out(add(tag="HV-1"))
    take_out(add(tag="HV-1"))

    with pytest.raises(Conflict, match="Two of these have the tag HV-1"):
        restoring.restore_many(list(Item.objects.taken_out()), by=asha, at=moment)

    assert live_tags() == []


def test_an_item_whose_serial_another_has_by_now_stays_out(add, take_out, asha, moment):
    [wrong] = take_out(add(tag="HV-1", serial="5CD1478X0I"))
    add(tag="HV-2", serial="5cd1478x0i")

    with pytest.raises(Conflict) as refused:
        restoring.restore(wrong, by=asha, at=moment)

    assert refused.value.sentence == (
        "Its serial 5CD1478X0I is on Laptop (HV-2) now. Change that one first."
    )
    assert live_tags() == ["HV-2"]


def test_serials_that_say_nothing_do_not_stand_in_the_way(add, take_out, asha, moment):
    out = take_out(*(add(tag=tag, serial="To be filled by O.E.M.") for tag in ("HV-1", "HV-2")))

    assert restoring.restore_many(out, by=asha, at=moment) == 2


def test_what_is_in_the_register_is_not_put_back(add, asha, moment):
    with pytest.raises(Conflict, match="is in the register"):
        restoring.restore(add(tag="HV-1"), by=asha, at=moment)


def test_it_comes_back_into_its_trolley_only_where_that_still_takes_it(
    add, trolleys, take_out, asha, moment
):
    trolley, laptops = add(trolleys, tag="T1", capacity=2), [add(tag="HV-1"), add(tag="HV-2")]
    moving.put_in(laptops, container=trolley, by=asha, at=moment)
    out = take_out(*laptops)
    moving.put_in([add(tag="HV-3")], container=trolley, by=asha, at=moment)

    restoring.restore_many(out, by=asha, at=moment)

    assert [again(one).container for one in out] == [trolley, None]
    [left] = timeline.of(out[1])[0].changes.all()
    assert (left.field, left.was, left.now) == ("in", "Trolley (T1)", "")


def test_a_trolley_and_what_was_in_it_come_back_as_they_were(add, trolleys, take_out, asha, moment):
    trolley, laptop = add(trolleys, tag="T1"), add(tag="HV-1")
    moving.put_in([laptop], container=trolley, by=asha, at=moment)
    take_out(laptop)
    take_out(trolley)

    restoring.restore_many(list(Item.objects.taken_out()), by=asha, at=moment)

    assert again(laptop).container == trolley


def test_a_trolley_that_is_out_itself_does_not_get_it_back(add, trolleys, take_out, asha, moment):
    trolley, laptop = add(trolleys, tag="T1"), add(tag="HV-1")
    moving.put_in([laptop], container=trolley, by=asha, at=moment)
    [laptop] = take_out(laptop)
    take_out(trolley)

    restoring.restore(laptop, by=asha, at=moment)

    assert again(laptop).container is None


def test_a_room_that_was_archived_meanwhile_is_not_its_home_any_more(
    add, ict_2, take_out, asha, moment
):
    [wrong] = take_out(add(tag="HV-1", home_id=ict_2.pk))
    closing.archive_room(ict_2, by=asha, at=moment)

    restoring.restore(again(wrong), by=asha, at=moment)

    assert (again(wrong).home, again(wrong).place) == (None, None)
    assert {change.field for change in timeline.of(wrong)[0].changes.all()} == {"home", "place"}


def test_programs_see_what_is_taken_out_and_put_it_back(add, take_out, asha_account):
    add(tag="HV-1")
    [wrong] = take_out(add(tag="HV-2"))
    _, secret = make_token(
        asha_account, name="Tests", scopes=["write"], by=system_actor(), at=clock.now()
    )
    program = Client(headers={"Authorization": f"Bearer {secret}"})

    [out] = program.get("/api/v1/items?taken_out=true").json()["items"]
    assert (out["tag"], out["removed_at"]) == ("HV-2", "2026-11-24T08:21:00Z")
    assert program.get(f"/api/v1/items/{wrong.uid}").json() == out
    back = program.post(f"/api/v1/items/{wrong.uid}/restoration").json()

    assert (back["tag"], back["removed_at"]) == ("HV-2", None)
    assert len(program.get("/api/v1/items").json()["items"]) == 2
