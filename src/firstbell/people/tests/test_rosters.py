"""A school's people from a list: who joins, moves and leaves, before it happens, as it happens, and taken back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.lib.rosters.tests.packing import USERS, enrolment, group, user
from firstbell.people import actions, queries
from firstbell.people.actions.rosters import deciding, running
from firstbell.people.models import Group, GroupMember, Person, PersonKey
from firstbell.people.states import GroupKind, MemberKind
from firstbell.people.tests.rostering import said
from firstbell.platform.audit.models import Delivery, Event
from firstbell.platform.exchange.actions import applying
from firstbell.platform.exchange.states import State

SAM = user("u1", "Sam", "Reeve", number="10482", grades="9")
ADA = user("u2", "Ada", "Okoro", "teacher", email="okoro@hartley.example")
KIM = user("u3", "Kim", "Lee", number="10483", grades="9")
CLASSES = group("c1", "9C/Sc1") + group("t1", "9C", "homeroom")
INSIDE = (
    enrolment("c1", "u1")
    + enrolment("c1", "u3")
    + enrolment("t1", "u1")
    + enrolment("t1", "u2", "teacher")
)


def many(number: int) -> str:
    return "".join(
        user(f"m{n}", f"Ada{n}", "Osei", number=f"2{n:03}", grades="8") for n in range(number)
    )


def in_class(name):
    rows = GroupMember.objects.filter(group__name=name, to_on=None)
    return {str(row.person) for row in rows.select_related("person")}


def test_a_first_list_says_who_joins_and_changes_nothing(rostering):
    run = rostering.whole(rostering.source(), SAM + ADA + KIM, CLASSES, INSIDE)
    assert (run.problem, Person.objects.count(), Group.objects.count()) == ("", 0, 0)
    words = {key: run.tally[key] for key in ("joiners", "movers", "leavers", "new_classes")}
    assert words == {"joiners": 3, "movers": 0, "leavers": 0, "new_classes": 2}


def test_people_classes_and_tutor_come_with_it(rostering):
    source = rostering.source()
    run = rostering.bring_in(rostering.whole(source, SAM + ADA + KIM, CLASSES, INSIDE))
    assert run.session.state == State.APPLIED
    sam = Person.objects.with_now().get(given_name="Sam")
    assert (sam.what(date(2026, 11, 24)), sam.now.mis_id) == ("Year 9, 9C", "10482")
    assert in_class("9C/Sc1") == {"Sam Reeve", "Kim Lee"}
    tutor = Group.objects.get(name="9C")
    assert (tutor.kind, str(tutor.led_by)) == (GroupKind.TUTOR, "Ada Okoro")
    assert Person.objects.with_now().get(given_name="Ada").now.kind == MemberKind.STAFF


def test_the_same_list_again_changes_nothing(rostering):
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, SAM + ADA + KIM, CLASSES, INSIDE))
    events = Event.objects.count()
    run = rostering.whole(source, SAM + ADA + KIM, CLASSES, INSIDE)
    assert {
        key: run.tally[key] for key in ("joiners", "movers", "leavers", "linkeds")
    } == dict.fromkeys(("joiners", "movers", "leavers", "linkeds"), 0)
    with pytest.raises(Refusal, match="nothing to bring in"):
        rostering.bring_in(run)
    assert Event.objects.count() == events


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


def test_whoever_moves_class_goes_out_of_one_and_into_the_other(rostering):
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, SAM + KIM, CLASSES, INSIDE))
    other = CLASSES + group("c2", "9D/Sc1")
    run = rostering.whole(source, SAM + KIM, other, enrolment("c2", "u1") + enrolment("c1", "u3"))
    assert said(run)["mover=u1"] == "Comes into 9D/Sc1; goes out of 9C/Sc1."
    rostering.bring_in(run)
    assert (in_class("9C/Sc1"), in_class("9D/Sc1")) == ({"Kim Lee"}, {"Sam Reeve"})
    sentences = Event.objects.filter(kind="people.classes_changed").values_list(
        "sentence", flat=True
    )
    assert list(sentences) == ["Sam Reeve changed classes: into 9D/Sc1; out of 9C/Sc1"]


def test_a_class_of_another_name_is_the_same_class(rostering):
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, SAM + KIM, CLASSES, INSIDE))
    run = rostering.whole(
        source, SAM + KIM, group("c1", "9C/Sci") + group("t1", "9C", "homeroom"), INSIDE
    )
    assert said(run)["class=c1"] == "9C/Sc1 is called 9C/Sci now."
    rostering.bring_in(run)
    assert set(Group.objects.values_list("name", flat=True)) == {"9C/Sci", "9C"}


def test_somebody_put_in_another_group_by_hand_stays_there(rostering, asha, moment, hartley):
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, SAM + KIM, CLASSES, INSIDE))
    club = actions.add_group(hartley, name="Chess", kind=GroupKind.OTHER, by=asha, at=moment)
    actions.put_in(club, [Person.objects.get(given_name="Sam")], by=asha, at=moment)
    run = rostering.whole(source, SAM + KIM, CLASSES, INSIDE)
    assert run.tally["movers"] == 0


def test_whoever_is_no_longer_in_the_list_leaves_and_is_told_so(rostering, moment):
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, SAM + KIM + many(20)))
    run = rostering.whole(source, KIM + many(20))
    assert (said(run)["leaver=u1"], run.asks) == ("Is not in the list any more.", False)
    rostering.bring_in(run)
    sam = Person.objects.with_now().get(given_name="Sam")
    assert sam.now.to_on == moment.date()


def test_people_whom_the_source_never_named_stay_unless_it_speaks_for_them(
    rostering, ms_okoro, sam_reeve
):
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, KIM + many(30)))
    assert rostering.whole(source, KIM + many(30)).tally["leavers"] == 0
    other = rostering.source(name="All", is_whole=True, speaks_for="students")
    run = rostering.whole(other, many(30))
    assert [key for key in said(run) if key.startswith("leaver")] == [f"leaver=@{sam_reeve.pk}"]


def test_more_than_a_tenth_leave_only_when_their_number_is_said(rostering):
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, SAM + many(9)))
    run = rostering.whole(source, many(8))
    assert (run.tally["leavers"], run.tally["of"], run.asks) == (2, 10, True)
    sentence = "2 of 10 people would leave, which is more than a tenth. If the list is whole and that is right, type 2."
    for leavers in (None, 3):
        with pytest.raises(Refusal) as refused:
            rostering.bring_in(run, leavers)
        assert refused.value.sentence == sentence
    with pytest.raises(Refusal, match="more than a tenth"):
        applying.start(run.session, by=rostering.by, at=rostering.at)
    assert Person.objects.filter(now__to_on=None).count() == 10
    rostering.bring_in(run, 2)
    assert Person.objects.filter(now__to_on=None).count() == 8
    assert (
        "Asha Rahman said that 2 leavers in MIS: export.zip are right"
        in Event.objects.values_list("sentence", flat=True)
    )


def test_a_list_that_was_cut_off_for_a_day_gives_nobody_a_second_stay(rostering, moment):
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, SAM + many(20)))
    rostering.bring_in(rostering.whole(source, many(20)))
    later = moment + timedelta(days=3)
    run = rostering.whole(source, SAM + many(20), at=later)
    assert said(run)["mover=u1"] == "Comes back."
    rostering.bring_in(run, at=later)
    [stay] = Person.objects.get(given_name="Sam").memberships.all()
    assert stay.to_on is None


def test_whoever_comes_back_after_a_year_begins_anew(rostering, moment):
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, SAM + many(20)))
    rostering.bring_in(rostering.whole(source, many(20)))
    later = moment + timedelta(days=400)
    rostering.bring_in(rostering.whole(source, SAM + many(20), at=later), at=later)
    stays = Person.objects.get(given_name="Sam").memberships.order_by("from_on")
    assert [stay.to_on for stay in stays] == [moment.date(), None]


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


def test_a_source_does_only_what_it_may(rostering, sam_reeve):
    source = rostering.source(may_add=False, may_change=False, may_leave=False)
    run = rostering.whole(source, user("u1", "Samuel", "Reeve", number="10482", grades="10") + KIM)
    assert said(run) == {
        "linked=u1": "Is here already, and is known again from now on.",
        "same=u3": "This source adds nobody.",
    }
    rostering.bring_in(run)
    run = rostering.whole(source, KIM)
    assert said(run)["same=u1"] == "This source marks nobody as a leaver."


def test_a_source_of_staff_leaves_students_alone(rostering):
    source = rostering.source(speaks_for="staff")
    assert set(said(rostering.whole(source, SAM + ADA))) == {"joiner=u2"}


def test_undoing_a_list_takes_everything_back(rostering, sam_reeve):
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, SAM + many(20)))
    before = set(Person.objects.values_list("pk", "given_name", "now__to_on"))
    moved = user("u1", "Samantha", "Reeve", number="10482", grades="9")
    run = rostering.whole(source, moved + KIM + many(19), CLASSES, enrolment("c1", "u1"))
    run = rostering.bring_in(run)
    assert Person.objects.filter(now__to_on=None).count() == 21
    counts = rostering.undo(run)
    assert (counts["undone"], counts.get("kept", 0)) == (5, 0)
    assert set(Person.objects.values_list("pk", "given_name", "now__to_on")) == before
    assert (in_class("9C/Sc1"), Group.objects.open().filter(name="9C/Sc1").count()) == (set(), 0)
    assert rostering.whole(source, SAM + many(20)).tally["movers"] == 0


def test_history_is_announced_once_for_a_list(rostering):
    run = rostering.bring_in(rostering.whole(rostering.source(), SAM + KIM))
    announced = Event.objects.filter(pk__in=Delivery.objects.values("event_id"))
    own = [event.kind for event in announced if event.correlation == run.session.correlation]
    assert set(own) <= {"exchange.brought_in"}
    assert Event.objects.filter(kind="people.person_added").count() == 2


def test_an_older_list_is_not_brought_in_after_a_newer_one(rostering):
    source = rostering.source()
    older = rostering.whole(source, SAM)
    newer = rostering.whole(source, SAM + KIM)
    rostering.bring_in(newer)
    with pytest.raises(Conflict, match="A later list of this source is in already"):
        rostering.bring_in(older)


def test_a_delta_needs_the_whole_list_first(rostering):
    source = rostering.source()
    run = rostering.delta(source, users=USERS + SAM)
    assert run.problem.startswith("This file only says what changed (a delta).")
    assert run.session is None


def test_deltas_are_taken_in_their_order_and_old_words_left_alone(rostering):
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, SAM + KIM + many(10)))
    october = user(
        "u1", "Sammy", "Reeve", number="10482", status="active", modified="2026-10-09T10:00:00Z"
    )
    rostering.bring_in(rostering.delta(source, users=USERS + october))
    run = rostering.delta(
        source, users=USERS + user("u3", "Kimmy", "Lee", modified="2026-10-02T10:00:00Z")
    )
    assert run.problem.startswith(
        "This file ends on 2026-10-02, and one that goes on to 2026-10-09 is in"
    )
    mixed = user("u1", "Sam", "Reeve", modified="2026-10-01T10:00:00Z")
    mixed += user("u3", "Kimmy", "Lee", modified="2026-10-10T10:00:00Z")
    run = rostering.delta(source, users=USERS + mixed)
    assert said(run)["same=u1"] == "What this says is older than what is in already, of 2026-10-09."
    rostering.bring_in(run)
    assert {"Sammy Reeve", "Kimmy Lee"} <= set(map(str, Person.objects.all()))


def test_a_delta_marks_as_leavers_only_whom_it_says(rostering):
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, SAM + KIM + many(10)))
    run = rostering.delta(source, users=USERS + user("u1", "Sam", "Reeve", status="tobedeleted"))
    assert {key for key in said(run) if key.startswith("leaver")} == {"leaver=u1"}
    rostering.bring_in(run)
    assert Person.objects.exclude(now__to_on=None).count() == 1


def test_two_under_one_key_are_refused_and_do_not_leave(rostering):
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, SAM + many(20)))
    run = rostering.whole(source, SAM + user("u1", "Kim", "Lee") + many(20))
    assert said(run)["wrong=u1"].startswith("users.csv has two different people under u1")
    assert run.tally["leavers"] == 0


def test_a_file_that_cannot_be_read_is_a_sentence_and_nothing_else(rostering):
    run = rostering.read(rostering.source(), b"not a zip")
    assert run.problem.startswith("export.zip is no zip, or it is damaged.")
    with pytest.raises(Conflict, match="not at the stage"):
        running.bring_in(run, by=rostering.by, at=rostering.at)


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


def test_a_list_is_not_brought_in_before_it_is_known_how_many_leave(rostering, moment, monkeypatch):
    """A machine that dies between the last line and the sum must not skip the question about a tenth."""
    source = rostering.source()
    rostering.bring_in(rostering.whole(source, many(10)))

    class Died(Exception):
        pass

    def die(*args):
        raise Died

    with monkeypatch.context() as power:
        power.setattr(running, "count", die)
        with pytest.raises(Died):
            rostering.whole(source, many(5))
    run = source.runs.latest("pk")
    assert (run.session.state, run.is_reading) == (State.CHECKED, True)
    with pytest.raises(Conflict, match="is still being read"):
        running.bring_in(run, by=rostering.by, at=moment)
    with pytest.raises(Refusal, match="is still being read"):
        applying.start(run.session, by=rostering.by, at=moment)

    running.read(run, at=moment)

    run.refresh_from_db()
    assert (run.tally["leavers"], run.is_reading, run.asks) == (5, False, True)
