from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.audit.models import Event
from firstbell.platform.merges import actions as merges
from firstbell.platform.merges.questions import MERGE
from firstbell.platform.tags import actions, queries
from firstbell.platform.tags.models import Tag, TagLink
from firstbell.platform.tenancy.models import School
from tests.on_schools import SCHOOL


@pytest.fixture
def exam(asha: Actor, moment: datetime) -> Tag:
    return actions.make("Exam laptops", colour="live", by=asha, at=moment)


def test_two_tags_never_differ_only_in_capitals_and_spaces(
    exam: Tag, asha: Actor, moment: datetime
) -> None:
    assert exam.key == "exam-laptops"
    with pytest.raises(Conflict, match="There is a tag EXAM laptops already"):
        actions.make(" EXAM   laptops ", by=asha, at=moment)
    assert actions.named(["exam laptops", "", "Loan"], by=asha, at=moment) == [
        exam, Tag.objects.get(name="Loan"),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["", "  ", "a,b", "x" * 41])
def test_a_tag_is_a_word_or_two(asha: Actor, moment: datetime, name: str) -> None:
    with pytest.raises(Refusal, match="A tag is one to 40 letters"):
        actions.make(name, by=asha, at=moment)


def test_grace_makes_no_tags(grace: Actor, moment: datetime) -> None:
    with pytest.raises(NotAllowed):
        actions.make("Mine", by=grace, at=moment)


def test_many_things_are_tagged_once_each_and_only_the_new_ones_are_news(
    hartley: School, other_school: School, exam: Tag, moment: datetime
) -> None:
    by, both = system_actor(), [hartley, other_school]

    assert actions.tag_many([hartley], [exam], by=by, at=moment) == 1
    assert actions.tag_many(both, [exam], by=by, at=moment) == 1
    assert TagLink.objects.count() == 2
    assert list(Event.objects.filter(kind="tags.tagged").values_list("sentence", flat=True)) == [
        "Firstbell tagged Hartley Vale School: Exam laptops",
        "Firstbell tagged Nether Wick Primary: Exam laptops",
    ]
    assert actions.untag_many(both, [exam], by=by, at=moment) == 2
    assert not TagLink.objects.exists()


def test_a_list_is_filled_and_narrowed_by_tags(
    hartley: School, other_school: School, exam: Tag, moment: datetime
) -> None:
    actions.tag_many([hartley], [exam], by=system_actor(), at=moment)
    rows: list[dict[str, Any]] = list(School.objects.order_by("pk").values("uid"))

    queries.fill(rows)

    def schools(op: str, *values: str) -> list[School]:
        return list(School.objects.filter(queries.tagged(op, list(values))))

    assert [row["tags"] for row in rows] == [[exam], []]
    assert schools("", "exam-laptops") == [hartley]
    assert schools("not", "exam-laptops") == [other_school]
    assert schools("empty") == [other_school]
    assert schools("filled") == [hartley]


def test_the_pages_tag_and_take_off_and_rename(
    hartley: School, exam: Tag, asha_account: Any, ben_account: Any, browser_of: Any
) -> None:
    asha, ben = browser_of(asha_account), browser_of(ben_account)
    url = f"/tags/of/{SCHOOL}/{hartley.uid}/"

    ben.post(url, {"name": "Loan"})
    assert not TagLink.objects.exists()
    asha.post(url, {"name": "Loan, exam laptops"})
    assert [tag.name for tag in queries.tags_of(hartley.uid)] == ["Exam laptops", "Loan"]
    asha.post(url, {"off": "loan"})
    asha.post(f"/settings/tags/{exam.uid}/", {"name": "Exams", "colour": "ok"})

    assert [(tag.name, tag.key, tag.colour) for tag in queries.tags_of(hartley.uid)] == [
        ("Exams", "exams", "ok")
    ]
    assert "on 1 thing" in asha.get("/settings/tags/").content.decode()
    assert "one thing" in asha.get(f"/settings/tags/{exam.uid}/remove/").content.decode()
    asha.post(f"/settings/tags/{exam.uid}/remove/")
    assert list(Tag.objects.values_list("name", flat=True)) == ["Loan"]


def test_one_thing_made_of_two_has_the_tags_of_both(
    hartley: School, other_school: School, exam: Tag, asha: Actor, moment: datetime
) -> None:
    loan = actions.make("Loan", by=asha, at=moment)
    actions.tag_many([hartley], [exam, loan], by=system_actor(), at=moment)
    actions.tag_many([other_school], [exam], by=system_actor(), at=moment)

    moves = merges.begin(hartley, other_school, by=asha, at=moment)
    MERGE.ask(hartley, other_school, moves)

    assert list(queries.tags_of(hartley.uid)) == []
    assert list(queries.tags_of(other_school.uid)) == [exam, loan]
