"""A school's people from a list: who joins, moves and leaves, before it happens, as it happens, and taken back."""

from __future__ import annotations

from datetime import date

import pytest

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.lib.rosters.tests.packing import USERS, enrolment, group, user
from firstbell.people import actions
from firstbell.people.actions.rosters import running
from firstbell.people.models import Group, Person
from firstbell.people.states import GroupKind, MemberKind
from firstbell.people.tests.rostering import ADA, CLASSES, INSIDE, KIM, SAM, in_class, many, said
from firstbell.platform.audit.models import Delivery, Event
from firstbell.platform.exchange.states import State


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


def test_a_file_that_cannot_be_read_is_a_sentence_and_nothing_else(rostering):
    run = rostering.read(rostering.source(), b"not a zip")
    assert run.problem.startswith("export.zip is no zip, or it is damaged.")
    with pytest.raises(Conflict, match="not at the stage"):
        running.bring_in(run, by=rostering.by, at=rostering.at)
