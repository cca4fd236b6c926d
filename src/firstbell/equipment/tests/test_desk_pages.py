from __future__ import annotations

from uuid import uuid4

import pytest

from firstbell.equipment.actions import custody, lending
from firstbell.equipment.models import DeskScan, Handover


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

    assert "LN-0001: lent to Chi Okafor." in read(page)
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
