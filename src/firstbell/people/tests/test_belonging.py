from __future__ import annotations

from datetime import date

import pytest

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people import actions, queries
from firstbell.people.models import Group, Membership, Organisation, Person, RoomKeeper
from firstbell.people.states import GroupKind, KeeperRole, MemberKind
from firstbell.people.web import bulk
from firstbell.places import actions as places
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit import timeline

TODAY = date(2026, 11, 24)


def newest(thing):
    return timeline.of(thing).first().sentence


def test_a_change_of_name_is_told(ms_okoro, asha, moment):
    actions.change_person(ms_okoro, family_name="Okoro-Bell", by=asha, at=moment)

    event = timeline.of(ms_okoro).first()
    change = event.changes.get()
    assert (change.field, change.was, change.now) == ("last name", "Okoro", "Okoro-Bell")
    with pytest.raises(Refusal, match="a first or a last name"):
        actions.change_person(ms_okoro, given_name="", family_name="", by=asha, at=moment)


def test_an_address_leads_to_one_person(ms_okoro, sam_reeve, asha, moment):
    with pytest.raises(Conflict, match=r"okoro@hartley\.example belongs to Ada Okoro already"):
        actions.change_person(sam_reeve, email="okoro@hartley.example", by=asha, at=moment)


def test_a_leaver_can_stay_after_all(sam_reeve, asha, moment):
    actions.leave(sam_reeve.now, on=date(2027, 7, 21), by=asha, at=moment)
    assert newest(sam_reeve) == "Sam Reeve leaves Hartley Vale School on 21/07/2027"

    actions.stay(sam_reeve.now, by=asha, at=moment)

    assert sam_reeve.memberships.get().to_on is None
    with pytest.raises(Refusal, match="only comes on"):
        actions.leave(sam_reeve.now, on=date(2020, 7, 21), by=asha, at=moment)


def test_nobody_belongs_to_a_school_twice(hartley, ms_okoro, asha, moment):
    with pytest.raises(Conflict, match="belongs to Hartley Vale School already"):
        actions.join(ms_okoro, hartley, kind=MemberKind.STAFF, by=asha, at=moment)


def test_only_students_are_in_a_year(ms_okoro, asha, moment):
    with pytest.raises(Refusal, match="Only students are in a year"):
        actions.change_membership(ms_okoro.now, cohort=2017, by=asha, at=moment)


def test_a_class_has_members_and_a_tutor_group_has_those_who_say_so(
    hartley, sam_reeve, asha, moment
):
    computing = actions.add_group(hartley, name="9C/Co2", kind=GroupKind.CLASS, by=asha, at=moment)
    tutor_group = sam_reeve.now.tutor_group

    assert actions.put_in(computing, [sam_reeve], by=asha, at=moment) == 1
    assert actions.put_in(computing, [sam_reeve], by=asha, at=moment) == 0

    assert list(queries.members(computing, TODAY)) == [sam_reeve]
    assert list(queries.members(tutor_group, TODAY)) == [sam_reeve]
    with pytest.raises(Refusal, match="said on each person's own page"):
        actions.put_in(tutor_group, [sam_reeve], by=asha, at=moment)
    actions.take_out(computing.members.get(), by=asha, at=moment)
    assert not queries.members(computing, TODAY).exists()
    assert queries.years(asha, hartley, TODAY) == [(2017, "Year 9", 1)]


def test_two_classes_do_not_share_a_name(hartley, sam_reeve, asha, moment):
    with pytest.raises(Conflict, match="has a tutor group called 9 c already"):
        actions.add_group(hartley, name="9 c", kind=GroupKind.TUTOR, by=asha, at=moment)


def test_somebody_looks_after_a_room_and_somebody_stands_in(
    ict_2, ms_okoro, sam_reeve, asha, moment
):
    keeper = actions.name_keeper(ict_2, person=ms_okoro, by=asha, at=moment)
    assert newest(ict_2) == "Ada Okoro looks after ICT 2 from now on"
    with pytest.raises(Conflict, match="Ada Okoro looks after ICT 2 already"):
        actions.name_keeper(ict_2, person=ms_okoro, by=asha, at=moment)

    actions.name_keeper(ict_2, person=ms_okoro, role=KeeperRole.STANDS_IN, by=asha, at=moment)

    keeper.refresh_from_db()
    assert keeper.to_on == TODAY
    assert [one.role for one in RoomKeeper.objects.now()] == [KeeperRole.STANDS_IN]
    actions.end_keeper(RoomKeeper.objects.now().get(), by=asha, at=moment)
    assert not RoomKeeper.objects.now().exists()


def test_a_merged_room_keeps_who_looks_after_it(hartley, ict_2, ms_okoro, asha, moment):
    lab = places.add_room(hartley, name="Lab 1", building=ict_2.building, by=asha, at=moment)
    actions.name_keeper(lab, person=ms_okoro, by=asha, at=moment)

    places.merge_rooms(lab, into=ict_2, by=asha, at=moment)

    assert RoomKeeper.objects.now().get().room == ict_2


def test_an_organisation_is_one_schools_or_the_trusts(hartley, asha, okoro, tariq, moment):
    ours = actions.add_organisation(hartley, name="Byte & Co", by=asha, at=moment)
    trusts = actions.add_organisation(None, name="Allnet", by=system_actor(), at=moment)

    assert set(Organisation.objects.visible_to(asha)) == {ours, trusts}
    assert list(Organisation.objects.visible_to(tariq)) == [trusts]
    assert not Organisation.objects.visible_to(okoro).exists()
    with pytest.raises(Conflict, match="There is byte & co already"):
        actions.add_organisation(hartley, name="byte & co", by=asha, at=moment)
    with pytest.raises(Refusal, match="a role in the whole trust"):
        actions.add_organisation(None, name="Other", by=asha, at=moment)
    actions.archive_organisation(ours, by=asha, at=moment)
    assert list(Organisation.objects.open()) == [trusts]


def test_two_records_of_one_person_become_one(hartley, ms_okoro, sam_reeve, ict_2, asha, moment):
    double = actions.add_person(
        hartley, given_name="A", family_name="Okoro", mis_id="S12", by=asha, at=moment
    )
    actions.name_keeper(ict_2, person=double, by=asha, at=moment)

    actions.merge_people(double, into=ms_okoro, by=asha, at=moment)

    assert set(Person.objects.known()) == {ms_okoro, sam_reeve}
    kept = ms_okoro.memberships.get()
    assert (kept.mis_id, kept.job_title) == ("S12", "Teacher")
    assert RoomKeeper.objects.now().get().person == ms_okoro
    with pytest.raises(Refusal, match="Choose somebody else"):
        actions.merge_people(ms_okoro, into=ms_okoro, by=asha, at=moment)


def test_a_whole_class_is_put_together_and_leaves(sam_reeve, ms_okoro, asha, moment):
    everybody = Person.objects.all()

    bulk.put_in_class(everybody, by=asha, at=moment, name="Robotics")
    bulk.leave(everybody, by=asha, at=moment, on=date(2027, 7, 21))

    club = Group.objects.get(name="Robotics")
    assert set(queries.members(club, TODAY)) == {sam_reeve, ms_okoro}
    assert {stay.to_on for stay in Membership.objects.all()} == {date(2027, 7, 21)}
