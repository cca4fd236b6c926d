from __future__ import annotations

from uuid import uuid4

import pytest

from firstbell.equipment.actions import custody, lending
from firstbell.equipment.models import Agreement, Damage, DeskScan, Handover


@pytest.fixture
def desk(asha_account, browser_of):
    """Asha at the loan desk, signed in."""
    return browser_of(asha_account)


def read(answer):
    return answer.content.decode()


def scan(desk, code, scan_id=None):
    words = {"code": str(code), "scan_id": str(scan_id or uuid4())}
    return desk.post("/desk/scan/", words, headers={"HX-Request": "true"})


def test_an_afternoon_at_the_desk_begins_with_an_empty_basket(desk, hartley):
    page = desk.get("/desk/")

    assert page.status_code == 200
    assert "The basket is empty" in read(page)
    assert "wasm-unsafe-eval" in page["Content-Security-Policy"]


def test_each_scan_is_answered_with_the_parts_that_changed(desk, add, okafor):
    add(tag="HV-1")

    assert "Lending to Chi Okafor" in read(scan(desk, "Chi Okafor"))
    said = read(scan(desk, "HV-1"))

    assert 'data-fb-tone="good"' in said
    assert "HV-1 added" in said
    assert "Lend to Chi Okafor" in said


def test_a_scan_that_is_sent_again_is_answered_again_and_counts_once(desk, add, leads):
    add(leads, tag="CAB-1", quantity=9)
    twice = uuid4()

    first, second = scan(desk, "CAB-1", twice), scan(desk, "CAB-1", twice)

    assert "CAB-1 added" in read(first)
    assert "CAB-1 added" in read(second)
    assert DeskScan.objects.count() == 1


def test_a_scan_after_the_basket_was_handed_over_is_still_answered_once(
    desk, add, okafor, asha, hartley, moment
):
    """The answer was lost on the way, the basket was lent from another window, the browser asks again."""
    add(tag="HV-1")
    twice = uuid4()
    scan(desk, "Chi Okafor")
    scan(desk, "HV-1", twice)
    lending.complete(Handover.objects.get(), by=asha, at=moment)

    assert "HV-1 added" in read(scan(desk, "HV-1", twice))
    assert not Handover.objects.open().get().lines.exists()


def test_lending_leads_back_to_an_empty_desk_with_the_last_ones(desk, add, okafor):
    add(tag="HV-1")
    scan(desk, "Chi Okafor")
    scan(desk, "HV-1")

    page = desk.post("/desk/done/", follow=True)

    assert "Lent to Chi Okafor" in read(page)
    assert "The basket is empty" in read(page)
    made = Handover.objects.done().get()
    assert "HV-1" in read(desk.get(f"/desk/handovers/{made.uid}/"))
    assert "LN-0001" in read(desk.get(f"/people/{okafor.uid}/"))


def test_what_stops_the_basket_is_a_sentence_and_a_mark(desk, add, okafor, cole, asha, moment):
    laptop = add(tag="HV-1")
    scan(desk, "Chi Okafor")
    scan(desk, "HV-1")
    custody.give(laptop, to=cole, by=asha, at=moment)

    page = read(desk.post("/desk/done/", follow=True))

    assert page.count("Laptop (HV-1) is with Jon Cole") == 2
    assert "Stops it" in page


@pytest.mark.parametrize("words", [{}, {"code": "HV-1"}, {"code": "HV-1", "scan_id": "x"}])
def test_half_a_scan_is_refused_in_words(desk, hartley, words):
    answer = desk.post("/desk/scan/", words, headers={"HX-Request": "true"})

    assert 'data-fb-tone="bad"' in read(answer)
    assert not DeskScan.objects.exists()


def test_a_scan_of_a_nul_or_a_novel_is_only_a_bad_scan(desk, hartley):
    for code in ("\x00" * 5 + "A", "x" * 5_000, "🔔" * 400, "<script>alert(1)</script>"):
        answer = scan(desk, code)
        assert answer.status_code == 200
        assert "<script>alert" not in read(answer)


@pytest.mark.parametrize("day", ["abc", "31/02/2027", "1600-01-01", "9999-12-31"])
def test_a_day_that_nobody_can_mean_is_told_so(desk, add, day):
    add(tag="HV-1")
    scan(desk, "HV-1")

    said = desk.post("/desk/terms/", {"due_on": day}, headers={"HX-Request": "true"})

    assert said.status_code == 200
    assert 'data-fb-tone="bad"' in read(said)
    assert Handover.objects.get().due_on is None


