from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.equipment.actions import covering, custody, merging, moving, restoring, stages
from firstbell.equipment.models import Custody, Identity, Item
from firstbell.equipment.queries import identities, stickers
from firstbell.equipment.states import CoverKind
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.audit import timeline
from firstbell.platform.codes import actions as codes
from firstbell.platform.codes.models import Code
from firstbell.platform.notes import actions as notes
from firstbell.platform.notes.models import Note
from firstbell.platform.search.models import SearchEntry
from firstbell.platform.tags import actions as tags
from firstbell.platform.tags.models import TagLink


@pytest.fixture
def pair(add, store):
    """One laptop that was entered twice: with its serial, and with its price."""
    kept = add(tag="LAP-1", serial="5CD1478X0I", home_id=store.pk)
    gone = add(tag="LAP-9", price_net=41_800, funding="Capital", notes="Key sticks")
    return gone, kept


def now(item):
    return Item.objects.get(pk=item.pk)


def test_what_the_second_record_knew_moves_to_the_first(pair, asha, moment):
    gone, kept = pair

    merging.merge(gone, into=kept, by=asha, at=moment)

    found = now(kept)
    assert (found.serial, found.price_net, found.funding, found.notes) == (
        "5CD1478X0I",
        41_800,
        "Capital",
        "Key sticks",
    )
    assert now(gone).removed_at == moment
    assert now(gone).merged_into_uid == kept.uid


def test_what_the_kept_record_says_itself_stays(add, asha, moment):
    kept, gone = add(tag="LAP-1", price_net=100), add(tag="LAP-9", price_net=999)

    merging.merge(gone, into=kept, by=asha, at=moment)

    assert now(kept).price_net == 100


def test_the_old_sticker_still_leads_to_the_laptop(pair, asha, moment):
    gone, kept = pair
    merging.merge(gone, into=kept, by=asha, at=moment)

    assert stickers.once_tagged("lap-9") == kept.uid
    assert stickers.once_tagged("LAP-1") is None


def test_a_serial_of_the_second_record_becomes_the_firsts(add, asha, moment):
    kept, gone = add(tag="LAP-1"), add(tag="LAP-9", serial="5CD1478X0I")

    merging.merge(gone, into=kept, by=asha, at=moment)

    assert now(kept).serial == "5CD1478X0I"
    assert identities.uid_of("5cd1478x0i") == kept.uid


def test_of_two_serials_the_kept_one_stays_and_the_other_is_remembered(add, asha, moment):
    kept, gone = add(tag="LAP-1", serial="5CD1478X0I"), add(tag="LAP-9", serial="5CD1478X01")

    merging.merge(gone, into=kept, by=asha, at=moment)

    rows = Identity.objects.filter(item=kept, kind="serial").order_by("value")
    assert [(row.value, row.to_at is None) for row in rows] == [
        ("5CD1478X01", False),
        ("5CD1478X0I", True),
    ]


def test_notes_tags_codes_and_the_warranty_come_along(pair, asha, moment):
    gone, kept = pair
    notes.write(gone, "Lid is cracked", by=asha, at=moment)
    tags.tag_many([gone], tags.named(["Exams"], by=asha, at=moment), by=asha, at=moment)
    codes.issue([gone], by=asha, at=moment)
    codes.issue([kept], by=asha, at=moment)
    ends = (moment + timedelta(days=300)).date()
    covering.add_cover(gone, kind=CoverKind.WARRANTY, ends_on=ends, by=asha, at=moment)

    merging.merge(gone, into=kept, by=asha, at=moment)

    assert Note.objects.get().thing_uid == kept.uid
    assert TagLink.objects.get().thing_uid == kept.uid
    assert set(Code.objects.values_list("thing_uid", "preferred")) == {
        (kept.uid, True),
        (kept.uid, False),
    }
    assert now(kept).cover_ends_on == ends


