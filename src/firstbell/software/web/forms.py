from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest

from firstbell.people.models import Organisation
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.fields.days import DayField
from firstbell.platform.lists.models import SavedView
from firstbell.platform.lists.queries import views_for
from firstbell.platform.web.components.lookup import LookupField
from firstbell.platform.web.components.pence import PoundsField
from firstbell.software.actions.requiring import GROUPS
from firstbell.software.models import NamingRule, Title
from firstbell.software.states import Metric, ProgramKind, Wanted


def title_field(actor: Actor, **more: Any) -> LookupField:
    return LookupField(
        queryset=Title.objects.visible_to(actor),
        url="software:title_lookup",
        label="Program",
        **more,
    )


def title_named(request: HttpRequest) -> Title | None:
    """The title that the address of a form names, so that it need not be looked up again."""
    try:
        uid = UUID(request.GET.get("title", ""))
    except ValueError:
        return None
    found: Title | None = Title.objects.visible_to(request.actor).filter(uid=uid).first()
    return found


def views_of_devices(actor: Actor) -> Any:
    return views_for(actor).filter(list_name__in=GROUPS, shared=True)


class CallForm(forms.Form):
    """What a program is, said once for all its versions."""

    name = forms.CharField(label="It is", max_length=200)
    publisher = forms.CharField(label="By", max_length=200, required=False)
    kind = forms.ChoiceField(choices=ProgramKind.choices)


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = NamingRule
        fields = ["pattern", "by", "title", "publisher", "kind", "enabled"]
        help_texts = {
            "pattern": "* is anything, # is a version, | parts several: 7-Zip *|7Zip *",
            "by": "Only where the publisher reads so; empty for anybody's",
            "title": "A # here takes the version that the name reads: Microsoft Office #",
            "publisher": "Empty: as it is reported",
        }

    pairs = [("title", "publisher")]


class WantedForm(forms.Form):
    wanted = forms.ChoiceField(label="It is", choices=Wanted.choices, widget=forms.RadioSelect)
    reason = forms.CharField(max_length=300, required=False, help_text="Shown to whoever asks why")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"] = title_field(actor)
        self.fields["view"] = LookupField(
            queryset=views_of_devices(actor), url="software:view_lookup", label="On the devices of the view",
            required=False, label_from=_view_name,
        )  # fmt: skip
        self.fields["view"].help_text = "A shared view of Equipment or Devices; empty: every device"
        self.order_fields(["title", "wanted", "view", "reason"])


def _view_name(view: SavedView) -> str:
    return view.name


class LicenceForm(forms.Form):
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    name = forms.CharField(
        max_length=120, required=False, help_text="Only if the program's name is not enough"
    )
    metric = forms.ChoiceField(label="A seat is", choices=Metric.choices)
    seats = forms.IntegerField(min_value=1, max_value=1_000_000, required=False)
    starts_on = DayField(label="From", required=False)
    ends_on = DayField(label="Until", required=False)
    order_ref = forms.CharField(label="Order", max_length=60, required=False)
    cost_pence = PoundsField(label="Cost, £", required=False)
    key = forms.CharField(
        label="Licence key", max_length=2_000, required=False, help_text="Kept encrypted; who looks at it is noted",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )  # fmt: skip
    notes = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)

    pairs = [("metric", "seats"), ("starts_on", "ends_on"), ("order_ref", "cost_pence")]

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"] = title_field(actor)
        self.fields["supplier"] = LookupField(
            queryset=Organisation.objects.visible_to(actor), url="people:organisation_lookup", label="Supplier",
            required=False,
        )  # fmt: skip
        self.order_fields(["version", "title", "name", "metric", "seats", "starts_on", "ends_on", "supplier"])  # fmt: skip
