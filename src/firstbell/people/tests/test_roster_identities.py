"""Whom of a list the school knows already: known again, offered, asked about, never guessed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.lib.refusal import Refusal
from firstbell.lib.rosters.tests.packing import user
from firstbell.people import actions, queries
from firstbell.people.actions.rosters import deciding, running
from firstbell.people.models import Person, PersonKey
from firstbell.people.states import MemberKind
from firstbell.people.tests.rostering import ADA, KIM, SAM, many, said


def test_whoever_is_here_already_is_known_again_and_not_added_twice(rostering, sam_reeve, ms_okoro):
    source = rostering.source()
    run = rostering.whole(source, user("u1", "Samuel", "Reeve", number="10482", grades="9") + ADA)
    assert said(run)["linked=u2"] == "Is here already, and is known again from now on."
    assert said(run)["linked=u1"].startswith("Is here already")
    rostering.bring_in(run)
    assert Person.objects.count() == 2
    keys = {key.key: key.person for key in PersonKey.objects.all()}
    assert keys == {"u1": sam_reeve, "u2": ms_okoro}


def test_a_new_name_number_and_address_are_still_the_same_person(rostering):
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, SAM + KIM))
    changed = user(
        "u1", "Samuel", "Reeve-Jones", number="20999", grades="9", email="sj@hartley.example"
    )
    run = rostering.whole(source, changed + KIM)
    assert said(run)["mover=u1"] == "Changes first name, last name, email, MIS number."
    rostering.bring_in(run)
    assert sorted(map(str, Person.objects.all())) == ["Kim Lee", "Samuel Reeve-Jones"]


def test_what_was_said_here_is_not_undone_by_a_list(rostering, asha, moment):
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, SAM + many(20)))
    sam = Person.objects.get(given_name="Sam")
    actions.leave(sam.memberships.get(), on=moment.date(), by=asha, at=moment)
    run = rostering.whole(source, SAM + many(20), at=moment + timedelta(days=2))
    assert said(run)["same=u1"].startswith(
        "Left on 24/11/2026, as was said here, and is in the list"
    )


def test_one_of_the_same_name_is_offered_and_not_guessed(rostering, hartley, asha, moment):
    here = actions.add_person(
        hartley,
        kind=MemberKind.STUDENT,
        given_name="Sam",
        family_name="Reeve",
        cohort=2017,
        by=asha,
        at=moment,
    )
    source = rostering.source(is_whole=True)
    run = rostering.whole(source, SAM + KIM)
    assert said(run)["confirm=u1"] == "Perhaps here already: Sam Reeve (Year 9). Say who it is."
    assert run.tally["leavers"] == 0
    with pytest.raises(Refusal, match="who it is"):
        deciding.decide(run, {"u3": here}, by=asha, at=moment)
    deciding.decide(run, {"u1": here}, by=asha, at=moment)
    run.refresh_from_db()
    running.read(run, at=moment)
    run.refresh_from_db()
    assert said(run)["mover=u1"] == "Changes MIS number."
    rostering.bring_in(run)
    assert Person.objects.filter(family_name="Reeve").count() == 1


def test_somebody_new_of_the_same_name_is_added_and_never_asked_about_again(
    rostering, hartley, asha, moment
):
    actions.add_person(
        hartley,
        kind=MemberKind.STUDENT,
        given_name="Sam",
        family_name="Reeve",
        cohort=2017,
        by=asha,
        at=moment,
    )
    source = rostering.source()
    run = rostering.whole(source, SAM)
    deciding.decide(run, {"u1": None}, by=asha, at=moment)
    run.refresh_from_db()
    running.read(run, at=moment)
    run.refresh_from_db()
    rostering.bring_in(run)
    assert Person.objects.filter(family_name="Reeve").count() == 2
    assert rostering.whole(source, SAM).tally["confirms"] == 0


def test_the_number_of_somebody_quite_different_is_asked_about(rostering, ms_okoro, asha, moment):
    actions.change_membership(ms_okoro.now, mis_id="10482", by=asha, at=moment)
    run = rostering.whole(rostering.source(), SAM)
    assert (
        said(run)["confirm=u1"]
        == "Perhaps here already: Ada Okoro (Science, Teacher). Say who it is."
    )


def test_two_people_who_cannot_both_be_meant_are_named(rostering, sam_reeve, ms_okoro):
    mixed = user("u9", "Sam", "Reeve", number="10482", grades="9", email="okoro@hartley.example")
    run = rostering.whole(rostering.source(), mixed)
    assert said(run)["wrong=u9"] == (
        "okoro@hartley.example belongs to Ada Okoro, but the MIS number is that of Sam Reeve. If they are one "
        "person, merge the two; if not, put it right where the list comes from."
    )


def test_two_under_one_key_are_refused_and_do_not_leave(rostering):
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, SAM + many(20)))
    run = rostering.whole(source, SAM + user("u1", "Kim", "Lee") + many(20))
    assert said(run)["wrong=u1"].startswith("users.csv has two different people under u1")
    assert run.tally["leavers"] == 0


def test_merging_keeps_what_a_source_knows_them_by(rostering, asha, moment, hartley):
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, SAM + many(20)))
    twin = actions.add_person(
        hartley,
        kind=MemberKind.STUDENT,
        given_name="Samuel",
        family_name="Reeve",
        by=asha,
        at=moment,
    )
    actions.merge_people(Person.objects.get(given_name="Sam"), into=twin, by=asha, at=moment)
    run = rostering.whole(source, SAM + many(20))
    assert (run.tally["joiners"], run.tally["leavers"]) == (0, 0)
    assert queries.membership_of(twin, hartley) is not None


def test_an_anonymised_leaver_leaves_no_key_and_no_line_behind(rostering, asha, moment):
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, SAM + many(20)))
    run = rostering.bring_in(rostering.whole(source, many(20)))
    sam = Person.objects.get(given_name="Sam")
    actions.anonymise(sam, by=asha, at=moment + timedelta(days=400))
    assert not PersonKey.objects.filter(key="u1").exists()
    assert "Reeve" not in str(list(run.session.rows.values_list("cells", "undo")))
