"""Where in the whole database a text stands: for tests of what must stand nowhere."""

from __future__ import annotations

from django.apps import apps


def places_of(text: str) -> list[str]:
    """The columns that hold it, as "table.column"."""
    return [
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if any(text in str(value) for value in model._base_manager.values_list(field.attname, flat=True))
    ]  # fmt: skip
