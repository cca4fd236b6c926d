"""What phones send: kept once, put right by the clock, and read into the same lines whatever order it came in."""

from __future__ import annotations

from datetime import timedelta
from itertools import permutations
from uuid import uuid4

import pytest

from firstbell.equipment.actions import counting as verbs
from firstbell.equipment.actions import registering, stages
from firstbell.equipment.actions.counting import NotOpen
from firstbell.equipment.actions.tallying import Scan
from firstbell.equipment.models import CountScan
from firstbell.equipment.queries import counted
from firstbell.equipment.states import Lifecycle, ScanKind
from firstbell.lib.refusal import NotAllowed
from firstbell.platform.accounts.models import RoleGrant
from firstbell.platform.codes import actions as codes
from firstbell.platform.codes import queries


@pytest.fixture
def three(add, ict_2, store):
    """Two laptops in ICT 2 and one in the store."""
    return [
        add(tag="HV-1", home_id=ict_2.pk),
        add(tag="HV-2", home_id=ict_2.pk),
        add(tag="HV-3", home_id=store.pk),
    ]


def test_a_find_is_told_by_whom_when_and_where(counting, three, ict_2, moment):
    counting.opened()

    said = counting.send(counting.scan(three[0], ict_2, minutes=5))

    assert list(said.values()) == ["counted"]
    line = counting.line(three[0])
    assert (line.verdict, line.found_in, line.found_by) == ("found", ict_2, "Asha Rahman")
    assert line.found_at == moment + timedelta(minutes=5)
    assert counting.verdicts() == {"HV-1": "found", "HV-2": "expected", "HV-3": "expected"}


def test_the_same_batch_twice_or_half_of_it_counts_once(counting, three, ict_2):
    counting.opened()
    batch = [counting.scan(item, ict_2) for item in three]

    counting.send(*batch[:2])
    counting.send(*batch)
    said = counting.send(*batch)

    assert list(said.values()) == ["counted"] * 3
    assert CountScan.objects.count() == 3
    assert counting.verdicts() == {"HV-1": "found", "HV-2": "found", "HV-3": "elsewhere"}


def test_a_scan_that_stands_twice_in_a_batch_is_one(counting, three, ict_2):
    counting.opened()
    scan = counting.scan(three[0], ict_2)

    counting.send(scan, scan)

    assert CountScan.objects.get().outcome == "counted"


def test_another_room_than_expected_is_told(counting, three, store):
    counting.opened()

    counting.send(counting.scan(three[0], store))

    assert counting.line(three[0]).verdict == "elsewhere"
    assert counting.line(three[0]).found_in == store


def test_what_was_not_on_the_list_is_kept_beside_it(counting, three, add, ict_2, moment):
    counting.opened()
    new = add(tag="HV-9", home_id=ict_2.pk)
    lost = add(tag="HV-8")
    stages.set_stage([lost], stage=Lifecycle.MISSING, by=counting.by, at=moment)

    scan = counting.scan(new, ict_2)
    counting.send(scan, counting.scan(lost, ict_2))

    assert counting.line(new).verdict == "unexpected"
    assert counting.line(lost).verdict == "unexpected"
    counting.send(counting.undo(scan))
    assert sorted(counting.verdicts()) == ["HV-1", "HV-2", "HV-3", "HV-8"]


def test_scanned_in_two_rooms_the_last_one_says_where_it_is(counting, three, ict_2, store):
    counting.opened()
    first, second = (
        counting.scan(three[0], ict_2, minutes=5),
        counting.scan(three[0], store, minutes=9),
    )

    said = counting.send(first, second)

    assert [said[first.id], said[second.id]] == ["counted", "again"]
    line = counting.line(three[0])
    assert (line.verdict, line.found_in, line.twice) == ("elsewhere", store, True)


def test_whatever_order_acts_come_in_the_line_says_the_same(counting, three, ict_2, store):
    acts = [
        counting.scan(three[0], ict_2, minutes=5),
        counting.scan(three[0], store, minutes=9),
        counting.scan(three[0], store, minutes=12, kind=ScanKind.WISH, wish="move"),
    ]
    acts.append(counting.undo(acts[1]))
    told = set()
    for order in permutations(acts):
        counting.phones.clear()
        counting.opened()
        for act in order:
            counting.send(act)
        line = counting.line(three[0])
        told.add((line.verdict, line.found_in.name, line.twice, line.wish))

    assert told == {("found", "ICT 2", False, "move")}


def test_an_undo_takes_back_one_scan_and_no_more(counting, three, ict_2, store):
    counting.opened()
    first, second = counting.scan(three[0], ict_2), counting.scan(three[0], store, minutes=9)
    counting.send(first, second)

    counting.send(counting.undo(second))
    assert counting.line(three[0]).found_in == ict_2

    counting.send(counting.undo(first))
    assert counting.line(three[0]).verdict == "expected"
    assert counting.line(three[0]).found_at is None


def test_a_phone_whose_clock_is_an_hour_wrong_is_put_right(counting, three, ict_2, store, moment):
    counting.opened()
    ahead = timedelta(hours=1)
    wrong = counting.scan(three[0], ict_2, at=moment + timedelta(minutes=10) + ahead)
    right = counting.scan(three[0], store, at=moment + timedelta(minutes=20))

    counting.send(wrong, clock=ahead)
    counting.send(right, phone=counting.phone(device="Phone 2"))

    assert CountScan.objects.get(scan_id=wrong.id).at == moment + timedelta(minutes=10)
    assert counting.line(three[0]).found_in == store


