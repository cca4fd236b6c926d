from __future__ import annotations

from uuid import UUID

from firstbell.platform.database.remembered import Remembered
from firstbell.platform.fields.models import Field

_of_nouns: Remembered[list[Field]] = Remembered(Field)


def fields_of(noun: str, scope: UUID | None = None) -> list[Field]:
    """The fields of a noun in order; with a scope (a category's uid), those of that category."""
    among = _of_nouns.get(noun, lambda: _read(noun))
    if scope is None:
        return among.copy()
    wanted = str(scope)
    return [field for field in among if not field.scopes or wanted in field.scopes]


def _read(noun: str) -> list[Field]:
    return list(Field.objects.filter(noun=noun, put_away_at=None).order_by("order", "label"))
