"""The form of a team: what it is, whose it is, and how its tickets end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.db.models import Q, QuerySet

from firstbell.lib import clock
from firstbell.platform.accounts.models import Account
from firstbell.platform.notifications.queries import accounts_with
from firstbell.platform.tenancy.models import School
from firstbell.support.actions import seating
from firstbell.support.models import Team
from firstbell.support.states import WORKS, Opening, Right
from firstbell.support.web.setup_forms import few_days

# Everybody of the desk, and whether they may work tickets or look at them alone.
People = list[tuple[Account, bool]]
# What whoever manages a team does not set.
THE_DESKS: Final = ("name", "parent", "is_default", "email", "opening")


def desk_of(school: School, team: Team) -> People:
    """Who may be of it: those of the desk of the school, and whoever is already."""
    on = clock.now().date()
    works = set(accounts_with("support.work", school.pk, on).values_list("pk", flat=True))
    there = {account.pk for account, right in seating.people_of(team).items() if right in WORKS}
    sees = accounts_with("support.view", school.pk, on).values("pk")
    either = (
        Q(pk__in=sees) | Q(pk__in=works) | Q(pk__in=[one.pk for one in seating.people_of(team)])
    )
    rows = Account.objects.filter(either).order_by("name")
    return [(one, one.pk in works | there) for one in rows]


class PeopleInput(forms.Widget):
    """A line for each of the desk, with what they may do."""

    template_name = "support/setup/people.html"
    able: People = []

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        held = {account.pk: right for account, right in (value or {}).items()}
        context = super().get_context(name, None, attrs)
        context["widget"]["rows"] = [
            {
                "name": account.name, "key": f"{name}-{account.uid}", "id": f"id_{name}_{account.uid}", "right": held.get(account.pk, ""),
                "choices": Right.choices if works else Right.choices[:1],
            }
            for account, works in self.able
        ]  # fmt: skip
        return context

    def value_from_datadict(
        self, data: Mapping[str, Any], files: Any, name: str
    ) -> dict[Account, str]:
        found = {account: data.get(f"{name}-{account.uid}", "") for account, _ in self.able}
        return {account: right for account, right in found.items() if right}

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return False


class PeopleField(forms.Field):
    widget = PeopleInput
    able: People = []

    def clean(self, value: dict[Account, str]) -> dict[Account, str]:
        works = {account.pk for account, may in self.able if may}
        for account, right in value.items():
            if right not in Right.values or (right != Right.LOOKS and account.pk not in works):
                raise forms.ValidationError(f"{account} cannot have that right.")
        return value


class Signature(forms.Textarea):
    """With how an answer then ends, as it is written."""

    template_name = "support/setup/signature.html"


class TeamForm(forms.Form):
    name = forms.CharField(max_length=80)
    words = forms.CharField(
        label="Looks after", max_length=200, required=False, help_text="Classrooms and screens; the network"
    )  # fmt: skip
    is_default = forms.BooleanField(
        label="The usual team", required=False, help_text="Gets what no category sends elsewhere"
    )  # fmt: skip
    email = forms.EmailField(label="Its address", required=False)
    signature = forms.CharField(
        label="Its answers by email are signed", required=False, max_length=1_000, widget=Signature(attrs={"rows": 3}),
        help_text="{person}, {team}, {school} and {number} are filled in. Empty: as the mailbox has it",
    )  # fmt: skip
    parent = forms.ModelChoiceField(
        Team.objects.none(), label="Part of", required=False, to_field_name="uid", empty_label="Nothing: it stands alone",
        help_text="Whoever is of that team has the same right here",
    )  # fmt: skip
    opening = forms.ChoiceField(label="Its tickets", choices=Opening.choices, widget=forms.RadioSelect, initial=Opening.ALL)  # fmt: skip
    people = PeopleField(
        label="Its people", required=False,
        help_text="Nobody who answers: everybody who works on tickets in the school. Whoever manages it sets it up, too",
    )  # fmt: skip
    lead = forms.ModelChoiceField(
        Account.objects.none(), label="Leads it", required=False, to_field_name="uid", empty_label="Whoever sets the desk up",
        help_text="Told when a promise is broken",
    )  # fmt: skip
    they_close = forms.BooleanField(label="Whoever asked may close it", required=False, initial=True)  # fmt: skip
    they_reopen = forms.BooleanField(
        label="Whoever asked may open it again", required=False, initial=True, help_text="By answering, within the days below",
    )  # fmt: skip
    reopen_days = few_days("Days to open again", "So long an answer opens what was solved", 7)
    remind_days = few_days("Days until they are reminded", "School days without the answer the team waits for. 0 is never", 3)  # fmt: skip
    close_days = few_days("Days until it is closed", "School days after that reminder. 0 is never", 5)  # fmt: skip
    fieldsets = (
        ("", ["scope", "name", "words", "parent", "is_default", "email", "signature"]),
        ("Who", ["opening", "people", "lead"]),
        ("How a ticket ends", ["they_close", "they_reopen", "reopen_days", "remind_days", "close_days"]),
    )  # fmt: skip
    pairs = [("they_close", "they_reopen"), ("remind_days", "close_days")]

    def __init__(
        self, people: People, scopes: list[tuple[str, str]], above: QuerySet[Team], *args: Any, whole: bool = True, **kwargs: Any
    ) -> None:  # fmt: skip
        """`people` are those of the desk with whether each may work; without `whole` it is what its own people set."""
        super().__init__(*args, **kwargs)
        self.fields["people"].able = people  # type: ignore[attr-defined]
        self.fields["people"].widget.able = people
        workers = [account.pk for account, works in people if works]
        self.fields["lead"].queryset = Account.objects.filter(pk__in=workers).order_by("name")  # type: ignore[attr-defined]
        self.fields["parent"].queryset = above  # type: ignore[attr-defined]
        if len(scopes) > 1 and whole:
            self.fields["scope"] = forms.ChoiceField(label="Of", choices=scopes)
        for name in () if whole else THE_DESKS:
            del self.fields[name]
