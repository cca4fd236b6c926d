from __future__ import annotations

from datetime import date
from uuid import uuid4

import pytest

from firstbell.equipment.actions import custody, handing_out, stages, swapping
from firstbell.equipment.models import Acceptance, Custody, Damage, DeskScan, Handover, Item
from firstbell.equipment.queries import handing_out as questions
from firstbell.equipment.queries import receipts
from firstbell.lib.refusal import Conflict
from firstbell.people import actions as people
from firstbell.people.states import GroupKind, MemberKind
from firstbell.platform.audit import timeline

NAMES = ("Ada Amber", "Ben Birch", "Cam Cedar")


@pytest.fixture
def nine_b(hartley, asha, moment):
    group = people.add_group(hartley, name="9B", kind=GroupKind.CLASS, by=asha, at=moment)
    for number, name in enumerate(NAMES):
        given, family = name.split()
        one = people.add_person(
            hartley, kind=MemberKind.STUDENT, given_name=given, family_name=family, mis_id=f"M{number}", by=asha, at=moment
        )  # fmt: skip
        people.put_in(group, [one], by=asha, at=moment)
    return group


@pytest.fixture
def run(nine_b, asha, moment):
    return handing_out.start(nine_b, due_on=date(2027, 7, 16), by=asha, at=moment)


@pytest.fixture
def scan(run, asha, moment):
    return lambda code, scan_id=None: handing_out.scan(
        run, code=code, scan_id=scan_id or uuid4(), by=asha, at=moment
    )


@pytest.fixture
def laptops_there(add):
    return [add(tag=f"HV-{number}") for number in range(1, 5)]


def who_has():
    rows = Custody.objects.open().select_related("person", "item").order_by("item__tag_key")
    return {row.item.tag: str(row.person) for row in rows}


def test_the_next_of_the_list_gets_what_is_scanned_next(scan, laptops_there):
    said = [scan(f"HV-{number}").title for number in (1, 2, 3)]

    assert said == ["HV-1 to Ada Amber", "HV-2 to Ben Birch", "HV-3 to Cam Cedar"]
    assert who_has() == {"HV-1": "Ada Amber", "HV-2": "Ben Birch", "HV-3": "Cam Cedar"}
    assert {row.due_on for row in Custody.objects.all()} == {date(2027, 7, 16)}
    assert Handover.objects.done().count() == 3
    assert scan("HV-4").title == "Everybody on the list has something"


def test_the_same_scan_sent_again_gives_nobody_a_second_one(scan, laptops_there):
    twice = uuid4()

    assert scan("HV-1", twice).pk == scan("HV-1", twice).pk
    assert who_has() == {"HV-1": "Ada Amber"}
    assert DeskScan.objects.count() == 1


def test_who_is_not_here_is_skipped_and_called_by_name_later(
    run, scan, laptops_there, asha, moment
):
    members = questions.members(run, moment.date())
    handing_out.skip(run, members[0].person, by=asha, at=moment)

    assert scan("HV-1").title == "HV-1 to Ben Birch"
    assert scan("Ada Amber").title == "Next: Ada Amber"
    assert scan("HV-2").title == "HV-2 to Ada Amber"
    assert scan("Ben Birch").title == "Ben Birch has HV-1 already"


def test_a_bad_scan_gives_nothing_to_anybody(scan, laptops_there, okafor, asha, moment):
    custody.give(laptops_there[0], to=okafor, by=asha, at=moment)

    assert scan("HV-1").title == "HV-1 is with Chi Okafor"
    assert scan("HV-99").tone == "bad"
    assert scan("Chi Okafor").title == "Chi Okafor is not on this list"
    assert scan("HV-2").title == "HV-2 to Ada Amber"


def test_undo_makes_them_next_again(run, scan, laptops_there, asha, moment):
    scan("HV-1")
    scan("HV-2")

    last = handing_out.undo_last(run, by=asha, at=moment)

    assert str(last.person) == "Ben Birch"
    assert who_has() == {"HV-1": "Ada Amber"}
    assert scan("HV-3").title == "HV-3 to Ben Birch"


def test_the_list_is_a_paper_of_who_got_what(
    run, scan, laptops_there, asha, moment, browser_of, asha_account
):
    scan("HV-1")
    members = questions.members(run, moment.date())
    handing_out.skip(run, members[1].person, by=asha, at=moment)
    browser = browser_of(asha_account)

    run.refresh_from_db()
    table = receipts.of_class(run, questions.members(run, moment.date()), moment).blocks[1]
    assert [row[:4] for row in table.rows] == [
        ["Ada Amber", "HV-1", "Laptop", "LN-0001"], ["Ben Birch", "not here", "", ""], ["Cam Cedar", "nothing", "", ""],
    ]  # fmt: skip
    paper = f"/desk/class/{run.uid}/list.pdf"
    assert paper in browser.get(f"/desk/class/{run.uid}/").content.decode()
    assert browser.get(paper).content.startswith(b"%PDF")
    handing_out.close(run, by=asha, at=moment)
    assert paper in browser.get("/desk/class/").content.decode()


