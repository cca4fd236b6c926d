from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from firstbell.lib.parsing import Unclear
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce, changes_between
from firstbell.platform.database import bulk
from firstbell.platform.fields import events, secrecy, values
from firstbell.platform.fields.models import Field, FieldValue
from firstbell.platform.fields.queries import fields_of
from firstbell.platform.fields.states import Kind


class Unfit(Refusal):
    """A value does not fit its field."""


def add_field(*, noun: str, label: str, kind: Kind, by: Actor, at: datetime, **more: Any) -> Field:
    require(by, "fields.change")
    key = more.pop("key", "") or slugify(label).replace("-", "_")[:60]
    field = Field(noun=noun, key=key, label=label.strip(), kind=kind, created_at=at, **more)
    _check(field)
    try:
        with transaction.atomic():
            field.save()
            announce(events.FIELD_ADDED, field, by=by, at=at)
    except IntegrityError:
        raise Conflict(
            f"There is a field {label} already.", fields={"label": "There already"}
        ) from None
    return field


def change_field(field: Field, *, by: Actor, at: datetime, **wanted: Any) -> Field:
    """Its kind cannot change once it holds values; choices that are in use stay.

    What it holds is sealed when it becomes secret; what is secret does not become open again.
    """
    require(by, "fields.change")
    after = copy(field)
    for name, value in wanted.items():
        setattr(after, name, value)
    _check(after)
    _keep_used_choices(after)
    wanted |= {"default": after.default, "is_filterable": after.is_filterable}
    changes = changes_between(field, wanted)
    becomes_secret = after.is_secret and not field.is_secret
    _refuse_while_held(field, after)
    for name, value in wanted.items():
        setattr(field, name, value)
    with transaction.atomic():
        if changes:
            field.bump(*wanted)
            announce(events.FIELD_CHANGED, field, by=by, at=at, changes=changes)
        if becomes_secret:
            secrecy.take_in(field)
    return field


def _refuse_while_held(field: Field, after: Field) -> None:
    opens = field.is_secret and not after.is_secret
    if (field.kind == after.kind and not opens) or not secrecy.is_held(field):
        return
    if opens:
        raise Conflict(
            f"{field} keeps secrets, so it stays secret. Clear them first, or put it away and add another field.",
            fields={"is_secret": "Keeps secrets"},
        )
    raise Conflict(
        f"{field} holds values, so its kind stays as it is.", fields={"kind": "Holds values"}
    )


def put_away(field: Field, *, by: Actor, at: datetime) -> None:
    """Out of forms and lists; its values stay where they are."""
    require(by, "fields.change")
    with transaction.atomic():
        field.put_away_at = at
        field.bump("put_away_at")
        announce(events.FIELD_PUT_AWAY, field, by=by, at=at)


def _check(field: Field) -> None:
    if field.kind in (Kind.CHOICE, Kind.CHOICES) and not field.choices:
        raise Refusal("A list needs its choices.", fields={"choices": "Needed"})
    if field.kind == Kind.PATTERN:
        try:
            re.compile(field.pattern)
        except re.error:
            raise Refusal(
                "The pattern is not a regular expression.", fields={"pattern": "Not a pattern"}
            ) from None
    _check_default(field)
    secrecy.fit(field)


def _check_default(field: Field) -> None:
    try:
        field.default = None if field.default == "" else field.default
        if not field.is_secret:
            field.default = values.cleaned(field, field.default)
    except Unclear as unclear:
        raise Refusal(
            f"New things cannot begin with that: {unclear}", fields={"default": str(unclear)}
        ) from None
    if field.is_unique and field.default is not None:
        raise Refusal(
            "No two may have the same value, so they cannot all begin with one.",
            fields={"default": "No two the same"},
        )


def _keep_used_choices(field: Field) -> None:
    if field.kind != Kind.CHOICE:
        return
    used = set(field.values.values_list("text", flat=True)) - {
        str(choice) for choice in field.choices
    }
    if used:
        raise Conflict(
            f"{', '.join(sorted(used))} is in use, so it stays a choice.",
            fields={"choices": "In use"},
        )


def cleaned(
    noun: str,
    given: Mapping[str, Any],
    *,
    scope: UUID | None = None,
    whole: bool = True,
    among: Sequence[Field] | None = None,
) -> dict[str, Any]:
    """Values as they are stored; `whole` also asks for the required ones that are not given.

    A secret that comes back masked stays as it is, so it is not among them.
    Who cleans many things says once which fields there are: `among`.
    """
    known = {field.key: field for field in (fields_of(noun, scope) if among is None else among)}
    found: dict[str, Any] = {}
    kept: set[str] = set()
    problems: dict[str, str] = {}
    for key, raw in given.items():
        if key not in known:
            problems[f"custom_{key}"] = f"There is no field {key} here."
            continue
        if known[key].is_secret and raw == values.MASK:
            kept.add(key)
            continue
        try:
            found[key] = values.cleaned(known[key], raw)
        except Unclear as unclear:
            problems[f"custom_{key}"] = str(unclear)
    for field in known.values():
        if whole and field.is_required and found.get(field.key) is None and field.key not in kept:
            problems[f"custom_{field.key}"] = f"{field.label} is needed."
    if problems:
        raise Unfit(" ".join(problems.values()), fields=problems)
    return found


def index(
    noun: str, things: Sequence[tuple[UUID, Mapping[str, Any]]], *, fresh: bool = False
) -> None:
    """Write the value rows of these things anew, in the caller's transaction; refuses a second of a unique value."""
    if not things:
        return
    known = {
        field.key: field for field in fields_of(noun) if field.is_filterable or field.is_unique
    }
    if not fresh:
        FieldValue.objects.filter(thing_uid__in=[uid for uid, _ in things]).delete()
    rows = [
        (known[key].pk, uid, *_row(known[key], part), known[key].is_unique)
        for uid, custom in things
        for key, value in custom.items()
        if key in known and value is not None
        for part in (value if isinstance(value, list) else [value])
    ]
    try:
        with transaction.atomic():
            bulk.insert_many(
                FieldValue, ("field_id", "thing_uid", "text", "number", "day", "lone"), rows
            )
    except IntegrityError:
        raise Conflict(_which(rows)) from None


def _row(field: Field, value: Any) -> tuple[str, int | None, date | None]:
    day = date.fromisoformat(value) if field.kind == Kind.DATE else None
    number = value if isinstance(value, int) and not isinstance(value, bool) else None
    return str(value)[:200], number, day


def _which(rows: Sequence[tuple[Any, ...]]) -> str:
    for field_id, uid, text, _number, _day, lone in rows:
        taken = FieldValue.objects.filter(field_id=field_id, text=text, lone=True).exclude(
            thing_uid=uid
        )
        if lone and taken.exists():
            return f"{Field.objects.get(pk=field_id)} {text} is taken already."
    return "A value that must be unique stands twice in this list."
