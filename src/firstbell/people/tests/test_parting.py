"""Two records that were merged and are of two people after all."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.people import actions
from firstbell.people.models import Group, Membership, Person, RoomKeeper
from firstbell.platform.accounts import actions as accounts
from firstbell.platform.accounts.states import Role
from firstbell.platform.audit import timeline
from firstbell.platform.merges.models import Step
from firstbell.platform.search.models import SearchEntry
from tests.people import account

LATER = timedelta(days=3)


@pytest.fixture
def double(hartley, asha, moment):
    return actions.add_person(
        hartley, given_name="A", family_name="Okoro", mis_id="S12", email="a.okoro@hartley.example",
        department="Science", from_on=date(2020, 9, 1), by=asha, at=moment,
    )  # fmt: skip


@pytest.fixture
def merged(double, ms_okoro, asha, moment):
    actions.merge_people(double, into=ms_okoro, by=asha, at=moment)
    return now(double), now(ms_okoro)


def now(person):
    return Person.objects.get(pk=person.pk)


def everything():
    """Every row that a merge of people touches, but for how often it was saved."""
    skip = {"version"}
    return [
        list(kind._base_manager.order_by("pk").values(*[
            field.attname for field in kind._meta.concrete_fields if field.name not in skip
        ]))
        for kind in (Person, Membership, RoomKeeper, Group)
    ]  # fmt: skip


def test_the_two_are_again_what_they_were(double, ms_okoro, ict_2, hartley, asha, moment):
    for person in (double, ms_okoro):
        actions.name_keeper(ict_2, person=person, by=asha, at=moment)
    before = everything()
    actions.merge_people(now(double), into=now(ms_okoro), by=asha, at=moment)

    back = actions.unmerge_people(now(double), into=now(ms_okoro), by=asha, at=moment + LATER)

    assert everything() == before
    assert back.stays == 0
    found = SearchEntry.objects.filter(thing_uid__in=[double.uid, ms_okoro.uid])
    assert found.count() == 2
    said = "Asha Rahman undid the merge of A Okoro into Ada Okoro"
    for person in (double, ms_okoro):
        assert next(iter(timeline.of(person))).sentence == said


def test_whoever_signed_in_as_the_first_does_so_again(double, ms_okoro, asha, moment, hartley):
    who = account("a.okoro@hartley.example", "A Okoro", Role.STAFF, hartley)
    accounts.link_person(who, double, by=asha, at=moment)
    actions.merge_people(double, into=ms_okoro, by=asha, at=moment)
    who.refresh_from_db()
    assert who.person_uid == ms_okoro.uid

    actions.unmerge_people(now(double), into=now(ms_okoro), by=asha, at=moment)

    who.refresh_from_db()
    assert who.person_uid == double.uid


def test_what_somebody_typed_since_stays(merged, asha, moment):
    double, kept = merged
    actions.change_membership(kept.memberships.get(), mis_id="S99", by=asha, at=moment)

    back = actions.unmerge_people(double, into=now(kept), by=asha, at=moment)

    assert kept.memberships.get().mis_id == "S99"
    assert double.memberships.get().mis_id == "S12"
    assert back.stays == 1


def test_an_address_that_somebody_else_has_now_is_a_question_first(merged, sam_reeve, asha, moment):
    double, kept = merged
    actions.change_person(sam_reeve, email="a.okoro@hartley.example", by=asha, at=moment)

    with pytest.raises(Conflict, match="Something was added since that stands in the way"):
        actions.unmerge_people(double, into=kept, by=asha, at=moment)
    assert now(double).merged_into == kept


def test_nobody_who_was_anonymised_comes_back(merged, asha, moment):
    double, kept = merged
    actions.leave(kept.now, on=moment.date() - timedelta(days=9), by=asha, at=moment)

    actions.anonymise(now(kept), by=asha, at=moment)

    assert not Step.objects.exists()
    assert (now(double).given_name, now(double).email) == ("", "")
    with pytest.raises(Conflict, match="Somebody in it was anonymised"):
        actions.unmerge_people(now(double), into=now(kept), by=asha, at=moment)


def test_it_is_undone_once(merged, sam_reeve, asha, moment):
    double, kept = merged
    with pytest.raises(Refusal, match="was not merged into Sam Reeve"):
        actions.unmerge_people(double, into=sam_reeve, by=asha, at=moment)
    actions.unmerge_people(double, into=kept, by=asha, at=moment)

    with pytest.raises(Refusal, match="was not merged into Ada Okoro"):
        actions.unmerge_people(now(double), into=now(kept), by=asha, at=moment)
