"""What a school lets be booked, and how: read once, then asked of every kind, model and item."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from django.db.models import Q

from firstbell.equipment.models import BookingRule, Category, Model
from firstbell.equipment.models.booking_rule import Bookable
from firstbell.platform.tenancy.models import School

Node = tuple[str, int]


@dataclass
class Rules:
    """The most exact row counts, whole: an item's own, else its model's, else that of its kind or of one above it."""

    school: School
    categories: dict[int, BookingRule] = field(init=False, default_factory=dict)
    models: dict[int, BookingRule] = field(init=False, default_factory=dict)
    items: dict[int, BookingRule] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        for row in BookingRule.objects.filter(school=self.school):
            if row.category_id is not None:
                self.categories[row.category_id] = row
            elif row.model_id is not None:
                self.models[row.model_id] = row
            elif row.item_id is not None:
                self.items[row.item_id] = row

    @property
    def are_none(self) -> bool:
        return not (self.categories or self.models or self.items)

    @cached_property
    def _parents(self) -> dict[int, int | None]:
        return dict(Category.objects.values_list("pk", "parent_id"))

    def above(self, category_id: int) -> list[int]:
        """A kind, and those that it stands under."""
        found: list[int] = []
        at: int | None = category_id
        while at is not None and at not in found:
            found.append(at)
            at = self._parents.get(at)
        return found

    def of_category(self, category_id: int) -> BookingRule | None:
        rows = (self.categories.get(pk) for pk in self.above(category_id))
        return next((row for row in rows if row is not None), None)

    def of(self, thing: Bookable) -> BookingRule | None:
        """How it is booked, or nothing: it is not."""
        found: BookingRule | None
        if isinstance(thing, Category):
            found = self.of_category(thing.pk)
        elif isinstance(thing, Model):
            found = self.models.get(thing.pk) or self.of_category(thing.category_id)
        else:
            found = self.items.get(thing.pk) or self.models.get(thing.model_id or 0)
            found = found or self.of_category(thing.category_id)
        return found if found is not None and found.bookable else None

    def chain(self, thing: Bookable) -> tuple[Node, ...]:
        """Itself and all that it counts in: an item in its model, that in its kind, that in the ones above."""
        if isinstance(thing, Category):
            return self.chain_of(thing.pk)
        if isinstance(thing, Model):
            return self.chain_of(thing.category_id, thing.pk)
        return self.chain_of(thing.category_id, thing.model_id, thing.pk)

    def chain_of(
        self, category_id: int, model_id: int | None = None, item_id: int | None = None
    ) -> tuple[Node, ...]:
        found: list[Node] = [("c", pk) for pk in self.above(category_id)]
        if model_id is not None:
            found.insert(0, ("m", model_id))
        if item_id is not None:
            found.insert(0, ("i", item_id))
        return tuple(found)

    def bookable(self) -> Q:
        """The items that may be booked, as a filter."""
        kinds = [
            pk for pk in self._parents if (row := self.of_category(pk)) is not None and row.bookable
        ]
        by_kind = Q(category__in=kinds)
        if self.models:
            yes = [pk for pk, row in self.models.items() if row.bookable]
            own = Q(model__in=list(self.models))
            by_kind = Q(model__in=yes) | (by_kind & (Q(model=None) | ~own))
        if self.items:
            yes = [pk for pk, row in self.items.items() if row.bookable]
            by_kind = Q(pk__in=yes) | (by_kind & ~Q(pk__in=list(self.items)))
        return by_kind
