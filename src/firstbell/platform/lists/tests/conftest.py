from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django import forms

from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.lists import specs
from firstbell.platform.lists.conditions import read
from firstbell.platform.lists.looking import Looker
from firstbell.platform.lists.reading import Reading
from firstbell.platform.lists.specs import BulkAction, Column, ListSpec, Preset
from firstbell.platform.tenancy import actions as tenancy
from firstbell.platform.tenancy.models import School
from firstbell.platform.tenancy.states import Phase

SCHOOLS = (
    ("Ash Green 2", Phase.PRIMARY, "100001", None),
    ("Ash Green 10", Phase.PRIMARY, "100002", date(2020, 8, 31)),
    ("Beech Road", Phase.SECONDARY, "", date(2026, 8, 31)),
    ("Cedar House", Phase.SPECIAL, "100004", date(2024, 8, 31)),
    ("Dale, The", Phase.NURSERY, "100005", None),
)


class PhaseForm(forms.Form):
    phase = forms.ChoiceField(choices=Phase.choices)


def change_phase(rows: Any, *, by: Actor, at: datetime, phase: str) -> None:
    if rows.filter(urn="").exists():
        raise Refusal("A school without a URN keeps its phase.")
    rows.update(phase=phase)


@pytest.fixture
def spec() -> Iterator[ListSpec]:
    """Schools stand in for things of the work, which the platform does not know."""
    made = ListSpec(
        name="test.schools", title="Schools", things=("school", "schools"),
        rows=lambda actor: School.objects.visible_to(actor), permission="web.view", url_name="home",
        search=("name__icontains", "urn__icontains"), default_sort="name", row_label="name", school_path="",
        row_url=lambda row: f"/schools/{row['uid']}/",
        columns=[
            Column("name", "Name", sort="name_key", phone=1),
            Column("phase", "Phase", "choice", choices=Phase.choices),
            Column("urn", "URN", "code"),
            Column("year", "Year starts in", "number", path="financial_year_start"),
            Column("left", "Left on", "date", path="left_on"),
            Column("added", "Added", "moment", path="created_at", default=False),
        ],
        actions=[BulkAction("phase", "Set the phase", "edit", "web.view", run=change_phase, form=PhaseForm)],
        presets=[Preset("Primaries", "phase=primary")],
    )  # fmt: skip
    yield made
    specs._lists.pop(made.name)
    specs._more_columns.pop(made.name, None)
    specs._more_actions.pop(made.name, None)


@pytest.fixture
def schools(db: Any, moment: datetime) -> list[School]:
    found = []
    for number, (name, phase, urn, left) in enumerate(SCHOOLS):
        school = tenancy.add_school(name, by=system_actor(), at=moment, phase=phase)
        school.urn, school.left_on, school.created_at = urn, left, moment - timedelta(days=number)
        school.save()
        found.append(school)
    return found


@pytest.fixture
def ask(spec: ListSpec, moment: datetime, schools: list[School]) -> Callable[..., Reading]:
    def asked(query: str, actor: Actor | None = None) -> Reading:
        return Reading(spec, Looker(actor or system_actor(), moment), read(query))

    return asked


@pytest.fixture
def names(ask: Callable[..., Reading]) -> Callable[..., list[str]]:
    def found(query: str, actor: Actor | None = None) -> list[str]:
        return [row["name"] for row in ask(query, actor).page().rows]

    return found
