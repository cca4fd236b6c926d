"""A list of schools with everything that a list can have, and the addresses around it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import needs
from firstbell.platform.lists.bulk import change_fields
from firstbell.platform.lists.specs import BulkAction, Button, Column, Filter, ListSpec, Preset
from firstbell.platform.tenancy.models import School
from firstbell.platform.tenancy.states import Phase
from firstbell.platform.web import listing


class PhaseForm(forms.Form):
    phase = forms.ChoiceField(label="New phase", choices=Phase.choices)


def set_phase(rows: Any, *, by: Actor, at: datetime, phase: str) -> None:
    if rows.filter(name="Stubborn School").exists():
        raise Refusal("Stubborn School keeps its phase.")
    rows.update(phase=phase)


SCHOOLS = ListSpec(
    name="test.house", title="Schools", things=("school", "schools"),
    rows=lambda actor: School.objects.visible_to(actor), permission="tenancy.change", url_name="house_of_lists",
    search=("name__icontains",), default_sort="name", row_label="name", school_path="",
    row_url=lambda row: f"/schools/{row['uid']}/",
    columns=[
        Column("name", "Name", sort="name_key", phone=1),
        Column("phase", "Phase", "choice", choices=Phase.choices, phone=2),
        Column("urn", "URN", "code"),
        Column("left", "Left on", "date", path="left_on"),
        Column("trust", "In", "link", path="contact", filter=Filter(model=Account, path="pk", by="email")),
        Column("added", "Added", "moment", path="created_at", default=False),
    ],
    actions=[
        BulkAction("phase", "Set the phase", "edit", "tenancy.change", run=set_phase, form=PhaseForm),
        change_fields("tenancy.change", lambda actor: {"urn": forms.CharField(label="URN")},
                      lambda rows, *, by, at, changes: rows.update(**changes)),
    ],
    buttons=[Button("Settings", "settings", "settings", "web.view", primary=True)],
    presets=[Preset("Primaries", "phase=primary")],
)  # fmt: skip


@needs("tenancy.change")
def schools(request: HttpRequest) -> HttpResponse:
    return listing.page(request, SCHOOLS)


urlpatterns = [
    path("house-of-lists/", schools, name="house_of_lists"),
    path("", include("firstbell.config.urls")),
]
