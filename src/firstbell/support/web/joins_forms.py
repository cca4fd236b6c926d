"""What is asked before tickets are merged, split, linked, put under one another or passed on."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.people.models import Person
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.tenancy.models import School
from firstbell.platform.web.components.lookup import LookupField
from firstbell.support.models import Entry, Ticket
from firstbell.support.states import LinkKind

_LONGEST = 60_000


def ticket_field(actor: Actor, *, label: str, without: Ticket | None = None, **more: Any) -> LookupField:  # fmt: skip
    rows = Ticket.objects.visible_to(actor)
    rows = rows.exclude(pk=without.pk) if without is not None else rows
    return LookupField(queryset=rows, url="support:ticket_lookup", label=label, **more)


class MergeForm(forms.Form):
    def __init__(self, actor: Actor, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"] = ticket_field(
            actor, label="Into", without=ticket, help_text="The ticket that stays. Its number, or words of it"
        )  # fmt: skip


class LinkForm(forms.Form):
    kind = forms.ChoiceField(label="This one", choices=LinkKind.choices, initial=LinkKind.RELATED)

    def __init__(self, actor: Actor, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"] = ticket_field(
            actor, label="Ticket", without=ticket, help_text="Its number, or words of it"
        )


class ParentForm(forms.Form):
    def __init__(self, actor: Actor, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent"] = ticket_field(
            actor, label="Part of", without=ticket, help_text="The ticket of the trouble behind it"
        )


class SchoolForm(forms.Form):
    def __init__(self, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = School.objects.exclude(pk=ticket.school_id).order_by("name_key")
        self.fields["school"] = forms.ModelChoiceField(
            rows, label="To the desk of", to_field_name="uid", empty_label="Choose a school"
        )


class SplitForm(forms.Form):
    title = forms.CharField(label="What the new one is about", max_length=200)
    entries = forms.ModelMultipleChoiceField(
        Entry.objects.none(), label="Begins with", to_field_name="uid", widget=forms.CheckboxSelectMultiple
    )  # fmt: skip
    name = forms.CharField(label="Somebody who is not in the list of people", max_length=200, required=False)  # fmt: skip
    email = forms.EmailField(label="Their address", required=False)

    pairs = [("name", "email")]

    def __init__(self, actor: Actor, ticket: Ticket, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Entry.objects.read_by(actor, ticket).order_by("pk")
        field: Any = self.fields["entries"]
        field.queryset = rows
        field.label_from_instance = _said
        people = Person.objects.visible_to(actor).known()
        self.fields["person"] = LookupField(
            queryset=people, url="people:person_lookup", label="For", required=False,
            help_text=f"Empty: for {ticket.who}, as this one",
        )  # fmt: skip
        self.order_fields(["title", "entries", "person", "name", "email"])


def _said(entry: Entry) -> str:
    words = " ".join(entry.body.split()) or f"{entry.minutes} min"
    return f"{entry.by_name}: {words if len(words) <= 140 else words[:137] + '…'}"


class AllForm(forms.Form):
    """One answer to everybody whom it concerns."""

    body = forms.CharField(
        label="What everybody reads", max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )
    minutes = forms.IntegerField(
        label="Minutes spent", min_value=0, max_value=1_440, required=False
    )
