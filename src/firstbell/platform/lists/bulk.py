"""Doing one thing to many rows: which rows, how many, slice by slice, each row once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.db import transaction
from django.http import QueryDict

from firstbell.lib.refusal import NotAllowed, NotFound, Refusal
from firstbell.lib.uuid7 import uuid7
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce
from firstbell.platform.lists import conditions, events, specs
from firstbell.platform.lists.looking import Looker
from firstbell.platform.lists.models import BulkRun
from firstbell.platform.lists.reading import Reading
from firstbell.platform.lists.specs import BulkAction, ListSpec, Rows

AT_ONCE = 200
SLICE = 500


def picked(spec: ListSpec, looker: Looker, *, uids: Sequence[str], query: str | None) -> Rows:
    """The rows that were picked one by one, or with a query all that match it; never more than one may see."""
    if query is not None:
        return Reading(spec, looker, conditions.read(query)).strictly()
    try:
        wanted = [UUID(uid) for uid in uids[:5_000]]
    except ValueError:
        raise NotFound("What was picked is not in this list.") from None
    return spec.rows(looker.actor).filter(uid__in=wanted)


@dataclass(frozen=True)
class Wanted:
    """What somebody asked to be done: with the words of the action's form as they were typed."""

    spec: ListSpec
    action: BulkAction
    rows: Rows
    words: Mapping[str, list[str]]
    back_url: str = ""


def begin(wanted: Wanted, *, by: Actor, at: datetime) -> BulkRun:
    """Settle which rows it is: what is done to them may make them match no longer."""
    require(by, wanted.action.permission)
    if by.account_id is None:
        raise NotAllowed("Only somebody with an account can do this to many at once.")
    ids = list(wanted.rows.order_by("pk").values_list("pk", flat=True))
    if not ids:
        raise Refusal("None of these are there any more. Look at the list again.")
    return BulkRun.objects.create(
        uid=uuid7(), list_name=wanted.spec.name, action=wanted.action.name, account_id=by.account_id, ids=ids,
        title=f"{wanted.action.label}: {wanted.spec.count_words(len(ids))}", words=dict(wanted.words),
        created_at=at, back_url=wanted.back_url[:2_000],
    )  # fmt: skip


def cleaned(
    action: BulkAction, actor: Actor, rows: Rows, words: Mapping[str, list[str]]
) -> dict[str, Any]:
    """The words of the verb, from what was typed; what the form refuses is refused."""
    form = form_of(action, actor, rows, _query_dict(words))
    if form is None:
        return {}
    if not form.is_valid():
        problems = [str(problem) for found in form.errors.values() for problem in found]
        raise Refusal(" ".join(problems))
    return dict(form.cleaned_data)


def form_of(
    action: BulkAction, actor: Actor, rows: Rows, data: QueryDict | None = None
) -> forms.Form | None:
    if action.form is None:
        return None
    made: type[forms.Form] = (
        action.form if isinstance(action.form, type) else action.form(actor, rows)
    )
    return made(data)


def _query_dict(words: Mapping[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in words.items():
        data.setlist(name, list(values))
    return data


def go_on(
    run: BulkRun, *, by: Actor, at: datetime, told: Callable[[int, int], None] | None = None
) -> BulkRun:
    """Do what is left of a run; at the end one announcement for all of it."""
    spec = specs.find(run.list_name)
    action = spec.action(by, run.action) if spec else None
    if spec is None or action is None:
        raise Refusal("This can no longer be done here, or not by you.")
    by = by.via(by.source, str(run.uid))
    words = cleaned(action, by, spec.rows(by).filter(pk__in=run.ids[:SLICE]), run.words)
    while run.done < run.total:
        _one_slice(run, spec, action, by, at, words)
        if told:
            told(run.done, run.total)
    _end(run, by, at)
    return run


def _one_slice(
    run: BulkRun, spec: ListSpec, action: BulkAction, by: Actor, at: datetime, words: dict[str, Any]
) -> None:
    ids = run.ids[run.done : run.done + SLICE]
    do = partial(action.run or _nothing, by=by, at=at, **words)
    with transaction.atomic():
        rows = spec.rows(by).filter(pk__in=ids)
        run.gone += len(ids) - rows.count()
        run.refused = [*run.refused, *_tried(do, rows)]
        run.done += len(ids)
        run.save(update_fields=["done", "refused", "gone"])


def _nothing(rows: Rows, **words: Any) -> str | None:
    raise Refusal("This is done on a page of its own.")


def _tried(do: Callable[[Rows], str | None], rows: Rows) -> list[list[str]]:
    """Try all together; if one of them is refused, one by one, so that only it is left out."""
    try:
        with transaction.atomic():
            do(rows)
    except Refusal:
        return _one_by_one(do, rows)
    return []


def _one_by_one(do: Callable[[Rows], str | None], rows: Rows) -> list[list[str]]:
    refused = []
    for thing in rows.order_by("pk"):
        try:
            with transaction.atomic():
                do(rows.filter(pk=thing.pk))
        except Refusal as problem:
            refused.append([str(thing), problem.sentence])
    return refused


def _end(run: BulkRun, by: Actor, at: datetime) -> None:
    with transaction.atomic():
        ended = BulkRun.objects.filter(pk=run.pk, ended_at=None).update(ended_at=at)
        if ended:
            announce(events.DONE_TO_MANY, run, by=by, at=at, line=run.line)
    run.ended_at = run.ended_at or at


def change_fields(
    permission: str,
    fields: Callable[[Actor], Mapping[str, forms.Field]],
    run: Callable[..., str | None],
    *,
    label: str = "Change fields",
) -> BulkAction:
    """An action that changes any of these fields in many rows: each is ticked to be changed, blank then clears it."""

    def form(actor: Actor, rows: Rows) -> type[forms.Form]:
        made: dict[str, forms.Field] = {}
        for name, field in fields(actor).items():
            field.required = False
            made[f"set_{name}"] = forms.BooleanField(
                label=f"Change {field.label or name}", required=False
            )
            made[name] = field
        return type("ChangeFieldsForm", (_ChangeFieldsForm,), made)

    def change(rows: Rows, *, by: Actor, at: datetime, **words: Any) -> str | None:
        changes = {name: value for name, value in words.items() if words.get(f"set_{name}")}
        return run(rows, by=by, at=at, changes=changes)

    return BulkAction("change", label, "edit", permission, run=change, form=form, key="e", order=30)


class _ChangeFieldsForm(forms.Form):
    def clean(self) -> dict[str, Any]:
        words = super().clean() or {}
        if not any(value for name, value in words.items() if name.startswith("set_")):
            raise forms.ValidationError("Tick what to change.")
        return words
