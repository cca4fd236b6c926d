"""The one way in which forms ask for a day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from firstbell.lib.parsing import Unclear, likely, parse_date


class DayField(forms.DateField):
    """A day in a year that can be meant; what is none is answered with the sentence that an import would give."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def to_python(self, value: Any) -> date | None:
        try:
            day = super().to_python(value)
        except forms.ValidationError:
            raise forms.ValidationError(_why(str(value))) from None
        try:
            return likely(day, str(value)) if day else None
        except Unclear as unclear:
            raise forms.ValidationError(unclear.sentence) from None


def _why(text: str) -> str:
    try:
        parse_date(text)
    except Unclear as unclear:
        return unclear.sentence
    return "Write the whole day, like 01/09/2022."
