"""What can be done to many people at once: each is the verb that one person has."""

from __future__ import annotations

from datetime import date, datetime

from django import forms
from django.db.models import QuerySet

from firstbell.people import actions
from firstbell.people.models import Membership, Person
from firstbell.people.states import GroupKind
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.fields.days import DayField

Rows = QuerySet[Person]


class LeaveManyForm(forms.Form):
    on = DayField(label="Last day")


def leave(rows: Rows, *, by: Actor, at: datetime, on: date) -> None:
    stays = Membership.objects.filter(person__in=rows, to_on=None)
    for stay in stays.select_related("person", "school"):
        actions.leave(stay, on=on, by=by, at=at)


class ClassForm(forms.Form):
    name = forms.CharField(
        label="Class or group", max_length=100, help_text="A new one is made by writing it"
    )


def put_in_class(rows: Rows, *, by: Actor, at: datetime, name: str) -> None:
    people = list(rows.select_related("school"))
    for school in {person.school for person in people}:
        groups = actions.groups_called(school, [name], kind=GroupKind.CLASS, by=by, at=at)
        theirs = [person for person in people if person.school_id == school.pk]
        for group in groups.values():
            actions.put_in(group, theirs, by=by, at=at)
