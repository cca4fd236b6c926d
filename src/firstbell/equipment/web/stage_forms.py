"""The forms that set a stage: of one item, and of many."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.equipment.models import StageLabel
from firstbell.equipment.queries import asking
from firstbell.equipment.states import Lifecycle
from firstbell.platform.fields.days import DayField


class AsksByStage(forms.Form):
    """A form that sets a stage asks what the trust wants to be told at it; `to` where there is no choice of one."""

    to = ""
    on = DayField(label="On", required=False)
    note = forms.CharField(
        label="Note", max_length=300, required=False, help_text="Kept in its history"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules = asking.rules()
        if rule := self.rules.get(self.to):
            self.fields["on"].required = rule.asks_day
            self.fields["note"].required = rule.asks_note
            self.fields["note"].help_text = rule.note_prompt or "Kept in its history"
        elif not self.to:
            self.tell(list(Lifecycle))

    def tell(self, stages: list[Lifecycle]) -> None:
        self.fields["stage"].help_text = " ".join(
            f"{stage.label} asks for {asking.in_words(self.rules[stage])}."
            for stage in stages
            if stage in self.rules
        )

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        rule = self.rules.get(data.get("stage") or self.to)
        said: dict[str, Any] = {
            "on": data.get("on"),
            "note": data.get("note") or "",
            "label": data.get("label"),
        }
        for name, sentence in asking.missing(rule, **said).items():
            if name in self.fields and name not in self.errors:
                self.add_error(name, sentence)
        return data


class StageForm(AsksByStage):
    stage = forms.ChoiceField(choices=())
    label = forms.ModelChoiceField(
        StageLabel.objects.none(), to_field_name="uid", required=False, label="In our words"
    )
    field_order = ["stage", "label", "on", "note"]

    def __init__(self, *args: Any, stages: list[Lifecycle], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tell(stages)
        self.fields["stage"].choices = [(stage.value, stage.label) for stage in stages]  # type: ignore[attr-defined]
        labels = StageLabel.objects.filter(lifecycle__in=stages).order_by("order")
        self.fields["label"].queryset = labels  # type: ignore[attr-defined]
        if not StageLabel.objects.exists():
            del self.fields["label"]


class StageManyForm(AsksByStage):
    stage = forms.ChoiceField(choices=Lifecycle.choices)
    label = forms.ModelChoiceField(
        StageLabel.objects.order_by("order", "name_key"),
        to_field_name="uid",
        required=False,
        label="In our words",
    )
    field_order = ["stage", "label", "on", "note"]


class RetireForm(AsksByStage):
    to = Lifecycle.RETIRED
