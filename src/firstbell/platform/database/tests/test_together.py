from __future__ import annotations

import pytest
from django.db import IntegrityError, connection, transaction

from firstbell.platform.database import bulk, locks, together
from firstbell.platform.database.models import Mark

pytestmark = pytest.mark.django_db
_NAMES = ("name", "mark")


def _there() -> dict[str, str]:
    return dict(Mark.objects.filter(name__startswith="try").values_list("name", "mark"))


def test_what_waits_is_there_for_whoever_asks_and_in_its_order() -> None:
    with transaction.atomic(), together.sent():
        bulk.insert_many(Mark, _NAMES, [("try 1", "a"), ("try 2", "b")])
        together.put("UPDATE database_mark SET mark = %s WHERE name = %s", ["c", "try 2"])
        assert _there() == {"try 1": "a", "try 2": "c"}
        bulk.change_one(Mark, "try 1", {"mark": "d"})  # type: ignore[arg-type]
    assert _there() == {"try 1": "d", "try 2": "c"}


def test_more_rows_than_wait_come_after_those_that_did() -> None:
    with transaction.atomic(), together.sent():
        bulk.insert_many(Mark, _NAMES, [("try 0", "first")])
        bulk.insert_many(Mark, _NAMES, ((f"try {n}", "many") for n in range(1, 101)))
    assert len(_there()) == 101


def _twice() -> None:
    with transaction.atomic(), together.sent():
        bulk.insert_many(Mark, _NAMES, [("try 1", "a")])
        bulk.insert_many(Mark, _NAMES, [("try 1", "twice")])


def test_what_cannot_be_is_told_as_django_tells_it_and_leaves_nothing() -> None:
    with pytest.raises(IntegrityError):
        _twice()
    assert _there() == {}


def _gone_wrong() -> None:
    with transaction.atomic(), together.sent():
        together.put("INSERT INTO database_mark (name, mark) VALUES (%s, %s)", ["try 1", "a"])
        raise ValueError("no")


def test_what_waited_when_it_went_wrong_is_not_done_later() -> None:
    with pytest.raises(ValueError, match="no"):
        _gone_wrong()
    together.send()
    assert _there() == {}


def test_outside_of_it_everything_is_done_at_once() -> None:
    together.put("INSERT INTO database_mark (name, mark) VALUES (%s, %s)", ["try 1", "a"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT mark FROM database_mark WHERE name = 'try 1'")
        assert cursor.fetchone() == ("a",)


def test_being_alone_with_a_table_lets_one_write_oneself() -> None:
    with transaction.atomic():
        locks.alone_with(Mark)
        bulk.insert_many(Mark, _NAMES, [("try 1", "a")])
    assert _there() == {"try 1": "a"}
