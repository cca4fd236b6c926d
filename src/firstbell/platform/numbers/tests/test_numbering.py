from __future__ import annotations

from collections.abc import Sequence as Ordered
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction

from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.audit.models import Event
from firstbell.platform.numbers import actions
from firstbell.platform.numbers.models import Reserved, Sequence
from firstbell.platform.tenancy.models import School


@pytest.fixture
def laptops(hartley: School, asha: Actor, moment: datetime) -> Sequence:
    return actions.begin("LT-", school=hartley, by=asha, at=moment, width=5)


@pytest.mark.django_db
def test_numbers_follow_each_other_filled_with_zeros() -> None:
    assert actions.take("LT-", 2) == ["LT-0001", "LT-0002"]
    assert actions.take("LT-") == ["LT-0003"]
    assert actions.take("TAB-") == ["TAB-0001"]
    assert actions.peek("LT-") == "LT-0004"


def test_asha_sets_the_next_number_and_its_digits(
    laptops: Sequence, asha: Actor, moment: datetime
) -> None:
    actions.change(laptops, next_number=420, by=asha, at=moment)

    assert actions.take("LT-") == ["LT-00420"]
    sentence = Event.objects.latest("id").sentence
    assert sentence.startswith("Asha Rahman changed the numbers LT-")


@pytest.mark.django_db
def test_a_tag_typed_by_hand_burns_no_number_and_is_stepped_over() -> None:
    typed = {"LT-0002", "LT-0900"}

    def free(tags: Ordered[str]) -> set[str]:
        return set(tags) - typed

    assert actions.take("LT-", 3, is_free=free) == ["LT-0001", "LT-0003", "LT-0004"]
    assert actions.peek("LT-", is_free=free) == "LT-0005"


@pytest.mark.django_db
def test_many_used_numbers_in_a_row_are_stepped_over_in_one_go() -> None:
    used = {f"LT-{number:04d}" for number in range(1, 2001)}

    assert actions.take("LT-", 2, is_free=lambda tags: set(tags) - used) == ["LT-2001", "LT-2002"]


def test_numbers_on_labels_printed_before_are_never_handed_out(
    laptops: Sequence, asha: Actor, moment: datetime
) -> None:
    kept = actions.reserve(laptops, first=2, last=9_000_000, note="box of 2024", by=asha, at=moment)

    assert actions.take("LT-", 2) == ["LT-00001", "LT-9000001"]

    actions.give_back(kept, by=asha, at=moment)
    actions.change(laptops_again(laptops), next_number=2, by=asha, at=moment)
    assert actions.take("LT-") == ["LT-00002"]


def laptops_again(sequence: Sequence) -> Sequence:
    return Sequence.objects.get(pk=sequence.pk)


def test_a_range_cannot_be_kept_free_twice(
    laptops: Sequence, asha: Actor, moment: datetime
) -> None:
    actions.reserve(laptops, first=10, last=20, by=asha, at=moment)

    with pytest.raises(actions.RangesOverlap):
        actions.reserve(laptops, first=20, last=30, by=asha, at=moment)
    with pytest.raises(Refusal, match="before the first"):
        actions.reserve(laptops, first=9, last=3, by=asha, at=moment)


def test_the_prefix_of_one_school_is_not_anothers(laptops: Sequence, other_school: School) -> None:
    with pytest.raises(actions.PrefixIsTheirs, match="Hartley Vale"):
        actions.take("LT-", school=other_school)


def test_a_prefix_begins_once(
    laptops: Sequence, hartley: School, asha: Actor, moment: datetime
) -> None:
    with pytest.raises(Conflict, match="already"):
        actions.begin("LT-", school=hartley, by=asha, at=moment)


def test_the_apprentice_reads_the_numbers_and_does_not_set_them(
    laptops: Sequence, ben: Actor, sam: Actor, tariq: Actor, moment: datetime
) -> None:
    with pytest.raises(NotAllowed):
        actions.change(laptops, next_number=5, by=ben, at=moment)

    assert list(Sequence.objects.visible_to(ben)) == [laptops]
    assert not Sequence.objects.visible_to(sam).exists()
    assert not Sequence.objects.visible_to(tariq).exists()


def test_numbers_that_all_schools_share_are_not_one_leads_to_change(
    asha: Actor, moment: datetime
) -> None:
    actions.take("TRUST-")

    with pytest.raises(Refusal, match="whole trust"):
        actions.change(Sequence.objects.get(prefix="TRUST-"), next_number=5, by=asha, at=moment)


def register_and_fail() -> None:
    with transaction.atomic():
        actions.take("LT-", 5)
        raise Refusal("The serial is known already.")


@pytest.mark.django_db
def test_a_verb_that_fails_gives_its_numbers_back() -> None:
    with pytest.raises(Refusal):
        register_and_fail()

    assert actions.take("LT-") == ["LT-0001"]


def test_the_database_refuses_a_prefix_twice_and_a_range_upside_down(laptops: Sequence) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Sequence.objects.create(prefix="LT-")
    with pytest.raises(IntegrityError), transaction.atomic():
        Reserved.objects.create(sequence=laptops, first=5, last=4)


@pytest.mark.django_db(transaction=True)
def test_technicians_who_register_at_the_same_moment_never_share_a_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if connection.vendor == "sqlite":
        # Threads need a database in a file: one in memory knows no waiting for each other.
        monkeypatch.setitem(
            connections.settings["default"], "NAME", str(tmp_path / "numbers.sqlite3")
        )
        in_a_thread(make_tables)
    found: list[str] = []

    def register_twenty() -> None:
        for _ in range(20):
            with transaction.atomic():
                found.extend(actions.take("LT-", 3))

    threads = [Thread(target=closing(register_twenty)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(found) == [f"LT-{number:04d}" for number in range(1, 241)]


def make_tables() -> None:
    with connection.schema_editor() as editor:
        for model in (School, Sequence, Reserved):
            editor.create_model(model)


def in_a_thread(work: Any) -> None:
    thread = Thread(target=closing(work))
    thread.start()
    thread.join()


def closing(work: Any) -> Any:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    return run
