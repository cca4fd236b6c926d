"""What every sheet keeps: the list that it fills, taken away as a file and brought back, changes nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from firstbell.platform.accounts.models import Account, RoleGrant
from firstbell.platform.accounts.states import Role
from firstbell.platform.exchange import sheets
from firstbell.platform.exchange.actions import bringing, settling
from firstbell.platform.exchange.actions.checking import check
from firstbell.platform.exchange.models import ImportRow, ImportSession
from firstbell.platform.lists import specs
from firstbell.platform.tenancy.models import School
from tests.contracts.rows import ROWS
from tests.people import MORNING

SHEETS = [
    "groups",
    "kinds",
    "lessons",
    "makers",
    "models",
    "organisations",
    "people",
    "rooms",
    "tickets",
]

# Of tickets only those of another desk come in; these are known to be here by their numbers.
SAID = {"tickets": "It is a ticket of this desk already."}


@pytest.fixture
def lead(asha_account: Account, browser_of: Any) -> Client:
    RoleGrant.objects.create(
        account=asha_account, role=Role.LEAD, school=None, from_on=MORNING.date()
    )
    return browser_of(asha_account)


def list_of(sheet: str) -> specs.ListSpec:
    url_name = sheets.named(sheet).url_name
    found = [
        spec for name in specs.every() if (spec := specs.find(name)) and spec.url_name == url_name
    ]
    return found[0]


def taken_away(browser: Client, spec: specs.ListSpec, kind: str) -> bytes:
    columns = ",".join(column.key for column in spec.columns)
    answer = browser.get(f"/lists/{spec.name}/export.{kind}?columns={columns}")
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("name", SHEETS)
def test_a_list_that_was_taken_away_comes_back_and_changes_nothing(
    name: str, kind: str, lead: Client, asha: Any, hartley: School, settings: Any, tmp_path: Path
) -> None:
    settings.DATA = tmp_path
    spec = list_of(name)
    ROWS[spec.name](hartley, 1)
    ROWS[spec.name](hartley, 2)
    content = taken_away(lead, spec, kind)

    session = bringing.bring(
        hartley, sheet="", name=f"list.{kind}", content=[content], by=asha, at=MORNING
    )
    bringing.read(session)
    assert session.sheet == name
    settled = settling.Settled(
        session.mapping, match=session.match, date_order=session.date_order, mode=session.mode
    )
    settling.settle(session, settled, by=asha, at=MORNING)
    check(session, by=asha, at=MORNING)

    rows = ImportRow.objects.filter(session=ImportSession.objects.get())
    said = [(row.verdict, row.reasons) for row in rows]
    assert said == [("same", SAID.get(name, ""))] * len(rows)
    assert len(rows) >= 2