def test_a_list_that_is_done_takes_no_more(run, scan, laptops_there, asha, moment):
    handing_out.close(run, by=asha, at=moment)

    with pytest.raises(Conflict, match="list is done"):
        scan("HV-1")


def test_a_broken_one_in_and_a_spare_out_in_one_step(add, okafor, asha, moment):
    broken, spare = add(tag="HV-1"), add(tag="HV-2")
    custody.give(broken, to=okafor, by=asha, at=moment, due_on=date(2026, 12, 18))

    made = swapping.swap(broken, spare=spare, note="Screen cracked", by=asha, at=moment)

    back = Item.objects.get(pk=broken.pk)
    assert (back.lifecycle, back.condition) == ("in_repair", "broken")
    row = spare.custodies.get()
    assert (row.person, row.due_on) == (okafor, date(2026, 12, 18))
    assert (made.number, made.direction) == ("LN-0001", "swap")
    assert Damage.objects.get().note == "Screen cracked"
    assert (
        "swapped Laptop (HV-1) for Laptop (HV-2), for Chi Okafor" in timeline.of(broken)[0].sentence
    )


def test_a_spare_that_somebody_has_swaps_nothing(add, okafor, cole, asha, moment):
    broken, spare = add(tag="HV-1"), add(tag="HV-2")
    custody.give(broken, to=okafor, by=asha, at=moment)
    custody.give(spare, to=cole, by=asha, at=moment)

    with pytest.raises(Conflict, match="is with Jon Cole"):
        swapping.swap(broken, spare=spare, by=asha, at=moment)

    assert broken.custodies.open().exists()
    assert Item.objects.get(pk=broken.pk).lifecycle == "in_service"


def test_the_class_is_handed_out_from_the_page(nine_b, laptops_there, asha_account, browser_of):
    desk = browser_of(asha_account)
    assert "9B" in desk.get("/desk/class/lookup/?q=9b").content.decode()
    begun = desk.post("/desk/class/", {"group": str(nine_b.uid)})
    page = desk.get(begun.url).content.decode()
    assert "Ada Amber" in page

    words = {"code": "HV-1", "scan_id": str(uuid4())}
    said = desk.post(f"{begun.url}scan/", words, headers={"HX-Request": "true"}).content.decode()
    assert "HV-1 to Ada Amber" in said
    assert "1 of 3 have theirs" in said
    undone = desk.post(f"{begun.url}undo/", headers={"HX-Request": "true"}).content.decode()
    assert "Ada Amber is next again" in undone
    assert desk.post(f"{begun.url}end/").url == "/desk/"


def test_swapping_from_the_items_page(add, okafor, asha, moment, asha_account, browser_of):
    broken, spare = add(tag="HV-1"), add(tag="HV-2")
    custody.give(broken, to=okafor, by=asha, at=moment)
    desk = browser_of(asha_account)
    assert "Swap for a spare" in desk.get("/equipment/HV-1/").content.decode()

    desk.post("/equipment/HV-1/swap/", {"spare": str(spare.uid), "note": "Hinge"})

    assert who_has() == {"HV-2": "Chi Okafor"}
    assert stages.Lifecycle(Item.objects.get(pk=broken.pk).lifecycle) == "in_repair"


def test_who_of_the_class_has_not_said_yes_is_asked_by_mail(
    run, scan, laptops_there, nine_b, asha, moment, browser_of, asha_account
):
    ada = nine_b.members.get(person__given_name="Ada").person
    people.change_person(ada, email="ada@hartley.example", by=asha, at=moment)
    scan("HV-1")
    scan("HV-2")
    browser = browser_of(asha_account)

    page = browser.post(f"/desk/class/{run.uid}/asking/", follow=True).content.decode()

    assert "1 person is asked by mail." in page
    assert Acceptance.objects.get().handover.person == ada
    handover = Acceptance.objects.get().handover
    Handover.objects.filter(pk=handover.pk).update(accepted_at=moment)
    assert "1 said yes" in browser.get(f"/desk/class/{run.uid}/").content.decode()
    table = receipts.of_class(run, questions.members(run, moment.date()), moment).blocks[1]
    assert [row[4] for row in table.rows] == ["Accepted", "", ""]


def test_the_page_of_a_list_that_is_done_offers_nothing_to_scan(
    run, scan, laptops_there, asha, moment, browser_of, asha_account
):
    scan("HV-1")
    browser = browser_of(asha_account)
    assert "data-fb-desk-form" in browser.get(f"/desk/class/{run.uid}/").content.decode()
    handing_out.close(run, by=asha, at=moment)

    page = browser.get(f"/desk/class/{run.uid}/").content.decode()

    assert "Nothing more is handed out by this list." in page
    assert "data-fb-desk-form" not in page
    assert "is next" not in page
    assert "Ask by mail who has not said yes" in page
    assert f'href="/desk/class/{run.uid}/"' in browser.get("/desk/class/").content.decode()
