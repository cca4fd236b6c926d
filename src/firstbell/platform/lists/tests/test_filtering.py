from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import Q

from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.lists import conditions, specs
from firstbell.platform.lists.reading import Reading
from firstbell.platform.lists.specs import Column, Filter

Names = Callable[..., list[str]]
ALL = ["Ash Green 2", "Ash Green 10", "Beech Road", "Cedar House", "Dale, The"]


def test_a_list_sorts_as_people_count(names: Names) -> None:
    assert names("") == ALL
    assert names("sort=-name") == ALL[::-1]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("phase=primary", ALL[:2]),
        ("phase=primary,nursery", [*ALL[:2], ALL[4]]),
        ("phase.not=primary,nursery", ALL[2:4]),
        ("name=beech road", ["Beech Road"]),
        ("name=Dale, The", ["Dale, The"]),
        ("name.has=green&name.not=Ash Green 2", ["Ash Green 10"]),
        ("name.has=cedar&name.has=beech", ALL[2:4]),
        ("name.lacks=green", ALL[2:]),
        ("name.starts=ash", ALL[:2]),
        ("urn=100001,100004", [ALL[0], ALL[3]]),
        ("urn.empty", ["Beech Road"]),
        ("urn.filled", [ALL[0], ALL[1], ALL[3], ALL[4]]),
        ("left=empty", [ALL[0], ALL[4]]),
        ("left.empty", [ALL[0], ALL[4]]),
        ("left=2024-08-31", ["Cedar House"]),
        ("left=31/08/2024", ["Cedar House"]),
        ("left.before=2024-08-31", ["Ash Green 10"]),
        ("left.after=2024-08-31", ["Beech Road"]),
        ("left.between=2020-08-31..2024-08-31", ["Ash Green 10", "Cedar House"]),
        ("left.before=today-4y", ["Ash Green 10"]),
        ("left.before=year-start&left.after=year-start-1y", ["Beech Road"]),
        ("added=today", ["Ash Green 2"]),
        ("added.before=today-2d", ALL[3:]),
        ("added.after=today-2d", ALL[:2]),
        ("added.between=today-3d..today-2d", ALL[2:4]),
        ("year=9", ALL),
        ("year.over=9", []),
        ("year.between=1..9", ALL),
        ("phase=primary&urn=100002&or=&left.empty=&phase=nursery", ["Ash Green 10", "Dale, The"]),
        ("q=cedar", ["Cedar House"]),
        ("q=1000&phase=nursery", ["Dale, The"]),
    ],
)
def test_every_comparison_means_what_it_says(names: Names, query: str, expected: list[str]) -> None:
    assert names(query) == expected


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        (
            "left.before=yesterdayish",
            "“yesterdayish” is not a day. Write 01/11/2022, or today-30d.",
        ),
        ("left=2024-02-31", "There is no 2024-02-31 in the calendar"),
        ("left.after=today-9999y", "“today-9999y” is too far away"),
        ("year.over=many", "“many” is not a number, for Year starts in."),
        ("year=1e999999", "“1e999999” is too much, for Year starts in."),
        ("year.between=1", "Year starts in: between needs two, as in 1..5."),
        ("phase=castle", "Phase has no “castle”."),
        ("phase.over=3", "Phase cannot be compared with “over”."),
        ("moat=deep", "This list has no “moat” to filter by any more, so that part was left out."),
    ],
)
def test_what_makes_no_sense_is_told_and_nothing_is_done_on_it(
    ask: Callable[..., Reading], query: str, sentence: str
) -> None:
    reading = ask(query)

    assert reading.narrowed.problems == [sentence]
    assert reading.rows.count() == 5
    with pytest.raises(Refusal) as refusal:
        reading.strictly()
    assert refusal.value.sentence == sentence


@pytest.mark.parametrize(
    "query",
    [
        "phase=primary,nursery&left.before=2022-11-01",
        "name=Dale,+The&or=&urn.empty=&q=x&sort=-name&columns=name,urn&school=all",
    ],
)
def test_an_address_is_read_and_written_the_same(query: str) -> None:
    assert conditions.read(query).text() == query


def test_a_condition_can_be_taken_back(ask: Callable[..., Reading]) -> None:
    question = ask("phase=primary&or=&urn.empty=").question

    assert question.without(0, question.groups[0][0]).text() == "urn.empty="
    assert (
        question.plus([conditions.Condition("name", "has", ("a",))]).text()
        == "phase=primary&or=&urn.empty=&name.has=a"
    )


def test_rooms_above_add_columns_that_depend_on_who_looks(
    spec: Any, ask: Callable[..., Reading], names: Names, asha: Actor, sam: Actor
) -> None:
    where = Filter(
        "choice", choices=[("a", "A")], where=lambda op, values: Q(name__startswith="Ash")
    )
    extra = Column(
        "ash", "Ash", path="name", filter=where, permission="tenancy.change", default=False
    )
    specs.extend("test.schools", lambda actor: [extra])

    assert names("ash=a") == ALL[:2]
    assert "ash" in ask("", asha).columns
    assert "ash" not in ask("", sam).columns
