"""Where people come from, as forms."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.people.models import RosterSource
from firstbell.people.states import SourceKind, Speaks

FILES = [
    (SourceKind.ONEROSTER, SourceKind.ONEROSTER.label), (SourceKind.SDS, SourceKind.SDS.label),
    (SourceKind.LIST, SourceKind.LIST.label),
]  # fmt: skip


class RightsForm(forms.Form):
    """What lists of the source may do."""

    name = forms.CharField(max_length=80, help_text="What you call it: Arbor, Bromcom, Entra")
    speaks_for = forms.ChoiceField(label="Its lists are of", choices=Speaks.choices)
    may_add = forms.BooleanField(label="They may add people", required=False, initial=True)
    may_change = forms.BooleanField(
        label="They may change names, years, groups and addresses", required=False, initial=True
    )
    may_leave = forms.BooleanField(
        label="Whoever is no longer in them leaves", required=False, initial=True
    )
    is_whole = forms.BooleanField(
        label="That counts for people too whom they never named",
        required=False,
        help_text="Only where every such person of the school is in the list",
    )


class SourceForm(RightsForm):
    school_key = forms.CharField(
        label="School in the list", max_length=120, required=False,
        help_text="If there are several in it: its name or URN as the list has it",
    )  # fmt: skip
    fieldsets = (
        ("What it is", ["name", "speaks_for", "school_key"]),
        ("What its lists may do", ["may_add", "may_change", "may_leave", "is_whole"]),
    )

    @classmethod
    def initial_of(cls, source: RosterSource) -> dict[str, Any]:
        return {name: getattr(source, name) for name in cls.base_fields if hasattr(source, name)}


class NewSourceForm(SourceForm):
    kind = forms.ChoiceField(label="Kind of list", choices=FILES)
    fieldsets = (
        ("What it is", ["name", "kind", "speaks_for", "school_key"]),
        ("What its lists may do", ["may_add", "may_change", "may_leave", "is_whole"]),
    )


class BringInForm(forms.Form):
    leavers = forms.IntegerField(required=False, min_value=0)
