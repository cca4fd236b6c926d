from __future__ import annotations

from firstbell.platform.database.single import columns, row_of
from firstbell.platform.tenancy.models import School

NAMES = ("id", "uid", "name", "created_at")
SQL = f"SELECT {columns(School, NAMES)} FROM tenancy_school WHERE name = %s"


def test_a_row_has_what_the_orm_would_have_read(hartley):
    found = row_of(School, NAMES, SQL, [hartley.name])

    again = School.objects.get(pk=hartley.pk)
    assert found == again
    assert [getattr(found, name) for name in NAMES] == [getattr(again, name) for name in NAMES]


def test_what_was_not_named_is_read_when_it_is_asked_for(hartley, django_assert_num_queries):
    found = row_of(School, NAMES, SQL, [hartley.name])

    with django_assert_num_queries(1):
        assert found.time_zone == hartley.time_zone


def test_where_there_is_no_such_row_there_is_none(db):
    assert row_of(School, NAMES, SQL, ["Nowhere"]) is None
