"""By API, too: what may be booked and how, and who may otherwise."""

from __future__ import annotations

from uuid import uuid4

import pytest

from firstbell.equipment.actions import booking_rules
from firstbell.equipment.models import BookingAllowance, BookingRule
from firstbell.people import actions as people
from firstbell.platform.accounts.actors import system_actor

RULES = "/api/v1/booking-rules"


def ask(program, method, path="", body=None, **headers):
    send = getattr(program, method)
    return send(RULES + path, body or {}, "application/json", headers=headers)


@pytest.fixture
def rule(hartley, laptops, asha, moment):
    return booking_rules.set_rule(hartley, laptops, buffer_minutes=10, by=asha, at=moment)


@pytest.fixture
def club(hartley, asha, moment):
    return people.add_group(hartley, name="Film club", kind="other", by=asha, at=moment)


@pytest.fixture
def elsewhere(other_school, laptops, moment):
    """How another school books its laptops."""
    return booking_rules.set_rule(other_school, laptops, by=system_actor(), at=moment)


def test_what_is_said_of_a_kind_is_shown_and_found_again(program, hartley, laptops, elsewhere):
    said = {
        "school": str(hartley.uid), "category": str(laptops.uid), "students": "all", "needs_yes": True, "notice_hours": 2,
        "ahead_days": 14, "longest_hours": 24, "buffer_minutes": 10,
    }  # fmt: skip

    answer = ask(program, "post", body=said)

    assert answer.status_code == 201, answer.content
    made = answer.json()
    assert made.pop("uid") == str(BookingRule.objects.get(school=hartley).uid)
    assert made == {
        "version": 1, "school": {"uid": str(hartley.uid), "name": hartley.name},
        "category": {"uid": str(laptops.uid), "name": "Laptop"}, "model": None, "item": None, "bookable": True,
        "staff": True, "students": "all", "needs_yes": True, "any_time": False, "notice_hours": 2, "ahead_days": 14,
        "longest_hours": 24, "buffer_minutes": 10, "grace_minutes": 30, "people": [],
    }  # fmt: skip
    [listed] = program.get(f"{RULES}?category={laptops.uid}").json()["items"]
    assert listed == program.get(f"{RULES}/{listed['uid']}").json()
    assert program.get(f"{RULES}?model={uuid4()}").json()["items"] == []


def test_what_is_said_already_is_changed_and_not_said_twice(program, rule, hartley, laptops):
    said = {"school": str(hartley.uid), "category": str(laptops.uid), "buffer_minutes": 5}

    answer = ask(program, "post", body=said)

    assert (answer.status_code, answer.json()["detail"]) == (
        409, "It is said already how Laptop is booked. Change that.",
    )  # fmt: skip
    assert BookingRule.objects.get().buffer_minutes == 10


def test_only_what_is_sent_is_changed_by_whoever_read_the_last(program, rule):
    path = f"/{rule.uid}"

    changed = ask(program, "patch", path, {"longest_hours": 3}, **{"If-Match": "1"})
    late = ask(program, "patch", path, {"longest_hours": 4}, **{"If-Match": "1"})
    blind = ask(program, "patch", path, {"longest_hours": 4})
    cleared = ask(program, "patch", path, {"longest_hours": None}, **{"If-Match": "2"})

    told = changed.json()
    assert (told["longest_hours"], told["buffer_minutes"], told["version"]) == (3, 10, 2)
    assert (late.status_code, blind.status_code) == (412, 428)
    assert (cleared.json()["longest_hours"], cleared.json()["version"]) == (None, 3)


def test_what_cannot_be_empty_or_is_of_nothing_is_refused_in_words(program, rule, hartley):
    empty = ask(program, "patch", f"/{rule.uid}", {"staff": None}, **{"If-Match": "1"})
    of_none = ask(program, "post", body={"school": str(hartley.uid)})
    absurd = ask(program, "patch", f"/{rule.uid}", {"ahead_days": 10**9}, **{"If-Match": "1"})

    assert empty.json()["detail"] == "staff cannot be empty."
    assert of_none.json()["detail"] == "Say one of category, model and item."
    assert absurd.status_code == 422


def test_a_rule_that_is_dropped_is_gone_and_what_it_said_of_some_people_with_it(
    program, rule, asha, moment
):
    booking_rules.allow(rule, kind="student", by=asha, at=moment)

    assert ask(program, "delete", f"/{rule.uid}").status_code == 204

    assert (BookingRule.objects.count(), BookingAllowance.objects.count()) == (0, 0)


def test_some_people_may_otherwise_until_they_are_as_everybody(program, rule, club):
    path = f"/{rule.uid}/people"

    students = ask(program, "post", path, {"kind": "student", "ahead_days": 1}).json()
    group = ask(program, "post", path, {"group": str(club.uid), "may_book": False}).json()
    again = ask(program, "post", path, {"kind": "student", "longest_hours": 24}).json()

    assert again == {**students, "longest_hours": 24}
    assert (group["group"]["name"], group["kind"], group["may_book"]) == ("Film club", "", False)
    assert program.get(f"{RULES}/{rule.uid}").json()["people"] == [again, group]
    assert ask(program, "delete", f"{path}/{students['uid']}").status_code == 204
    assert program.get(f"{RULES}/{rule.uid}").json()["people"] == [group]


def test_both_a_kind_and_a_group_or_neither_is_refused(program, rule, club):
    path = f"/{rule.uid}/people"

    both = ask(program, "post", path, {"kind": "staff", "group": str(club.uid)})
    neither = ask(program, "post", path, {"may_book": False})

    assert {both.status_code, neither.status_code} == {422}
    assert both.json()["detail"].startswith("Choose one: all students or all staff")


def test_another_schools_rules_and_groups_are_not_there(
    program, rule, elsewhere, other_school, moment
):
    group = people.add_group(other_school, name="Chess", kind="other", by=system_actor(), at=moment)
    theirs = booking_rules.allow(elsewhere, kind="staff", by=system_actor(), at=moment)

    assert [one["uid"] for one in program.get(RULES).json()["items"]] == [str(rule.uid)]
    assert program.get(f"{RULES}/{elsewhere.uid}").status_code == 404
    assert ask(program, "delete", f"/{elsewhere.uid}").status_code == 404
    assert ask(program, "delete", f"/{rule.uid}/people/{theirs.uid}").status_code == 404
    answer = ask(program, "post", f"/{rule.uid}/people", {"group": str(group.uid)})
    assert answer.status_code == 404
    assert BookingAllowance.objects.get() == theirs


def test_who_teaches_neither_reads_the_rules_nor_says_any(
    rule, teacher, okoro_account, program_of, hartley, laptops
):
    hers = program_of(okoro_account)

    said = {"school": str(hartley.uid), "category": str(laptops.uid)}
    assert hers.get(RULES).status_code == 403
    assert hers.get(f"{RULES}/{rule.uid}").status_code == 404
    assert ask(hers, "post", body=said).status_code in (403, 404)
    assert ask(hers, "delete", f"/{rule.uid}").status_code in (403, 404)
    assert BookingRule.objects.get() == rule
