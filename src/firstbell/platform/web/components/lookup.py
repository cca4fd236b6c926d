"""A foreign key as a box that asks the server, never a drop-down of the table."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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
        context["widget"].update(url=self.url, label=self.label_of(value) if value else "")
        return context


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
        widget = LookupWidget(url, self.label_of)
        super().__init__(queryset, to_field_name=to_field_name, widget=widget, **more)

    def __deepcopy__(self, memo: dict[int, Any]) -> LookupField:
        copied: LookupField = super().__deepcopy__(memo)
        copied.widget.label_of = copied.label_of
        return copied

    def label_of(self, value: Any) -> str:
        """The words for what is in the box: one row by its key, and nothing of what is hidden."""
        if isinstance(value, Model):
            return self.label_from(value)
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