@pytest.mark.parametrize("wanted", ["9" * 5_000, "-5", "1e9", "two", ""])
def test_how_many_is_a_number_or_a_sentence(desk, add, leads, wanted):
    add(leads, tag="CAB-1", quantity=9)
    scan(desk, "CAB-1")
    line = Handover.objects.get().lines.get()

    said = desk.post(
        f"/desk/lines/{line.uid}/", {"quantity": wanted}, headers={"HX-Request": "true"}
    )

    assert "Say how many, as a whole number." in read(said)
    assert Handover.objects.get().lines.get().quantity == 1


def test_how_many_may_have_a_space_before_it(desk, add, leads):
    add(leads, tag="CAB-1", quantity=9)
    scan(desk, "CAB-1")
    line = Handover.objects.get().lines.get()

    desk.post(f"/desk/lines/{line.uid}/", {"quantity": " 3"})

    assert Handover.objects.get().lines.get().quantity == 3


def test_undo_says_what_it_undid(desk, add):
    add(tag="HV-1")
    scan(desk, "HV-1")

    answer = desk.post("/desk/undo/", headers={"HX-Request": "true"})

    assert "Undone: HV-1 added" in read(answer)
    assert "The basket is empty" in read(answer)


def test_without_a_script_a_scan_leads_back_to_the_desk(desk, add):
    add(tag="HV-1")
    answer = desk.post("/desk/scan/", {"code": "HV-1", "scan_id": str(uuid4())})

    assert (answer.status_code, answer.url) == (302, "/desk/")


HX = {"HX-Request": "true"}


def back(desk, code):
    words = {"code": str(code), "scan_id": str(uuid4())}
    return desk.post("/desk/back/scan/", words, headers=HX)


def test_the_pile_is_scanned_back_and_what_is_broken_gets_words(
    desk, add, okafor, store, asha, moment
):
    custody.give(add(tag="HV-1"), to=okafor, by=asha, at=moment)
    assert "Nothing is back yet" in read(desk.get("/desk/back/"))
    desk.post("/desk/back/terms/", {"room": str(store.uid), "condition": "broken"}, headers=HX)

    said = read(back(desk, "HV-1"))
    assert "HV-1 is back" in said
    assert "Say what is broken" in said

    damage = Damage.objects.get()
    desk.post(f"/desk/damage/{damage.uid}/words/", {"note": "Screen cracked", "charge_pence": "95"})
    page = read(desk.get(f"/desk/damage/{damage.uid}/"))
    assert "with Chi Okafor at the time" in page
    assert Damage.objects.get().charge_pence == 9_500
    assert "Screen cracked" in read(desk.get("/equipment/HV-1/"))
    assert "the pile is done" in read(desk.post("/desk/back/done/", follow=True))


def test_one_of_the_pile_is_undone_from_the_page(desk, add, okafor, asha, moment):
    laptop = add(tag="HV-1")
    custody.give(laptop, to=okafor, by=asha, at=moment)
    back(desk, "HV-1")

    assert "Undone: HV-1 is back" in read(desk.post("/desk/back/undo/", headers=HX))
    assert laptop.custodies.open().exists()


def test_several_who_have_leads_are_offered_as_buttons(
    desk, add, leads, okafor, cole, asha, moment
):
    box = add(leads, tag="CAB-1", quantity=50)
    rows = [custody.give(box, to=who, quantity=2, by=asha, at=moment) for who in (okafor, cole)]

    assert f"/desk/back/from/{rows[1].uid}/" in read(back(desk, "CAB-1"))
    words = {"scan_id": str(uuid4())}
    said = desk.post(f"/desk/back/from/{rows[1].uid}/", words, headers=HX)

    assert "1 still with them" in read(said)


def test_an_agreement_is_written_changed_and_put_away(desk, hartley, laptops):
    words = {"title": "Laptops", "text": "I look after it.", "categories": [str(laptops.uid)]}
    desk.post("/desk/agreements/new/", words)
    row = Agreement.objects.get()
    assert row.school == hartley

    desk.post(f"/desk/agreements/{row.uid}/", {**words, "text": "I look after it well."})
    page = read(desk.get("/desk/agreements/"))
    assert "Edition 2" in page

    desk.post(f"/desk/agreements/{row.uid}/end/")
    assert "No agreement yet" in read(desk.get("/desk/agreements/"))


def test_the_receipt_is_printed_from_the_desk(desk, add, okafor):
    add(tag="HV-1")
    scan(desk, "Chi Okafor")
    scan(desk, "HV-1")
    page = read(desk.post("/desk/done/", {"mail": "on"}, follow=True))
    made = Handover.objects.done().get()

    assert f"/desk/handovers/{made.uid}/receipt.pdf" in page
    paper = desk.get(f"/desk/handovers/{made.uid}/receipt.pdf?copies=2")
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content.startswith(b"%PDF")
