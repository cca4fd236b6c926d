from __future__ import annotations

from datetime import date, timedelta

import pytest

from firstbell.lib.refusal import Conflict, NotAllowed
from firstbell.people import actions
from firstbell.people.models import Membership, Person
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.audit.models import Event, EventChange
from firstbell.platform.fields import actions as fields
from firstbell.platform.fields.states import Kind
from firstbell.platform.search.models import SearchEntry
from firstbell.platform.tenancy.questions import CLEARANCE
from tests.everywhere import places_of


@pytest.fixture
def after_leaving(sam_reeve, asha, moment):
    actions.change_person(
        sam_reeve, known_as="Sammy", email="sam@hartley.example", by=asha, at=moment
    )
    actions.leave(sam_reeve.now, on=date(2026, 11, 27), by=asha, at=moment)
    return moment + timedelta(days=400)


def test_nothing_tells_who_an_anonymised_leaver_was(sam_reeve, ict_2, asha, moment, after_leaving):
    actions.name_keeper(ict_2, person=sam_reeve, by=asha, at=moment)

    actions.anonymise(sam_reeve, by=asha, at=after_leaving)

    kept = Person.objects.get(pk=sam_reeve.pk)
    assert str(kept) == f"Leaver {sam_reeve.uid.hex[-4:].upper()}"
    everything = " ".join(
        [
            *Event.objects.values_list("sentence", flat=True),
            *Event.objects.values_list("subject_label", flat=True),
            *EventChange.objects.values_list("was", flat=True),
            *EventChange.objects.values_list("now", flat=True),
            *Membership.objects.values_list("mis_id", flat=True),
            *SearchEntry.objects.values_list("text", flat=True),
            kept.lookup,
            kept.name_key,
            kept.email,
        ]
    ).lower()
    for trace in ("reeve", "sam", "sammy", "10482"):
        assert trace not in everything
    assert Event.objects.filter(erased_at=None).exclude(sentence__contains="Leaver").exists()
    assert f"{kept} looks after ICT 2 from now on" in everything_of(ict_2)


@pytest.mark.parametrize("is_secret", [False, True])
def test_what_own_fields_said_of_a_leaver_goes_from_the_history_too(
    sam_reeve, asha, moment, after_leaving, is_secret
):
    words = {"is_personal": True, "is_secret": is_secret, "by": system_actor(), "at": moment}
    fields.add_field(noun="people.person", label="Locker code", kind=Kind.TEXT, **words)
    actions.change_person(sam_reeve, custom={"locker_code": "77-31"}, by=asha, at=moment)

    actions.anonymise(sam_reeve, by=asha, at=after_leaving)

    assert places_of("77-31") == []
    assert Person.objects.get(pk=sam_reeve.pk).custom == {}


def everything_of(room):
    return list(Event.objects.filter(subject_uid=room.uid).values_list("sentence", flat=True))


def test_whoever_is_still_here_is_not_anonymised(ms_okoro, asha, moment):
    with pytest.raises(Conflict, match="still belongs to Hartley Vale School"):
        actions.anonymise(ms_okoro, by=asha, at=moment)


def test_whoever_still_has_something_is_not_anonymised(sam_reeve, asha, after_leaving, monkeypatch):
    monkeypatch.setattr(CLEARANCE, "_answers", CLEARANCE._answers | {"people.person": {}})
    CLEARANCE.answer("people.person", "tests")(lambda person: "Laptop L014 is still out.")

    with pytest.raises(Conflict, match=r"Laptop L014 is still out\."):
        actions.anonymise(sam_reeve, by=asha, at=after_leaving)

    sam_reeve.refresh_from_db()
    assert sam_reeve.family_name == "Reeve"


def test_whoever_can_still_sign_in_is_not_anonymised(sam_reeve, sam_account, asha, after_leaving):
    sam_account.person_uid = sam_reeve.uid
    sam_account.save()

    with pytest.raises(Conflict, match="still has an account"):
        actions.anonymise(sam_reeve, by=asha, at=after_leaving)


def test_an_apprentice_anonymises_nobody(sam_reeve, ben, after_leaving):
    with pytest.raises(NotAllowed):
        actions.anonymise(sam_reeve, by=ben, at=after_leaving)


def test_other_people_of_the_same_first_name_stay(sam_reeve, hartley, asha, moment, after_leaving):
    other = actions.add_person(hartley, given_name="Sam", family_name="Reeves", by=asha, at=moment)

    actions.anonymise(sam_reeve, by=asha, at=after_leaving)

    assert Event.objects.get(subject_uid=other.uid).sentence == "Asha Rahman added Sam Reeves"
