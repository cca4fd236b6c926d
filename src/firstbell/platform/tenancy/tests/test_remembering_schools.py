from __future__ import annotations

import pytest
from django.db import connection, transaction

from firstbell.platform.audit.models import Event
from firstbell.platform.database import marks
from firstbell.platform.database.remembered import Remembered
from firstbell.platform.tenancy.models import School

pytestmark = pytest.mark.django_db
TABLE = "tenancy_school"


@pytest.fixture
def names():
    """Asks for the schools' names, and counts how often they were read."""
    known = Remembered(School)

    def ask():
        return known.get("names", read)

    def read():
        ask.times += 1
        return sorted(School.objects.values_list("name", flat=True))

    ask.times = 0
    return ask


def test_what_nobody_changed_is_read_once(hartley, names):
    assert names() == names()
    assert names.times == 1


@pytest.mark.parametrize(
    "change",
    [
        lambda school: School.objects.create(name="Other", name_key="other", short_name="Other"),
        lambda school: School.objects.filter(pk=school.pk).update(name="Renamed"),
        lambda school: school.bump("name"),
        lambda school: connection.cursor().execute("UPDATE tenancy_school SET name = 'By hand'"),
    ],
    ids=["a new row", "many at once", "a verb", "a hand in the database"],
)
def test_every_way_of_changing_a_table_is_noticed(hartley, names, change):
    names()
    change(hartley)

    assert names() == sorted(School.objects.values_list("name", flat=True))
    assert names.times == 2


def test_a_row_that_is_gone_is_noticed(names):
    school = School.objects.create(name="Short-lived", name_key="short", short_name="S")
    names()
    school.delete()

    assert names() == []


def test_a_change_that_was_rolled_back_is_forgotten_too(hartley, names):
    before = names()
    with transaction.atomic():
        School.objects.update(name="Never so")
        assert names() == ["Never so"]
        transaction.set_rollback(True)

    assert names() == before


def test_a_request_that_changes_nothing_asks_once(hartley, names, django_assert_num_queries):
    names()

    with marks.steady(), django_assert_num_queries(1):
        names()
        names()


def test_whatever_is_marked_has_its_triggers(names):
    before = marks.now()[TABLE]
    marks.set_up()

    assert set(marks.now()) == set(marks.marked_tables())
    assert marks.now()[TABLE] != before


def test_without_a_mark_nothing_is_kept(hartley, names):
    marks.Mark.objects.all().delete()
    names()
    names()

    assert names.times == 2


def test_a_table_that_is_not_marked_cannot_be_remembered():
    with pytest.raises(LookupError, match="not marked"):
        Remembered(Event)
