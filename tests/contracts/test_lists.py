"""What every declared list keeps: the same number of queries for one row and for three, and no dead corner."""

from __future__ import annotations

import json
import os
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from firstbell.platform.accounts.models import Account, RoleGrant
from firstbell.platform.accounts.states import Role
from firstbell.platform.lists import filtering, specs
from firstbell.platform.lists.looking import Looker
from firstbell.platform.lists.specs import ListSpec
from firstbell.platform.tenancy.models import School
from tests.contracts.rows import ROWS
from tests.people import MORNING

COUNTS = Path(__file__).parent.parent / "query_counts.json"
NAMES = [name for name in specs.every() if not name.startswith("test.")]
VALUES = {
    "number": "3", "money": "3.50", "date": "today-1y", "moment": "2026-11-01", "bool": "yes",
}  # fmt: skip
NOBODY = "01a209d7-8ae2-7132-969b-15cc79ea53fc"


@pytest.fixture
def lead(asha_account: Account, browser_of: Any) -> Client:
    """Asha leads the whole trust and holds every role that sees money."""
    for role in (Role.LEAD, Role.TECHNICIAN, Role.BUSINESS):
        RoleGrant.objects.create(
            account=asha_account, role=role, school=None, from_on=date(2024, 9, 1)
        )
    return browser_of(asha_account)


def spec_of(name: str) -> ListSpec:
    found = specs.find(name)
    assert found is not None
    return found


def queries_of(browser: Client, url: str) -> int:
    cache.clear()
    with CaptureQueriesContext(connection) as caught:
        assert browser.get(url).status_code == 200
    return len(caught)


def rows_on(browser: Client, url: str) -> int:
    return len(re.findall("<tr data-url", browser.get(url).content.decode()))


def test_every_list_says_how_its_rows_are_made() -> None:
    assert sorted(ROWS) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_the_fifth_place_of_a_row_on_a_phone_is_for_its_picture(name: str) -> None:
    """Anything else there would be drawn nowhere, on a desk neither."""
    assert {one.key for one in spec_of(name).columns if one.phone == 5} <= {"picture"}


@pytest.mark.parametrize("name", NAMES)
def test_the_query_count_does_not_grow_with_the_rows(
    name: str, lead: Client, asha: Any, hartley: School
) -> None:
    spec, make = spec_of(name), ROWS[name]
    home = reverse(spec.url_name)
    every = f"{home}?columns={','.join(column.key for column in spec.columns)}"
    make(hartley, 1)
    lead.get(home)
    one = {"usual columns": queries_of(lead, home), "every column": queries_of(lead, every)}

    make(hartley, 2)
    make(hartley, 3)
    three = {"usual columns": queries_of(lead, home), "every column": queries_of(lead, every)}

    assert rows_on(lead, home) >= 3
    assert three == one
    known = json.loads(COUNTS.read_text()) if COUNTS.exists() else {}
    if os.environ.get("UPDATE_QUERY_COUNTS"):
        COUNTS.write_text(json.dumps({**known, name: three}, indent=2, sort_keys=True) + "\n")
    else:
        assert known.get(name) == three, "UPDATE_QUERY_COUNTS=1 writes the new counts down"


@pytest.mark.parametrize("name", NAMES)
def test_every_column_is_sorted_and_narrowed_without_a_hitch(
    name: str, lead: Client, asha: Any, hartley: School
) -> None:
    spec = spec_of(name)
    home = reverse(spec.url_name)
    ROWS[name](hartley, 1)
    columns = spec.columns_for(asha)
    for column in columns.values():
        for sort in [column.key, f"-{column.key}"] if column.sort_paths else []:
            assert lead.get(f"{home}?sort={sort}").status_code == 200
        found = filtering.bound(column)
        for op in found.ops if found else ():
            options = (
                found.options(Looker(asha, MORNING))
                if found.kind in ("choice", "status", "list")
                else []
            )
            value = (
                NOBODY
                if found.filter.model
                else options[0][0]
                if options
                else VALUES.get(found.kind, "a")
            )
            value = f"{value}..{value}" if op == "between" else value
            page = lead.get(f"{home}?{column.key}{'.' if op else ''}{op}={value}")
            assert page.status_code == 200
            assert 'class="fb-note"' not in page.content.decode(), (column.key, op, value)


@pytest.mark.parametrize("name", NAMES)
def test_a_list_can_be_taken_away_and_narrowed_by_hand(
    name: str, lead: Client, hartley: School
) -> None:
    spec = spec_of(name)
    ROWS[name](hartley, 1)
    home = reverse(spec.url_name)

    for kind in ("csv", "xlsx"):
        assert b"".join(lead.get(f"/lists/{name}/export.{kind}").streaming_content)
    assert lead.get(f"/lists/{name}/filters/").status_code == 200
    assert lead.get(f"/lists/{name}/columns/").status_code == 200
    for preset in spec.presets:
        page = lead.get(f"{home}?{preset.query}")
        assert page.status_code == 200
        assert 'class="fb-note"' not in page.content.decode(), preset
