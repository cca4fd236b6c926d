"""A foreign key as a box that asks the server, never a drop-down of the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import Model, QuerySet
from django.urls import reverse_lazy


class LookupWidget(forms.TextInput):
    template_name = "web/widgets/lookup.html"

    def __init__(self, url: str, label_of: Callable[[Any], str], **attrs: Any) -> None:
        super().__init__(attrs=attrs)
        self.url = reverse_lazy(url)
        self.label_of = label_of

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        label = self.label_of(value) if value else ""
        typed = "" if label else _typed(value)
        chosen = "" if typed else value
        context["widget"].update(url=self.url, value=chosen, label=label or typed)
        return context

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """The uid that was chosen; else the words that were typed and chose nothing, so that they are kept."""
        return data.get(name) or data.get(f"{name}_words", "").strip() or None


class LookupField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Chosen by uid among what `queryset` shows; `url` names the page that answers `?q=`."""

    default_error_messages = {"invalid_choice": "Choose one from the list."}

    def __init__(
        self,
        *,
        queryset: QuerySet[Any],
        url: str,
        label_from: Callable[[Any], str] = str,
        to_field_name: str = "uid",
        **more: Any,
    ) -> None:
        self.label_from = label_from
        # The words for what is in the box, by uid, where whoever makes many boxes has read the rows already.
        self.known: dict[str, str] = {}
        widget = LookupWidget(url, self.label_of)
        super().__init__(queryset, to_field_name=to_field_name, widget=widget, **more)

    def __deepcopy__(self, memo: dict[int, Any]) -> LookupField:
        copied: LookupField = super().__deepcopy__(memo)
        copied.widget.label_of = copied.label_of
        return copied

    def to_python(self, value: Any) -> Any:
        if value and _typed(value) and self.to_field_name == "uid":
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().to_python(value)

    def label_of(self, value: Any) -> str:
        """The words for what is in the box: one row by its key, and nothing of what is hidden."""
        if isinstance(value, Model):
            return self.label_from(value)
        if str(value) in self.known:
            return self.known[str(value)]
        try:
            return self.label_from(self._rows().get(**{str(self.to_field_name): value}))
        except (ObjectDoesNotExist, ValueError, TypeError, ValidationError):
            return ""

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, Model):
            return getattr(value, str(self.to_field_name))
        if isinstance(value, int):
            # A model form hands over the database's key.
            found = self._rows().filter(pk=value).first()
            return getattr(found, str(self.to_field_name)) if found else value
        return value

    def _rows(self) -> QuerySet[Any]:
        assert self.queryset is not None  # noqa: S101 -- __init__ demands one
        return self.queryset


def _typed(value: Any) -> str:
    """What is there, if it cannot be a uid."""
    try:
        UUID(str(value or "0" * 32))
    except ValueError:
        return str(value)
    return ""
