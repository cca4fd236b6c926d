from __future__ import annotations

from typing import Any

import pytest
from django.core.management import call_command

from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.search import entries, finding, registry
from firstbell.platform.search.models import SearchEntry
from firstbell.platform.tenancy.models import School

SYSTEM = system_actor()
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("findable")]


@pytest.fixture
def schools(findable: None, hartley: School, other_school: School) -> list[School]:
    hartley.urn, hartley.address = "123456", "Vale Road, Hartley"
    other_school.urn, other_school.address = "987654", "Wick Lane"
    hartley.save()
    other_school.save()
    entries.put_things([hartley, other_school])
    return [hartley, other_school]


def labels(question: str, actor: Actor = SYSTEM, **more: Any) -> list[str]:
    answer = finding.find(question, actor=actor, **more)
    return [one.label for group in answer.groups for one in group.found]


@pytest.mark.usefixtures("schools")
def test_a_piece_of_a_name_is_enough() -> None:
    assert labels("artle") == ["Hartley Vale School"]
    assert labels("prim wick") == ["Nether Wick Primary"]
    assert finding.find("wick hartley", actor=SYSTEM).guessed


@pytest.mark.usefixtures("schools")
def test_a_whole_code_is_known_from_a_piece_of_one() -> None:
    whole, piece = finding.find("123456", actor=SYSTEM), finding.find("1234", actor=SYSTEM)

    assert whole.only is not None
    assert whole.only.label == "Hartley Vale School"
    assert piece.only is None
    assert finding.find("hartley vale school", actor=SYSTEM).only is not None
    assert [one.label for one in piece.groups[0].found] == ["Hartley Vale School"]


@pytest.mark.usefixtures("schools")
def test_two_letters_find_what_begins_with_them() -> None:
    assert labels("98") == ["Nether Wick Primary"]
    assert labels("ic") == []


@pytest.mark.usefixtures("schools")
def test_a_slip_of_the_finger_still_finds_it() -> None:
    answer = finding.find("hartlet", actor=SYSTEM)

    assert answer.guessed
    assert [one.label for group in answer.groups for one in group.found] == ["Hartley Vale School"]
    assert labels("xylophone") == []


@pytest.mark.usefixtures("schools")
@pytest.mark.parametrize(
    "question",
    ['"', "' OR 1=1", "%", "_", "*", "a|b||c", "NEAR(", "\\", "^x", "🙂🙂🙂🙂", "\x00xyz"],
)
def test_nothing_typed_breaks_the_search(question: str) -> None:
    assert labels(question) == []


@pytest.mark.usefixtures("schools")
def test_a_technician_finds_only_what_is_in_their_schools(asha: Actor, okoro: Actor) -> None:
    assert labels("school", asha) == ["Hartley Vale School"]
    assert labels("wick", asha) == []
    assert labels("school", okoro) == []


def test_people_find_what_is_theirs_without_the_permission(
    okoro: Actor, okoro_account: Account, sam_account: Account
) -> None:
    entries.put_things([okoro_account, sam_account])

    assert labels("hartley.example", okoro) == ["Ms Okoro"]
    assert labels("hartley.example") == ["Ms Okoro", "Sam Reeve"]


def test_what_was_renamed_is_found_by_its_new_name_alone(hartley: School) -> None:
    entries.put(hartley)
    hartley.named("Hartley Hill Academy")
    hartley.save()
    entries.put(hartley)

    assert labels("academy") == ["Hartley Hill Academy"]
    assert labels("vale") == []


def test_what_was_dropped_is_not_found(schools: list[School]) -> None:
    entries.drop(schools[0])

    assert labels("hartley") == []
    assert labels("nether") == ["Nether Wick Primary"]


def test_a_list_is_narrowed_by_the_same_words(schools: list[School]) -> None:
    wanted = finding.matching("test.school", "vale")

    assert list(School.objects.filter(pk__in=wanted)) == [schools[0]]
    assert finding.matching("test.school", "  ") is None


def test_reindex_writes_what_is_missing_and_forgets_what_is_gone(
    schools: list[School], capsys: pytest.CaptureFixture[str]
) -> None:
    SearchEntry.objects.filter(label="Nether Wick Primary").delete()
    kind = registry.named("test.school")
    entries.put_many(
        "test.school", [registry.Entry(4711, schools[0].uid, None, "Ghost school")], new=True
    )

    call_command("reindex", "test.school")

    assert capsys.readouterr().out == "Schools: 2\n"
    assert labels("ghost") == []
    assert labels("nether") == ["Nether Wick Primary"]
    assert SearchEntry.objects.filter(pk__range=(kind.start, kind.end)).count() == 2


def test_the_search_is_one_query_however_much_is_found(
    schools: list[School], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        assert len(labels("school")) == 1
