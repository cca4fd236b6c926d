from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from firstbell.platform.lists import counting
from firstbell.platform.lists.reading import Reading
from firstbell.platform.tenancy.models import School

ALL = ["Ash Green 2", "Ash Green 10", "Beech Road", "Cedar House", "Dale, The"]


def walk(reading: Reading, size: int) -> list[list[str]]:
    pages, after = [], ""
    while True:
        page = reading.page(after=after, size=size)
        pages.append([row["name"] for row in page.rows])
        if page.next is None:
            return pages
        after = page.next.text()


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("name", [0, 1, 2, 3, 4]),
        ("-name", [4, 3, 2, 1, 0]),
        ("left", [1, 3, 2, 0, 4]),
        ("-left", [2, 3, 1, 4, 0]),
        ("phase", [4, 0, 1, 2, 3]),
        ("-phase", [3, 2, 1, 0, 4]),
        ("year", [0, 1, 2, 3, 4]),
        ("added", [4, 3, 2, 1, 0]),
    ],
)
@pytest.mark.parametrize("size", [1, 2, 3])
def test_pages_show_every_row_once_with_blanks_last(
    ask: Callable[..., Reading], sort: str, order: list[int], size: int
) -> None:
    reading = ask(f"sort={sort}&columns=name")
    expected = [ALL[at] for at in order]

    assert walk(reading, size) == [expected[at : at + size] for at in range(0, 5, size)]


@pytest.mark.parametrize("sort", ["name", "-name", "left", "-left", "year"])
def test_one_can_go_back_the_way_one_came(ask: Callable[..., Reading], sort: str) -> None:
    reading = ask(f"sort={sort}")
    first = reading.page(size=2)
    second = reading.page(after=first.next.text(), size=2)
    third = reading.page(after=second.next.text(), size=2)
    back = reading.page(before=third.previous.text(), size=2)
    begin = reading.page(before=back.previous.text(), size=2)

    assert [row["pk"] for row in back.rows] == [row["pk"] for row in second.rows]
    assert [row["pk"] for row in begin.rows] == [row["pk"] for row in first.rows]
    assert (first.start, second.start, third.start, back.start, begin.start) == (0, 2, 4, 2, 0)
    assert begin.previous is None


def test_a_row_that_appears_meanwhile_moves_nothing(
    ask: Callable[..., Reading], schools: list[School]
) -> None:
    first = ask("").page(size=2)
    early = School(name="Aardvark", short_name="A")
    early.named("Aardvark")
    early.save()

    assert [row["name"] for row in ask("").page(after=first.next.text(), size=2).rows] == [
        "Beech Road",
        "Cedar House",
    ]


@pytest.mark.parametrize(
    "mark", ["x", "W10", "WzAsImEiXQ", "eyJhIjoxfQ", "WzAsIm5vIGRheSIsMV0", "é"]
)
def test_a_place_that_makes_no_sense_is_the_beginning(
    ask: Callable[..., Reading], mark: str
) -> None:
    assert [row["name"] for row in ask("sort=left").page(after=mark, size=1).rows] == [
        "Ash Green 10"
    ]


def test_only_what_is_shown_is_read(ask: Callable[..., Reading]) -> None:
    [row, *_] = ask("columns=urn&sort=urn").page().rows

    assert set(row) == {"pk", "uid", "urn", "name"}


def test_everything_is_walked_slice_by_slice(
    ask: Callable[..., Reading], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firstbell.platform.lists.reading.SLICE", 2)

    found = [[row["name"] for row in some] for some in ask("").every()]

    assert found == [ALL[:2], ALL[2:4], ALL[4:]]


def test_counts_are_capped_and_cost_one_query(
    schools: list[School], django_assert_num_queries: Any
) -> None:
    every = School.objects.order_by("name")
    with django_assert_num_queries(1):
        counts = counting.capped_counts([every, every.filter(phase="primary"), every.none()], cap=3)

    assert counts == [(3, True), (2, False), (0, False)]
    assert [counting.words(count) for count in counts] == ["3+", "2", "0"]
