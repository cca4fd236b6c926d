"""What a field keeps secret from now on does not stay in questions that were asked of lists, and in bulk changes."""

from __future__ import annotations

from dataclasses import replace

from firstbell.platform.fields import registry
from firstbell.platform.fields.models import Field
from firstbell.platform.fields.values import MASK
from firstbell.platform.lists import conditions, specs
from firstbell.platform.lists.models import BulkRun, SavedView
from firstbell.platform.lists.own_fields import name_of, noun_of


@registry.forgets
def forget(field: Field) -> None:
    names = [name for name, spec in specs.every().items() if noun_of(spec) == field.noun]
    asked = SavedView.objects.filter(list_name__in=names, query__contains=name_of(field))
    for view in asked:
        view.query = _without(view.query, name_of(field))
        view.bump("query")
    for run in BulkRun.objects.filter(list_name__in=names, words__has_key=f"custom_{field.key}"):
        told = (f"custom_{field.key}", f"set_custom_{field.key}")
        run.words = {name: value for name, value in run.words.items() if name not in told}
        run.save(update_fields=["words"])


def _without(query: str, name: str) -> str:
    """The view still says that it was narrowed by the field, as with one that was put away."""
    question = conditions.read(query)
    groups = tuple(
        tuple(
            replace(one, values=(MASK,)) if one.key == name and any(one.values) else one
            for one in group
        )
        for group in question.groups
    )
    return replace(question, groups=groups).text()
