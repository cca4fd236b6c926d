from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest

from firstbell.equipment.actions.counting import Scope
from firstbell.equipment.models import Category, Count
from firstbell.equipment.states import CountScope, CountState
from firstbell.equipment.web.forms import RELOAD
from firstbell.lib import clock
from firstbell.places.models import Building, Room
from firstbell.platform.accounts import permissions
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account, RoleGrant
from firstbell.platform.fields.days import DayField
from firstbell.platform.lists.models import SavedView
from firstbell.platform.lists.queries import views_for
from firstbell.platform.tenancy.models import School

COUNT = "equipment.count"


def who_may_count(school: School) -> Any:
    """The accounts that may count in this school: whoever leads a count, or helps in it, is one of them."""
    roles = permissions.roles_with(COUNT)
    grants = RoleGrant.objects.filter(role__in=roles, to_on=None)
    here = grants.filter(school=None) | grants.filter(school=school)
    return Account.objects.filter(is_active=True, pk__in=here.values("account")).order_by("name")


class CountForm(forms.Form):
    """What a count is called, what it goes through and who does it; the last two questions stay open while it runs."""

    name = forms.CharField(max_length=100, help_text="Summer count 2026")
    scope = forms.ChoiceField(
        label="What is counted",
        choices=CountScope.choices,
        initial=CountScope.ALL,
        widget=forms.Select(attrs=RELOAD),
    )
    due_on = DayField(label="To be done by", required=False)
    notes = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def __init__(
        self, *args: Any, actor: Actor, school: School, kind: str = "", count: Count | None = None, **kwargs: Any
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        own = self.fields
        chosen = CountScope(kind) if kind in CountScope.values else CountScope.ALL
        if count is not None and count.state != CountState.DRAFT:
            del own["scope"]
            what: dict[str, forms.Field] = {}
        else:
            what = _what(chosen, actor, school)
        people = who_may_count(school)
        who = {
            "lead": _one(people, "Who leads it", required=False),
            "helpers": forms.ModelMultipleChoiceField(
                people, to_field_name="uid", required=False, widget=forms.CheckboxSelectMultiple,
                help_text="Anybody else who may count can join as well",
            ),
        }  # fmt: skip
        first: dict[str, forms.Field] = {
            name: own[name] for name in ("name", "scope") if name in own
        }
        self.fields = {**first, **what, **who, "due_on": own["due_on"], "notes": own["notes"]}

    @property
    def kind(self) -> CountScope:
        return CountScope(self.cleaned_data["scope"])

    def told_scope(self) -> Scope | None:
        data = self.cleaned_data
        if "scope" not in data:
            return None
        return Scope(
            self.kind, rooms=list(data.get("rooms") or ()), building=data.get("building"),
            category=data.get("category"), view=data.get("view"),
        )  # fmt: skip

    def told(self) -> dict[str, Any]:
        data = self.cleaned_data
        names = ("name", "lead", "due_on", "notes")
        return {**{name: data[name] for name in names}, "helpers": list(data["helpers"])}


def _what(kind: CountScope, actor: Actor, school: School) -> dict[str, forms.Field]:
    """The one box more that a scope asks for."""
    if kind == CountScope.BUILDING:
        rows = Building.objects.visible_to(actor).open().filter(school=school).order_by("name_key")
        return {"building": _one(rows, "Building")}
    if kind == CountScope.ROOMS:
        rows = Room.objects.visible_to(actor).open().filter(school=school).order_by("name_key")
        return {
            "rooms": forms.ModelMultipleChoiceField(
                rows, to_field_name="uid", widget=forms.CheckboxSelectMultiple
            )
        }
    if kind == CountScope.KIND:
        return {"category": _one(Category.objects.visible_to(actor).order_by("name_key"), "Kind")}
    if kind == CountScope.VIEW:
        views = views_for(actor).filter(list_name="equipment.items").order_by("name")
        field = _one(views, "View")
        field.help_text = "Saved on the list of equipment"
        return {"view": field}
    return {}


def _one(rows: Any, label: str, *, required: bool = True) -> forms.ModelChoiceField[Any]:
    return forms.ModelChoiceField(
        rows, to_field_name="uid", label=label, empty_label="Choose…" if required else "Nobody", required=required
    )  # fmt: skip


def asked_for(request: HttpRequest) -> dict[str, Any]:
    """What an address that leads here says is to be counted: what is due, say."""
    scope = request.GET.get("scope", "")
    if scope not in CountScope.values:
        return {}
    named = {name: request.GET.get(name, "") for name in ("building", "category", "view")}
    month = f"{clock.now():%B %Y}"
    return {
        "scope": scope,
        "rooms": request.GET.getlist("rooms"),
        "name": f"Count of {month}",
        **named,
    }


def start_of(count: Count) -> dict[str, Any]:
    """The boxes of a count that is being changed, as it is now."""
    view = SavedView.objects.filter(list_name="equipment.items", query=count.query).first()
    return {
        "name": count.name, "scope": count.scope, "due_on": count.due_on, "notes": count.notes,
        "lead": count.lead and count.lead.uid, "helpers": [one.uid for one in count.helpers.all()],
        "rooms": [room.uid for room in count.rooms.all()], "building": count.building and count.building.uid,
        "category": count.category and count.category.uid, "view": view and view.uid,
    }  # fmt: skip


class CloseForm(forms.Form):
    """What is done about the differences at once; each that does not arise is not asked."""

    set_missing = forms.BooleanField(required=False, initial=True)
    move = forms.BooleanField(required=False, initial=True)
    back = forms.BooleanField(required=False, initial=True)
