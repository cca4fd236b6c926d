"""A merge that was a mistake: what moved goes back, unless somebody changed it since."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.equipment.actions import (
    changing,
    covering,
    custody,
    merging,
    moving,
    parting,
    stages,
    transferring,
)
from firstbell.equipment.models import Custody, Identity, Item, Sighting
from firstbell.equipment.queries import identities, stickers
from firstbell.equipment.states import CoverKind
from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.people import actions as people
from firstbell.places import actions as places
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit import timeline
from firstbell.platform.codes import actions as codes
from firstbell.platform.codes.models import Code
from firstbell.platform.merges.models import Merge, Step
from firstbell.platform.merges.questions import MERGE, UNMERGE
from firstbell.platform.notes import actions as notes
from firstbell.platform.notes.models import Note
from firstbell.platform.search.models import SearchEntry
from firstbell.platform.tags import actions as tags
from firstbell.platform.tags.models import TagLink

LATER = timedelta(hours=2)


@pytest.fixture
def pair(add, store):
    kept = add(tag="LAP-1", serial="5CD1478X0I", home_id=store.pk)
    gone = add(
        tag="LAP-9", serial="5CD1478X01", price_net=41_800, funding="Capital", notes="Key sticks"
    )
    return gone, kept


@pytest.fixture
def merged(pair, asha, moment):
    gone, kept = pair
    merging.merge(gone, into=kept, by=asha, at=moment)
    return now(gone), now(kept)


@pytest.fixture
def part(asha, moment):
    def go(gone, kept):
        back = parting.unmerge(now(gone), into=now(kept), by=asha, at=moment + LATER)
        return now(gone), now(kept), back

    return go


def now(item):
    return Item.objects.get(pk=item.pk)


def of(item):
    """What an item says of itself, but for when and how often it was saved."""
    names = {field.attname for field in Item._meta.concrete_fields} - {"version", "changed_at"}
    return {name: getattr(now(item), name) for name in names}


def rows(kind, item):
    names = [f.attname for f in kind._meta.concrete_fields]
    return list(kind._base_manager.filter(item=item).order_by("pk").values(*names))


def test_the_two_are_again_what_they_were(pair, part, asha, moment):
    gone, kept = pair
    were = (of(gone), of(kept), rows(Identity, gone), rows(Identity, kept))
    merging.merge(gone, into=kept, by=asha, at=moment)

    gone, kept, back = part(gone, kept)

    assert (of(gone), of(kept), rows(Identity, gone), rows(Identity, kept)) == were
    assert back.stays == 0


def test_everything_that_hung_on_it_is_back_on_it(pair, part, asha, moment, store, okafor):
    gone, kept = pair
    notes.write(gone, "Lid is cracked", by=asha, at=moment)
    exams = tags.named(["Exams"], by=asha, at=moment)
    tags.tag_many([gone, kept], exams, by=asha, at=moment)
    codes.issue([gone], by=asha, at=moment)
    codes.issue([kept], by=asha, at=moment)
    ends = (moment + timedelta(days=300)).date()
    covering.add_cover(gone, kind=CoverKind.WARRANTY, ends_on=ends, by=asha, at=moment)
    custody.give(now(gone), to=okafor, by=asha, at=moment)
    moving.see(now(gone), room=store, how="seen", by=asha, at=moment)
    merging.merge(now(gone), into=now(kept), by=asha, at=moment)

    gone, kept, _ = part(gone, kept)

    assert Note.objects.get().thing_uid == gone.uid
    assert set(TagLink.objects.values_list("thing_uid", flat=True)) == {gone.uid, kept.uid}
    assert set(Code.objects.values_list("thing_uid", "preferred")) == {
        (gone.uid, True),
        (kept.uid, True),
    }
    assert (gone.cover_ends_on, kept.cover_ends_on) == (ends, None)
    assert Custody.objects.open().get().item == gone
    assert Sighting.objects.get().item == gone
    assert (gone.seen_in, kept.seen_at) == (store, None)


def test_each_sticker_and_serial_leads_to_its_own_again(merged, part):
    gone, kept, _ = part(*merged)

    assert stickers.once_tagged("LAP-9") is None
    assert identities.uid_of("LAP-9") == gone.uid
    assert (identities.uid_of("5CD1478X01"), identities.uid_of("5CD1478X0I")) == (
        gone.uid,
        kept.uid,
    )


def test_both_are_found_again_and_history_tells_it_on_both(merged, part):
    gone, kept, _ = part(*merged)

    found = SearchEntry.objects.filter(thing_uid__in=[gone.uid, kept.uid])
    assert set(found.values_list("thing_uid", flat=True)) == {gone.uid, kept.uid}
    said = "Asha Rahman undid the merge of Laptop (LAP-9) into Laptop (LAP-1)"
    assert next(iter(timeline.of(kept))).sentence == said
    assert next(iter(timeline.of(gone))).sentence == said


def test_the_kept_one_no_longer_tells_the_others_life(pair, part, okafor, asha, moment):
    gone, kept = pair
    custody.give(gone, to=okafor, by=asha, at=moment)
    custody.take_back(now(gone), by=asha, at=moment)
    merging.merge(now(gone), into=kept, by=asha, at=moment)

    gone, kept, _ = part(gone, kept)

    gave = "Asha Rahman gave Laptop (LAP-9) to Chi Okafor"
    assert gave not in [event.sentence for event in timeline.of(kept)]
    assert gave in [event.sentence for event in timeline.of(gone)]


def test_what_somebody_changed_since_stays_and_is_counted(merged, part, asha, moment):
    gone, kept = merged
    changing.change(now(kept), by=asha, at=moment, price_net=50_000, notes="Keys fixed")

    gone, kept, back = part(gone, kept)

    assert (kept.price_net, kept.notes, kept.funding) == (50_000, "Keys fixed", "")
    assert (gone.price_net, gone.notes, gone.funding) == (41_800, "Key sticks", "Capital")
    assert back.stays == 2


def test_what_was_given_out_since_stays_with_the_kept_one(pair, part, okafor, cole, asha, moment):
    gone, kept = pair
    custody.give(gone, to=okafor, by=asha, at=moment)
    merging.merge(now(gone), into=kept, by=asha, at=moment)
    custody.take_back(now(kept), by=asha, at=moment + LATER / 2)
    custody.give(now(kept), to=cole, by=asha, at=moment + LATER / 2)

    gone, kept, _ = part(gone, kept)

    assert [row.person for row in gone.custodies.all()] == [okafor]
    assert [(row.person, row.to_at) for row in kept.custodies.all()] == [(cole, None)]


def test_one_holder_of_both_has_both_again(pair, part, okafor, asha, moment):
    gone, kept = pair
    for item in pair:
        custody.give(item, to=okafor, by=asha, at=moment)
    merging.merge(now(gone), into=now(kept), by=asha, at=moment)

    gone, kept, _ = part(gone, kept)

    assert {row.item for row in Custody.objects.open()} == {gone, kept}


def test_what_was_given_back_as_one_was_given_back_twice(pair, part, okafor, asha, moment):
    gone, kept = pair
    for item in pair:
        custody.give(item, to=okafor, by=asha, at=moment)
    merging.merge(now(gone), into=now(kept), by=asha, at=moment)
    custody.take_back(now(kept), by=asha, at=moment + LATER / 2)

    gone, kept, _ = part(gone, kept)

    assert set(Custody.objects.values_list("item", "to_at")) == {
        (gone.pk, moment + LATER / 2),
        (kept.pk, moment + LATER / 2),
    }


def test_what_was_in_the_trolley_stands_where_that_stands(
    add, trolleys, part, store, ict_2, asha, moment
):
    kept, gone = add(trolleys, tag="TRO-1"), add(trolleys, tag="TRO-2", home_id=store.pk)
    inside, taken = add(tag="LAP-1"), add(tag="LAP-2")
    moving.put_in([inside, taken], container=gone, by=asha, at=moment)
    merging.merge(now(gone), into=kept, by=asha, at=moment)
    moving.take_out([now(taken)], by=asha, at=moment)
    moving.move([now(kept)], to=ict_2, by=asha, at=moment)

    gone, kept, _ = part(gone, kept)

    assert (now(inside).container, now(taken).container) == (gone, None)
    assert now(inside).place == gone.place


def test_leads_of_two_records_are_counted_apart_again(add, leads, part, asha, moment):
    kept, gone = add(leads, tag="CAB-1", quantity=40), add(leads, tag="CAB-2", quantity=60)
    merging.merge(gone, into=kept, by=asha, at=moment)

    gone, kept, _ = part(gone, kept)

    assert (gone.quantity, kept.quantity) == (60, 40)


def test_leads_that_are_used_up_are_a_question_first(add, leads, part, asha, moment):
    kept, gone = add(leads, tag="CAB-1", quantity=40), add(leads, tag="CAB-2", quantity=60)
    merging.merge(gone, into=kept, by=asha, at=moment)
    changing.change(now(kept), by=asha, at=moment, quantity=50)

    with pytest.raises(Conflict, match=r"60 were merged into .*, and only 50 are left"):
        part(gone, kept)


def test_leads_that_are_out_are_a_question_first(add, leads, part, okafor, asha, moment):
    kept, gone = add(leads, tag="CAB-1", quantity=40), add(leads, tag="CAB-2", quantity=60)
    merging.merge(gone, into=kept, by=asha, at=moment)
    custody.give(now(kept), to=okafor, quantity=70, by=asha, at=moment)

    with pytest.raises(Conflict, match=r"70 of .* are out, and it would have only 40"):
        part(gone, kept)
    assert now(gone).removed_at == moment


@pytest.mark.parametrize("wanted", ["tag", "serial"])
def test_what_its_tag_or_serial_is_on_now_comes_first(wanted, merged, part, add):
    add(tag="LAP-9") if wanted == "tag" else add(tag="LAP-7", serial="5CD1478X01")
    gone, kept = merged
    if wanted == "serial":
        Identity.objects.filter(item=kept, norm="5CD1478X01").delete()

    with pytest.raises(Conflict, match=r"is on Laptop \(LAP-"):
        part(gone, kept)


def test_what_left_the_register_or_the_school_comes_back_first(merged, other_school, moment):
    (gone, kept), trust = merged, system_actor()
    transferring.transfer([now(kept)], to=other_school, by=trust, at=moment)
    with pytest.raises(Conflict, match=r"Transfer it to Hartley Vale School first"):
        parting.unmerge(now(gone), into=now(kept), by=trust, at=moment)
    stages.remove(now(kept), why="Sold", by=trust, at=moment)
    with pytest.raises(Conflict, match="Put it back first"):
        parting.unmerge(now(gone), into=now(kept), by=trust, at=moment)


def test_merges_are_undone_last_one_first(merged, part, add, asha, moment):
    gone, kept = merged
    last = add(tag="LAP-0")
    before = of(kept)
    merging.merge(now(kept), into=last, by=asha, at=moment + LATER / 2)

    with pytest.raises(
        Conflict, match=r"is out of the register\. Put it back first|merged into another"
    ):
        part(gone, kept)

    part(kept, last)
    assert of(kept) == before
    part(gone, kept)
    assert now(gone).notes == "Key sticks"


def test_a_room_above_takes_part_and_may_refuse(pair, part, monkeypatch, asha, moment):
    monkeypatch.setattr(MERGE, "_answers", MERGE._answers | {"equipment.item": {}})
    monkeypatch.setattr(UNMERGE, "_answers", UNMERGE._answers | {"equipment.item": {}})
    gone, kept = pair
    note = notes.write(gone, "Ticket 12", by=asha, at=moment)
    MERGE.answer("equipment.item", "tests")(
        lambda gone, kept, moves: (
            moves.update(Note.objects.filter(thing_uid=gone.uid), thing_uid=kept.uid) and None
        )
    )
    said = ["Ticket 12 was closed since."]
    UNMERGE.answer("equipment.item", "tests")(lambda gone, kept, back: said[0] if said else None)
    merging.merge(gone, into=kept, by=asha, at=moment)

    with pytest.raises(Conflict, match="Ticket 12 was closed since"):
        part(gone, kept)
    note.refresh_from_db()
    assert note.thing_uid == kept.uid

    said.clear()
    part(gone, kept)
    note.refresh_from_db()
    assert note.thing_uid == gone.uid


def test_a_leader_does_not_undo_it_and_nobody_twice(merged, part, grace, moment):
    gone, kept = merged
    with pytest.raises(NotAllowed):
        parting.unmerge(gone, into=kept, by=grace, at=moment)
    part(gone, kept)

    with pytest.raises(Refusal, match="was not merged into"):
        part(gone, kept)


def test_a_merge_of_before_says_why_it_stays(merged, part):
    Merge.objects.all().delete()

    with pytest.raises(Conflict, match="was not written down, so it cannot be undone"):
        part(*merged)


def test_the_note_of_a_hand_out_is_forgotten_in_the_record_too(pair, okafor, asha, moment):
    gone, kept = pair
    for item in pair:
        custody.give(item, to=okafor, note="Cried", by=asha, at=moment)
    merging.merge(now(gone), into=now(kept), by=asha, at=moment)
    custody.take_back(now(kept), by=asha, at=moment)

    people.anonymise(okafor, by=asha, at=moment)

    assert "Cried" not in str(list(Step.objects.values_list("doc", flat=True)))


def test_rooms_that_are_two_again_have_their_own_equipment(
    add, hartley, store, ict_2, okafor, asha, moment
):
    here, elsewhere = add(tag="LAP-1", home_id=store.pk), add(tag="LAP-2", home_id=store.pk)
    custody.give(now(here), to=store, by=asha, at=moment)
    places.merge_rooms(Room.objects.get(pk=store.pk), into=ict_2, by=asha, at=moment)
    moving.move([now(elsewhere)], to=ict_2, by=asha, at=moment, and_home=True)
    new = add(tag="LAP-3", home_id=ict_2.pk)

    places.unmerge_rooms(
        Room.objects.get(pk=store.pk), into=Room.objects.get(pk=ict_2.pk), by=asha, at=moment
    )

    assert [now(item).home for item in (here, elsewhere, new)] == [store, store, ict_2]
    assert Custody.objects.open().get().room == store


def test_people_who_are_two_again_have_their_own_equipment(pair, okafor, cole, asha, moment):
    for item, person in zip(pair, (okafor, cole), strict=True):
        custody.give(item, to=person, by=asha, at=moment)
    people.merge_people(okafor, into=cole, by=asha, at=moment)
    assert set(Custody.objects.values_list("person", flat=True)) == {cole.pk}

    people.unmerge_people(okafor, into=cole, by=asha, at=moment)

    assert [item.custodies.get().person for item in pair] == [okafor, cole]
