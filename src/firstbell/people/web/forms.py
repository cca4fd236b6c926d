from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from firstbell.people.models import Group, Membership, Organisation, Person
from firstbell.people.states import (
    GroupKind,
    KeeperRole,
    MemberKind,
    OrganisationKind,
    school_year,
    year_name,
)
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.fields import forms as own_fields
from firstbell.platform.fields.days import DayField
from firstbell.platform.tenancy.models import School
from firstbell.platform.web.components.lookup import LookupField


def year_choices(school: School, on: date) -> list[tuple[Any, str]]:
    """The cohorts of today, under the names their years have today."""
    this_year = school_year(on, school.nation)
    return [("", "No year"), *((this_year - n, year_name(n, school.nation)) for n in range(-1, 14))]


class MembershipFields(forms.Form):
    kind = forms.ChoiceField(label="Who", choices=MemberKind.choices, initial=MemberKind.STAFF)
    department = forms.CharField(
        max_length=100, required=False, help_text="A new one is made by writing it"
    )
    job_title = forms.CharField(max_length=100, required=False)
    cohort = forms.TypedChoiceField(label="Year", coerce=int, empty_value=None, required=False)
    tutor_group = forms.CharField(max_length=100, required=False)
    mis_id = forms.CharField(label="MIS number", max_length=60, required=False)
    from_on = DayField(label="Since", required=False)

    def offer(self, school: School, on: date) -> None:
        field = self.fields["cohort"]
        assert isinstance(field, forms.TypedChoiceField)  # noqa: S101 -- for the type checker
        field.choices = year_choices(school, on)


class NamesForm(forms.Form):
    title = forms.CharField(max_length=20, required=False, help_text="Ms, Mr, Dr")
    given_name = forms.CharField(label="First name", max_length=80, required=False)
    family_name = forms.CharField(label="Last name", max_length=80, required=False)
    known_as = forms.CharField(max_length=80, required=False, help_text="If not by the first name")
    email = forms.EmailField(required=False)
    initials = forms.CharField(max_length=10, required=False, help_text="As on the timetable")
    phone_ext = forms.CharField(label="Extension", max_length=20, required=False)


class NewPersonForm(NamesForm, MembershipFields):
    field_order = ("kind", "title", "given_name", "family_name")
    fieldsets = (
        ("Who they are", ["kind", "title", "known_as", "given_name", "family_name"]),
        ("Staff and contractors", ["department", "job_title", "initials", "phone_ext"]),
        ("Students", ["cohort", "tutor_group"]),
        ("So that imports know them", ["email", "mis_id", "from_on"]),
    )
    pairs = (
        ("title", "known_as"), ("given_name", "family_name"), ("department", "job_title"), ("initials", "phone_ext"),
        ("cohort", "tutor_group"), ("email", "mis_id"),
    )  # fmt: skip


class PersonForm(NamesForm):
    notes = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    pairs = (("title", "known_as"), ("given_name", "family_name"), ("initials", "phone_ext"))

    @classmethod
    def initial_of(cls, person: Person) -> dict[str, Any]:
        return {name: getattr(person, name) for name in cls.base_fields}

    def go_on_with(self, custom: Mapping[str, Any]) -> None:
        """The trust's own fields of people."""
        self.fields.update(own_fields.form_fields("people.person", custom))

    def wanted(self) -> dict[str, Any]:
        """What the form says, with the own fields together as `custom`."""
        plain = {
            name: value for name, value in self.cleaned_data.items() if name in self.base_fields
        }
        return plain | {"custom": own_fields.given(self.cleaned_data)}


class MembershipForm(MembershipFields):
    pairs = (("department", "job_title"), ("cohort", "tutor_group"), ("mis_id", "from_on"))

    @staticmethod
    def initial_of(membership: Membership) -> dict[str, Any]:
        return {
            "kind": membership.kind, "job_title": membership.job_title, "cohort": membership.cohort,
            "department": membership.department or "", "tutor_group": membership.tutor_group or "",
            "mis_id": membership.mis_id, "from_on": membership.from_on,
        }  # fmt: skip

    def clean_from_on(self) -> date:
        day: date | None = self.cleaned_data["from_on"]
        return day or self.initial["from_on"]


class LeaveForm(forms.Form):
    on = DayField(label="Last day")


class OnePersonForm(forms.Form):
    """Somebody, found by name."""

    person = LookupField(queryset=Person.objects.none(), url="people:person_lookup", label="Who")

    def offer(self, actor: Actor, *, but: Person | None = None) -> None:
        people = Person.objects.visible_to(actor).known()
        field = self.fields["person"]
        assert isinstance(field, LookupField)  # noqa: S101 -- for the type checker
        field.queryset = people.exclude(pk=but.pk) if but else people


class MergePersonForm(OnePersonForm):
    person = LookupField(
        queryset=Person.objects.none(), url="people:person_lookup", label="Into whose record"
    )


class AccountForm(forms.Form):
    email = forms.EmailField(label="Address of their account", required=False)


class KeeperForm(OnePersonForm):
    role = forms.ChoiceField(label="Part", choices=KeeperRole.choices)


class GroupForm(forms.Form):
    name = forms.CharField(max_length=100, widget=forms.TextInput(attrs={"autofocus": True}))
    kind = forms.ChoiceField(choices=GroupKind.choices)
    led_by = LookupField(
        queryset=Person.objects.none(), url="people:person_lookup", label="Led by", required=False,
        help_text="Tutor, teacher or head of department",
    )  # fmt: skip

    def offer(self, actor: Actor) -> None:
        field = self.fields["led_by"]
        assert isinstance(field, LookupField)  # noqa: S101 -- for the type checker
        field.queryset = Person.objects.visible_to(actor).known()

    @staticmethod
    def initial_of(group: Group) -> dict[str, Any]:
        led_by = group.led_by.uid if group.led_by else None
        return {"name": group.name, "kind": group.kind, "led_by": led_by}


class OrganisationForm(forms.Form):
    name = forms.CharField(max_length=100, widget=forms.TextInput(attrs={"autofocus": True}))
    kind = forms.ChoiceField(choices=OrganisationKind.choices)
    account_number = forms.CharField(
        max_length=60, required=False, help_text="What they ask for first"
    )
    website = forms.URLField(required=False, assume_scheme="https")
    contact_name = forms.CharField(max_length=100, required=False)
    phone = forms.CharField(max_length=40, required=False)
    email = forms.EmailField(required=False)
    support_phone = forms.CharField(max_length=40, required=False)
    support_email = forms.EmailField(required=False)
    support_url = forms.URLField(label="Support page", required=False, assume_scheme="https")
    warranty_url = forms.URLField(
        label="Warranty check", required=False, assume_scheme="https",
        help_text="{serial} in it is replaced by the serial number",
    )  # fmt: skip
    notes = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    fieldsets = (
        ("Who they are", ["name", "kind", "account_number", "website"]),
        ("Whom to ask", ["contact_name", "phone", "email"]),
        (
            "When something breaks",
            ["support_phone", "support_email", "support_url", "warranty_url"],
        ),
        ("Notes", ["notes"]),
    )
    pairs = (("account_number", "website"), ("phone", "email"), ("support_phone", "support_email"))

    @classmethod
    def initial_of(cls, organisation: Organisation) -> dict[str, Any]:
        return {name: getattr(organisation, name) for name in cls.base_fields}
