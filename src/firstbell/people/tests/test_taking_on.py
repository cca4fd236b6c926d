from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.people import actions, events
from firstbell.people.actions import Arrival
from firstbell.people.models import Group, Membership, Person
from firstbell.people.states import MemberKind
from firstbell.platform.accounts.actors import account_actor
from firstbell.platform.audit.models import Event
from firstbell.platform.search import finding


def test_somebody_new_is_told_by_what_they_are(sam_reeve, ms_okoro):
    today = date(2026, 11, 24)

    assert (str(sam_reeve), sam_reeve.what(today)) == ("Sam Reeve", "Year 9, 9C")
    assert (str(ms_okoro), ms_okoro.formal) == ("Ada Okoro", "Ms Okoro")
    assert ms_okoro.what(today) == "Science, Teacher"


def test_a_file_brings_people_up_to_date_and_takes_on_the_new(
    hartley, sam_reeve, ms_okoro, asha, moment
):
    rows = [
        Arrival(mis_id="10482", family_name="Reeve-Hall", tutor_group="9D"),
        Arrival(email="OKORO@hartley.example", job_title="Head of science"),
        Arrival(given_name="Priya", family_name="Nair", mis_id="10490", cohort=2017),
        Arrival(email="okoro@hartley.example", initials="AOK"),
    ]

    taken = actions.take_on(hartley, rows, by=asha, at=moment)

    sam_reeve.refresh_from_db()
    assert (sam_reeve.given_name, sam_reeve.family_name) == ("Samuel", "Reeve-Hall")
    assert [one.is_new for one in taken] == [False, False, True, False]
    assert [(c.field, str(c.was), str(c.now)) for c in taken[0].changes] == [
        ("last name", "Reeve", "Reeve-Hall"),
        ("tutor group", "9C", "9D"),
    ]
    assert taken[3].changes == []
    assert Membership.objects.get(person=ms_okoro).job_title == "Head of science"
    assert taken[2].person.now.kind == MemberKind.STUDENT
    assert Person.objects.count() == 3


def test_taking_on_the_same_file_twice_changes_nothing(hartley, asha, moment):
    rows = [Arrival(given_name="Priya", family_name="Nair", mis_id="10490", cohort=2017)]
    actions.take_on(hartley, rows, by=asha, at=moment)
    before = Event.objects.count()

    actions.take_on(hartley, rows, by=asha, at=moment)

    assert Person.objects.count() == 1
    assert Event.objects.count() == before


def test_one_history_line_for_each(hartley, asha, moment):
    rows = [Arrival(family_name="Nair"), Arrival(family_name="Osei")]

    actions.take_on(hartley, rows, by=asha, at=moment)

    added = Event.objects.filter(kind=events.PERSON_ADDED.name).order_by("pk")
    assert [event.sentence for event in added] == [
        "Asha Rahman added Nair",
        "Asha Rahman added Osei",
    ]


def test_a_file_takes_a_bounded_number_of_queries(
    hartley, asha, moment, django_assert_max_num_queries
):
    rows = [Arrival(family_name=f"Nair {n}", mis_id=f"2{n}", tutor_group="9C") for n in range(50)]

    with django_assert_max_num_queries(30):
        actions.take_on(hartley, rows, by=asha, at=moment)


def test_somebody_at_two_schools_is_one_person(
    hartley, other_school, ms_okoro, asha, tariq, moment
):
    rows = [Arrival(email="okoro@hartley.example", kind=MemberKind.STAFF)]

    taken = actions.take_on(other_school, rows, by=tariq, at=moment)

    assert taken[0].person == ms_okoro
    assert ms_okoro.school_ids() == {hartley.pk, other_school.pk}
    assert list(Person.objects.visible_to(tariq)) == [ms_okoro]


def test_somebody_who_comes_back_begins_again(hartley, sam_reeve, asha, moment):
    actions.leave(sam_reeve.now, on=date(2026, 11, 30), by=asha, at=moment)

    later = moment + timedelta(days=60)
    actions.take_on(hartley, [Arrival(mis_id="10482", family_name="Reeve")], by=asha, at=later)

    stays = sam_reeve.memberships.order_by("from_on")
    assert [(row.from_on, row.to_on) for row in stays] == [
        (date(2024, 9, 1), date(2026, 11, 30)),
        (later.date(), None),
    ]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (Arrival(job_title="Teacher"), "a first or a last name"),
        (Arrival(family_name="Nair", email="nair at school"), "is not an email address"),
        (Arrival(family_name="Nair", kind="ghost"), "neither student, staff nor contractor"),
        (Arrival(family_name="Nair", kind="staff", cohort=2017), "Only students"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused_with_all_others(hartley, asha, moment, row, sentence):
    with pytest.raises(Refusal, match=sentence):
        actions.take_on(hartley, [Arrival(family_name="Osei"), row], by=asha, at=moment)

    assert not Person.objects.exists()
    assert not Group.objects.exists()


def test_nobody_is_added_twice(hartley, sam_reeve, asha, moment):
    with pytest.raises(Conflict, match="That is Sam Reeve, who is here already"):
        actions.add_person(hartley, family_name="Reeve", mis_id="10482", by=asha, at=moment)


def test_the_database_says_so_too(hartley, sam_reeve, ms_okoro):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(
            person=ms_okoro, school=hartley, kind="staff", from_on=date(2026, 1, 1)
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Person(school=hartley, email="OKORO@HARTLEY.example").save()


def test_only_technicians_take_people_on(hartley, okoro, tariq, moment):
    for stranger in (okoro, tariq):
        with pytest.raises(NotAllowed):
            actions.take_on(hartley, [Arrival(family_name="Nair")], by=stranger, at=moment)


def test_teachers_find_teachers_and_students_themselves(
    hartley, sam_reeve, ms_okoro, asha, okoro, sam, sam_account, tariq
):
    sam_account.person_uid = sam_reeve.uid
    sam_account.save()
    linked = account_actor(sam_account)

    assert set(Person.objects.visible_to(asha)) == {sam_reeve, ms_okoro}
    assert list(Person.objects.visible_to(okoro)) == [ms_okoro]
    assert list(Person.objects.visible_to(linked)) == [sam_reeve]
    assert not Person.objects.visible_to(sam).exists()
    assert not Person.objects.visible_to(tariq).exists()


def test_search_finds_people_as_far_as_they_may_be_seen(sam_reeve, ms_okoro, asha, okoro):
    def found(actor, words):
        answer = finding.find(words, actor=actor, types=["people.person"])
        return [one.label for group in answer.groups for one in group.found]

    assert found(asha, "Reeve") == ["Sam Reeve"]
    assert found(asha, "10482") == ["Sam Reeve"]
    assert found(okoro, "Okoro") == ["Ada Okoro"]
    assert found(okoro, "Reeve") == []
