"""What tags bring to the lists of the rooms: a column with its filter, and tagging many at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms

from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.lists.specs import BulkAction, Column, Filter, Option, Rows, extend
from firstbell.platform.tags import actions, queries, registry
from firstbell.platform.tags.models import Tag
from firstbell.platform.web.components.tags import chips


def _options(actor: Actor) -> list[Option]:
    if not can(actor, "tags.view"):
        return []
    return list(Tag.objects.order_by("key").values_list("key", "name"))


def form_of(actor: Actor, rows: Rows) -> type[forms.Form]:
    known = _options(actor)

    class TagManyForm(forms.Form):
        put_on = forms.MultipleChoiceField(
            label="Put on", choices=known, required=False, widget=forms.CheckboxSelectMultiple
        )
        new = forms.CharField(label="New tag", max_length=40, required=False)
        take_off = forms.MultipleChoiceField(
            label="Take off", choices=known, required=False, widget=forms.CheckboxSelectMultiple
        )

        def clean(self) -> dict[str, Any]:
            data: dict[str, Any] = super().clean() or {}
            if not any(data.get(name) for name in ("put_on", "new", "take_off")):
                raise forms.ValidationError("Choose a tag, or write a new one.")
            return data

    if not known:
        del TagManyForm.base_fields["put_on"], TagManyForm.base_fields["take_off"]
    return TagManyForm


def tag_rows(rows: Rows, *, by: Actor, at: datetime, new: str = "", **keys: list[str]) -> None:
    things = list(rows)
    put_on = list(Tag.objects.filter(key__in=keys.get("put_on", ())))
    if new.strip():
        put_on += actions.named([new], by=by, at=at)
    take_off = list(Tag.objects.filter(key__in=keys.get("take_off", ())))
    if {tag.pk for tag in put_on} & {tag.pk for tag in take_off}:
        raise Refusal("One tag is both put on and taken off. Choose one of the two.")
    if put_on:
        actions.tag_many(things, put_on, by=by, at=at)
    if take_off:
        actions.untag_many(things, take_off, by=by, at=at)


def _column() -> Column:
    return Column(
        "tags", "Tags", "list", path="pk", fill=queries.fill, sort="", default=False, permission="tags.view",
        render=lambda row: chips(row["tags"]), export=lambda row: ", ".join(tag.name for tag in row["tags"]),
        filter=Filter("choice", choices=_options, where=queries.tagged),
    )  # fmt: skip


for _type in registry.types():
    _noun = registry.noun(_type)
    if _noun is not None and "list" in _noun.more:
        extend(_noun.more["list"], _column())
        extend(
            _noun.more["list"],
            BulkAction(
                "tag",
                "Tag",
                "bookmark",
                _noun.change,
                run=tag_rows,
                form=form_of,
                done="{n} {things} tagged",
            ),
        )
