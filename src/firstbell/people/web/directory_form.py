"""Where a directory is, as whom it is asked, and what its attributes mean."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.people.actions.rosters.directory import TEXTS
from firstbell.people.models import RosterSource
from firstbell.people.web.source_forms import RightsForm

SECURITY = [
    ("ldaps", "LDAPS (636)"), ("starttls", "StartTLS (389)"),
    ("plain", "Neither: name and password can be read on the way"),
]  # fmt: skip
_ATTRIBUTES = {
    "email": "mail", "mis_id": "employeeID", "year": "", "tutor_group": "", "department": "department", "job_title": "title",
}  # fmt: skip


class DirectoryForm(RightsForm):
    host = forms.CharField(
        label="Server", max_length=200, help_text="Name or address, without ldap://"
    )
    port = forms.IntegerField(min_value=1, max_value=65535, required=False)
    security = forms.ChoiceField(label="Connection", choices=SECURITY)
    certificates = forms.CharField(
        label="Its certificate, or that of its CA", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="As PEM text; only where this machine does not trust it anyway",
    )  # fmt: skip
    bind_dn = forms.CharField(
        label="Signs in as",
        max_length=300,
        required=False,
        help_text="An account that may only read",
    )
    password = forms.CharField(
        max_length=200, required=False, widget=forms.PasswordInput(render_value=False),
        help_text="Kept encrypted. Empty: the one that is there stays",
    )  # fmt: skip
    base_dn = forms.CharField(label="Under", max_length=300, help_text="DC=school,DC=example")
    filter = forms.CharField(
        max_length=500, required=False, help_text="Empty: (&(objectClass=person)(sn=*))"
    )
    students = forms.CharField(
        max_length=300,
        required=False,
        help_text="The DN of their group, or of their part of the tree",
    )
    staff = forms.CharField(max_length=300, required=False, help_text="The same for staff")
    classes = forms.CharField(label="Classes are the groups under", max_length=300, required=False)
    is_nightly = forms.BooleanField(label="Ask it every night", required=False)
    attribute_email = forms.CharField(label="Email", max_length=60, required=False)
    attribute_mis_id = forms.CharField(label="MIS number", max_length=60, required=False)
    attribute_year = forms.CharField(label="Year", max_length=60, required=False)
    attribute_tutor_group = forms.CharField(label="Tutor group", max_length=60, required=False)
    attribute_department = forms.CharField(label="Department", max_length=60, required=False)
    attribute_job_title = forms.CharField(label="Job", max_length=60, required=False)

    fieldsets = (
        (
            "Where it is",
            ["name", "host", "port", "security", "certificates", "bind_dn", "password"],
        ),
        ("Who is in it", ["base_dn", "filter", "speaks_for", "students", "staff", "classes"]),
        ("Which attribute says what", [f"attribute_{name}" for name in _ATTRIBUTES]),
        ("What it may do", ["may_add", "may_change", "may_leave", "is_whole", "is_nightly"]),
    )
    pairs = (
        ("port", "security"), ("bind_dn", "password"), ("students", "staff"), ("attribute_email", "attribute_mis_id"),
        ("attribute_year", "attribute_tutor_group"), ("attribute_department", "attribute_job_title"),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, usual in _ATTRIBUTES.items():
            self.fields[f"attribute_{name}"].widget.attrs["placeholder"] = usual

    def wanted(self) -> dict[str, Any]:
        """What the verbs take."""
        given = self.cleaned_data
        settings: dict[str, Any] = {
            name: given[name].strip() for name in TEXTS if given[name].strip()
        }
        settings |= {"security": given["security"], "port": given["port"] or 0}
        attributes = {name: given[f"attribute_{name}"].strip() for name in _ATTRIBUTES}
        settings["attributes"] = {name: value for name, value in attributes.items() if value}
        rights = {name: given[name] for name in (*RightsForm.base_fields, "is_nightly", "password")}
        return rights | {"settings": settings}

    @classmethod
    def initial_of(cls, source: RosterSource) -> dict[str, Any]:
        settings = dict(source.settings)
        attributes = settings.pop("attributes", {})
        settings["port"] = settings.get("port") or None
        rights = {name: getattr(source, name) for name in (*RightsForm.base_fields, "is_nightly")}
        return (
            rights | settings | {f"attribute_{name}": value for name, value in attributes.items()}
        )
