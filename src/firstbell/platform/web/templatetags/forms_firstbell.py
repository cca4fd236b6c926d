"""How a form lays itself out; used by our overrides of Django's form templates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField

register = template.Library()


@register.filter
def is_tick(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.inclusion_tag("web/error_summary.html")
def error_summary(form: forms.BaseForm) -> dict[str, Any]:
    """Shown where there is more to say than one field shows beside itself."""
    problems = [{"text": text} for text in form.non_field_errors()]
    for field in form:
        label = field.label or field.name
        problems += [
            {"id": field.id_for_label or field.auto_id, "label": label, "text": text}
            for text in field.errors
        ]
    return {"problems": problems}


@register.filter
def lines(form: forms.BaseForm) -> list[list[BoundField]]:
    """The visible fields, those named in `pairs` side by side."""
    return _rows(form, [field.name for field in form.visible_fields()])


@register.filter
def parts(form: forms.BaseForm) -> list[dict[str, Any]]:
    """The groups of `fieldsets = [(legend, [names])]`; what they forget comes last, never nowhere."""
    named: list[dict[str, Any]] = []
    seen: set[str] = set()
    for legend, names in getattr(form, "fieldsets", ()):
        known = [name for name in names if name in form.fields]
        seen.update(known)
        if known:
            named.append({"legend": legend, "rows": _rows(form, known)})
    rest = [field.name for field in form.visible_fields() if field.name not in seen]
    return [*named, {"legend": "", "rows": _rows(form, rest)}] if rest else named


def _rows(form: forms.BaseForm, names: Iterable[str]) -> list[list[BoundField]]:
    partners = dict(getattr(form, "pairs", ()))
    names = list(names)
    seconds = {partners[name] for name in names if partners.get(name) in names}
    return [
        [form[part] for part in (name, partners.get(name)) if part in names]
        for name in names
        if name not in seconds
    ]