def test_who_has_it_comes_along(pair, okafor, asha, moment):
    gone, kept = pair
    custody.give(gone, to=okafor, by=asha, at=moment)

    merging.merge(now(gone), into=kept, by=asha, at=moment)

    assert Custody.objects.open().get().item == kept


def test_two_holders_of_one_laptop_are_a_question_first(pair, okafor, cole, asha, moment):
    gone, kept = pair
    custody.give(gone, to=okafor, by=asha, at=moment)
    custody.give(kept, to=cole, by=asha, at=moment)

    with pytest.raises(merging.BothWithSomebody) as refused:
        merging.merge(gone, into=kept, by=asha, at=moment)

    assert refused.value.sentence == (
        "Laptop (LAP-9) is with Chi Okafor and Laptop (LAP-1) is with Jon Cole. "
        "Take back the one that is wrong first."
    )


def test_the_same_holder_twice_is_one_custody(pair, okafor, asha, moment):
    gone, kept = pair
    custody.give(gone, to=okafor, by=asha, at=moment)
    custody.give(kept, to=okafor, by=asha, at=moment)

    merging.merge(gone, into=kept, by=asha, at=moment)

    assert Custody.objects.open().get().item == kept


def test_its_history_tells_both_lives(pair, okafor, asha, moment):
    gone, kept = pair
    custody.give(gone, to=okafor, by=asha, at=moment)
    custody.take_back(gone, by=asha, at=moment)

    merging.merge(gone, into=kept, by=asha, at=moment)

    told = [event.sentence for event in timeline.of(kept)]
    assert told[0] == "Asha Rahman merged Laptop (LAP-9) into Laptop (LAP-1)"
    assert "Asha Rahman gave Laptop (LAP-9) to Chi Okafor" in told


def test_a_merged_record_is_not_found_any_more(pair, asha, moment):
    gone, kept = pair

    merging.merge(gone, into=kept, by=asha, at=moment)

    uids = SearchEntry.objects.filter(thing_uid__in=[gone.uid, kept.uid])
    assert list(uids.values_list("thing_uid", flat=True)) == [kept.uid]


def test_a_merged_record_is_not_restored_but_parted_and_says_so(pair, asha, moment):
    gone, kept = pair
    merging.merge(gone, into=kept, by=asha, at=moment)

    with pytest.raises(Conflict) as refused:
        restoring.restore(now(gone), by=asha, at=moment)

    assert refused.value.sentence == (
        "Laptop (LAP-9) was merged into another item. Undo that on the page of the other one."
    )


def test_leads_of_two_records_add_up(add, leads, asha, moment):
    kept, gone = add(leads, tag="CAB-1", quantity=40), add(leads, tag="CAB-2", quantity=60)

    merging.merge(gone, into=kept, by=asha, at=moment)

    assert now(kept).quantity == 100


@pytest.mark.parametrize("case", ["itself", "out of the register", "kind", "inside"])
def test_what_cannot_be_one_thing_is_refused(case, add, laptops, leads, trolleys, asha, moment):
    kept = add(trolleys if case == "inside" else laptops, tag="LAP-1")
    gone = add(leads, tag="CAB-1") if case == "kind" else add(tag="LAP-9")
    if case == "itself":
        gone = kept
    elif case == "out of the register":
        stages.remove(gone, why="Never ours", by=asha, at=moment)
        gone = now(gone)
    elif case == "inside":
        moving.put_in([gone], container=kept, by=asha, at=moment)

    with pytest.raises(Refusal):
        merging.merge(gone, into=kept, by=asha, at=moment)


def test_what_was_in_the_second_trolley_is_in_the_first(add, trolleys, asha, moment):
    kept, gone, laptop = add(trolleys, tag="TRO-1"), add(trolleys, tag="TRO-2"), add(tag="LAP-1")
    moving.put_in([laptop], container=gone, by=asha, at=moment)

    merging.merge(gone, into=kept, by=asha, at=moment)

    assert now(laptop).container == kept
