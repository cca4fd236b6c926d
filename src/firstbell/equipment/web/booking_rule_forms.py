"""The forms of the rules: what may be booked, and how."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.equipment.models import BookingAllowance, BookingRule, Category, Model
from firstbell.equipment.web.forms import item_field
from firstbell.people.models import Group
from firstbell.people.states import MemberKind
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.tenancy.models import School
from firstbell.platform.web.components.lookup import LookupField

_ALL = [
    (MemberKind.STUDENT, "All students"), (MemberKind.STAFF, "All staff"),
    (MemberKind.CONTRACTOR, "All contractors"),
]  # fmt: skip


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = BookingRule
        fields = [
            "bookable", "staff", "students", "needs_yes", "any_time", "notice_hours", "ahead_days", "longest_hours",
            "buffer_minutes", "grace_minutes",
        ]  # fmt: skip

    pairs = [("notice_hours", "ahead_days"), ("buffer_minutes", "grace_minutes")]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["students"].choices = [  # type: ignore[attr-defined]
            ("", "No: a teacher does"), *self.fields["students"].choices[1:]  # type: ignore[attr-defined]
        ]  # fmt: skip
        self.fields["bookable"].help_text = "Off: it is left out, though its kind is booked"


class NewRuleForm(RuleForm):
    """With what it is for; a kind, a model or one item."""

    def __init__(self, *args: Any, actor: Actor, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = Category.objects.visible_to(actor)
        models = Model.objects.visible_to(actor).select_related("manufacturer")
        own = self.fields
        self.fields = {
            "category": LookupField(queryset=kinds, url="equipment:category_lookup", required=False, label="A kind"),
            "model": LookupField(
                queryset=models, url="equipment:model_lookup", required=False, label="or a model",
                label_from=lambda model: model.full_name,
            ),
            "item": item_field(actor, school, label="or one thing", required=False),
            **own,
        }  # fmt: skip

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        chosen = [data[name] for name in ("category", "model", "item") if data.get(name)]
        if len(chosen) != 1:
            raise forms.ValidationError("Choose one: a kind, a model or one thing.")
        data["thing"] = chosen[0]
        return data


class AllowanceForm(forms.ModelForm):  # type: ignore[type-arg]
    """What all students, all staff or a group may, otherwise than the rule says."""

    class Meta:
        model = BookingAllowance
        fields = ["kind", "may_book", "needs_yes", "ahead_days", "longest_hours"]

    pairs = [("kind", "group"), ("ahead_days", "longest_hours")]

    def __init__(self, *args: Any, actor: Actor, school: School, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        groups = Group.objects.visible_to(actor).open().filter(school=school)
        own = self.fields
        own["kind"].choices = [("", "Choose…"), *_ALL]  # type: ignore[attr-defined]
        for name in ("ahead_days", "longest_hours"):
            own[name].help_text = "Empty: as the line says"
        group = LookupField(
            queryset=groups, url="equipment:class_groups", required=False, label="or a group"
        )
        self.fields = {"kind": own.pop("kind"), "group": group, **own}

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if bool(data.get("kind")) == bool(data.get("group")):
            raise forms.ValidationError("Choose one: all students or all staff, or a group.")
        return data

    def _post_clean(self) -> None:
        """The verb makes the row; the form asks."""