def test_no_clock_puts_a_scan_before_the_count_or_after_now(counting, three, ict_2, moment):
    counting.opened()
    long_ago = counting.scan(three[0], ict_2, at=moment - timedelta(days=900))
    to_come = counting.scan(three[1], ict_2, at=moment + timedelta(days=900))

    counting.send(long_ago, to_come)

    assert counting.line(three[0]).found_at == moment
    assert counting.line(three[1]).found_at == moment + timedelta(hours=1)


def test_two_helpers_find_different_things_in_one_room(counting, three, ict_2, ben_account):
    counting.opened()
    mine = counting.phone(device="Asha's")
    bens = counting.phone(ben_account, device="Ben's")

    counting.send(counting.scan(three[0], ict_2), phone=mine)
    said = counting.send(counting.scan(three[0], ict_2), counting.scan(three[1], ict_2), phone=bens)

    assert list(said.values()) == ["again", "counted"]
    assert counting.line(three[1]).found_by == "Ben Whitlock"
    assert counted.progress(counting.count).seen == 2


def test_not_here_is_kept_until_somebody_finds_it(counting, three, ict_2):
    counting.opened()
    counting.send(counting.scan(three[0], ict_2, kind=ScanKind.ABSENT))
    assert counting.line(three[0]).looked_for
    assert counting.line(three[0]).verdict == "expected"

    counting.send(counting.scan(three[0], ict_2, minutes=20))

    assert not counting.line(three[0]).looked_for
    assert counting.line(three[0]).verdict == "found"


def test_every_bad_scan_is_kept_with_what_is_wrong_with_it(
    counting, three, add, leads, ict_2, moment, hartley, asha
):
    reams = add(tag="CAB-1", category=leads, quantity=500)
    gone = add(tag="HV-7")
    stages.remove(gone, why="Twice there", by=counting.by, at=moment)
    retired = add(tag="HV-6")
    stages.set_stage([retired], stage=Lifecycle.RETIRED, by=counting.by, at=moment)
    label = codes.mint(hartley, 1, by=asha, at=moment).codes.get()
    counting.opened()

    scans = [
        counting.scan(text, ict_2)
        for text in ("5012345678900", "HV-04\ufffd", "", label.value, reams, gone, retired, "ICT 2")
    ]
    said = counting.send(*scans)

    assert list(said.values()) == [
        "unknown", "unknown", "unknown", "unclaimed", "quantity", "unknown", "ended", "unknown",
    ]  # fmt: skip
    assert counting.verdicts() == {"HV-1": "expected", "HV-2": "expected", "HV-3": "expected"}
    assert counted.odd_scans(counting.count).count() == 8


def test_a_label_of_ours_and_a_serial_lead_to_the_item(counting, add, asha, moment, ict_2):
    item = add(tag="HV-1", serial="5CD1478X0I", home_id=ict_2.pk)
    code = codes.issue([item], by=asha, at=moment)[item.uid]
    counting.opened()
    texts = ["5cd1478x0i", code.value.lower(), code.spoken, queries.link(code.value)]

    said = counting.send(*[counting.scan(text, ict_2) for text in texts])

    assert list(said.values()) == ["counted", "again", "again", "again"]


def test_a_thing_of_another_school_is_not_counted(counting, three, other_school, laptops, tariq, moment):  # fmt: skip
    registering.register(
        other_school, [registering.Draft(laptops, {}, tag="NW-1")], by=tariq, at=moment
    )
    counting.opened()

    assert list(counting.send(counting.scan("NW-1")).values()) == ["other"]


def test_what_comes_after_the_end_is_kept_and_not_counted(counting, three, ict_2, moment):
    count = counting.opened()
    phone = counting.phone()
    verbs.cancel(count, by=counting.by, at=moment)

    said = counting.send(counting.scan(three[0], ict_2), phone=phone)

    assert list(said.values()) == ["late"]
    assert counting.line(three[0]).verdict == "expected"


def test_nothing_is_taken_before_a_count_opens_or_from_who_may_no_longer_count(
    counting, three, ict_2, ben_account
):
    count = counting.opened()
    bens = counting.phone(ben_account, device="Ben's")
    RoleGrant.objects.filter(account=ben_account).delete()
    with pytest.raises(NotAllowed):
        counting.send(counting.scan(three[0], ict_2), phone=bens)

    count.state = "draft"
    count.save()
    with pytest.raises(NotOpen):
        counting.send(counting.scan(three[0], ict_2))
    assert CountScan.objects.count() == 0


def test_an_undo_of_what_never_came_does_nothing(counting, three):
    counting.opened()

    counting.send(Scan(uuid4(), counting.at, kind=ScanKind.UNDO, ref=uuid4()))

    assert counting.verdicts() == {"HV-1": "expected", "HV-2": "expected", "HV-3": "expected"}


def test_progress_is_told_room_by_room(counting, three, ict_2, store):
    count = counting.opened()
    counting.send(counting.scan(three[0], ict_2), counting.scan(three[1], store))

    told = counted.progress(count)

    assert (told.expected, told.seen, told.to_find, told.percent) == (3, 2, 1, 66)
    first, second = told.rooms
    assert (first.name, first.expected, first.found, first.elsewhere, first.to_find) == ("ICT 2", 2, 1, 1, 0)  # fmt: skip
    assert (second.name, second.expected, second.found, second.here_too) == ("ICT store", 1, 0, 1)
