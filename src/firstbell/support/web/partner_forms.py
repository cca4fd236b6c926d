"""What is asked before a partner outside is asked, written to, shown something, or a ticket is taken back from them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.timezone import now

from firstbell.people.models import Organisation
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.web.components.lookup import LookupField
from firstbell.support.actions.partnering import DAYS, Partner, Sees, usual_status
from firstbell.support.models import Sharing, Status, Ticket
from firstbell.support.states import Phase

_LONGEST = 60_000
_GOOD_FOR = [(0, "No page: by mail alone"), (14, "14 days"), (30, "30 days"), (90, "90 days")]


def _words(label: str, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=_LONGEST, widget=forms.Textarea(attrs={"rows": 6}), **more
    )


class SeesForm(forms.Form):
    room = forms.BooleanField(label="The room", required=False, initial=True)
    things = forms.BooleanField(
        label="The things it is about, with their serial numbers", required=False, initial=True
    )
    story = forms.BooleanField(
        label="The talk with whoever asked", required=False,
        help_text="On their page. Without names, but as it was written; never a note of the team",
    )  # fmt: skip
    days = forms.TypedChoiceField(
        label="A page for them", choices=_GOOD_FOR, coerce=int, initial=DAYS,
        help_text="A link in the mail, without signing in. It shows this ticket and no other",
    )  # fmt: skip

    @staticmethod
    def of(sharing: Sharing) -> dict[str, Any]:
        days = DAYS if sharing.page_until is not None and sharing.page_until > now() else 0
        return {
            "room": sharing.room,
            "things": sharing.things,
            "story": sharing.story,
            "days": days,
        }

    def sees(self) -> Sees:
        return Sees(
            **{name: self.cleaned_data[name] for name in ("room", "things", "story", "days")}
        )


class AskPartnerForm(SeesForm):
    name = forms.CharField(max_length=200, required=False)
    email = forms.EmailField(
        label="Address", required=False, help_text="Where the organisation has none, or another"
    )
    subject = forms.CharField(
        label="What they read it is about", max_length=200, help_text="Name nobody here who need not be named"
    )  # fmt: skip
    body = _words("What you want of them")
    pictures = forms.BooleanField(
        label="Send the pictures and files of the ticket along", required=False
    )
    status = forms.ModelChoiceField(
        Status.objects.none(), label="Meanwhile it is", to_field_name="uid", empty_label=None
    )

    fieldsets = [
        ("Whom", ["organisation", "name", "email"]),
        ("What they are written", ["subject", "body", "pictures", "status"]),
        ("What else they see", ["room", "things", "story", "days"]),
    ]
    pairs = [("name", "email")]

    def __init__(self, actor: Actor, ticket: Ticket, at: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"subject": ticket.title, "status": usual_status(at).uid}
        field: Any = self.fields["status"]
        field.queryset = Status.objects.live().filter(phase=Phase.WAITING, for_approval=False)
        rows = Organisation.objects.visible_to(actor).open()
        self.fields["organisation"] = LookupField(
            queryset=rows, url="people:organisation_lookup", label="Organisation", required=False,
            help_text="A supplier or support partner that the school knows",
        )  # fmt: skip
        if not can(actor, "people.organisations"):
            del self.fields["organisation"]
            self.fieldsets = [("Whom", ["name", "email"]), *self.fieldsets[1:]]

    def partner(self) -> Partner:
        data = self.cleaned_data
        return Partner(data["email"], data["name"], data.get("organisation"))


class WordsForm(forms.Form):
    body = _words("Your words")


class BackForm(forms.Form):
    words = _words("Tell them", required=False, help_text="Empty: they are told nothing")
