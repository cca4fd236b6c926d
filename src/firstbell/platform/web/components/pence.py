"""Money as people type it."""

from __future__ import annotations

from typing import Any

from django import forms

from firstbell.lib.parsing import Money, Unclear, parse_money

_MOST = 2**31 - 1  # what a column of pence holds


class PoundsField(forms.CharField):
    """ "£1,234.50" as whole pence."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            found = parse_money(text)
        except Unclear as unclear:
            raise forms.ValidationError(str(unclear)) from None
        if not isinstance(found, Money) or found.pence < 0:
            raise forms.ValidationError("Write an amount such as 418.00.")
        if found.pence > _MOST:
            raise forms.ValidationError(f"That is more than £{_MOST / 100:,.2f}. Please check it.")
        return found.pence

    def prepare_value(self, value: Any) -> Any:
        return f"{value / 100:.2f}" if isinstance(value, int) else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        return (self.prepare_value(initial) or "") != (data or "").strip()
