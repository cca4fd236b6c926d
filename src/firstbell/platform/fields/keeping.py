"""The box of a field that is kept secret: it never holds what is kept, and left empty it keeps it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from firstbell.platform.fields.values import MASK

# What the tick "Take away" stands for in the data of a form; nobody can type it.
CLEARED = "\x00"
KEPT = "Something is kept here. Leave this empty, and it stays."


class _Secret(forms.Widget):
    may_clear = False

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None
    ) -> SafeString:
        """The box with what was just typed, if anything, and the tick under it."""
        is_cleared = value == CLEARED
        box = super().render(name, "" if is_cleared else value, attrs, renderer)
        if not self.may_clear:
            return box
        tick = '{}<label class="fb-tick"><input type="checkbox" name="{}-clear"{}><span>Take away what is kept</span></label>'
        return format_html(tick, box, name, " checked" if is_cleared else "")

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        typed = super().value_from_datadict(data, files, name)
        return CLEARED if not typed and data.get(f"{name}-clear") else typed


class SecretLine(_Secret, forms.TextInput):
    pass


class SecretText(_Secret, forms.Textarea):
    pass


class SecretField(forms.CharField):
    """Cleaned, it is what was typed, nothing where it is to be cleared, or MASK where it stays."""

    def __init__(
        self, *, is_kept: bool, is_long: bool, required: bool, help_text: str, label: str
    ) -> None:
        kind = SecretText if is_long else SecretLine
        quiet = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "off"}
        widget = kind(attrs=quiet | ({"rows": 3} if is_long else {}))
        if is_kept:
            widget.attrs["placeholder"] = MASK
            help_text = f"{help_text.rstrip('. ')}. {KEPT}" if help_text else KEPT
        widget.may_clear = is_kept and not required
        self.is_kept, self.is_needed = is_kept, required
        super().__init__(
            required=required and not is_kept, help_text=help_text, label=label, widget=widget,
            max_length=None if is_long else 200,
        )  # fmt: skip

    def clean(self, value: Any) -> Any:
        if value == CLEARED and self.is_needed:
            raise forms.ValidationError(f"{self.label} is needed.")
        if value == CLEARED:
            return ""
        return MASK if self.is_kept and not value else super().clean(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(data)
