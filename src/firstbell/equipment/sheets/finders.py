"""The names an equipment file stands on: kinds, makers, models, rooms, suppliers, people, words for states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from firstbell.equipment.actions import cataloguing, withdrawing
from firstbell.equipment.models import Category, Manufacturer, Model, StageLabel
from firstbell.equipment.sheets import words
from firstbell.equipment.states import Condition, Lifecycle
from firstbell.lib.refusal import Refusal
from firstbell.people.actions import organisations
from firstbell.people.models import Organisation
from firstbell.people.sheets.calling import people_called, plain
from firstbell.places import actions as places
from firstbell.places.models import Building, Room, RoomAlias, lookup_of
from firstbell.platform.exchange.finding import MANY, Finder, Wanted
from firstbell.platform.exchange.sheets import Setting

STAGES = list(Lifecycle)
MAIN = "Main building"
_LABELS_FROM = 1_000


def stage_of(number: int) -> tuple[Lifecycle, int | None]:
    """A found state: the stage, and the label of the school's own if it is one."""
    if number >= _LABELS_FROM:
        label = StageLabel.objects.get(pk=number - _LABELS_FROM)
        return Lifecycle(label.lifecycle), label.pk
    return STAGES[number], None


@dataclass
class Finders:
    """All of them, with the ways in which one needs another."""

    setting: Setting
    categories: Finder = field(init=False)
    makers: Finder = field(init=False)
    models: Finder = field(init=False)
    buildings: Finder = field(init=False)
    rooms: Finder = field(init=False)
    suppliers: Finder = field(init=False)
    states: Finder = field(init=False)
    conditions: Finder = field(init=False)
    people: dict[str, int] = field(init=False)
    tracked_by_quantity: set[int] = field(init=False)
    category_of_model: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self._catalogue()
        self._places()
        self._words()
        self.people = people_called(self.setting.school)

    @property
    def all(self) -> dict[str, Finder]:
        found = (
            self.categories, self.makers, self.models, self.buildings, self.rooms, self.suppliers, self.states,
            self.conditions,
        )  # fmt: skip
        return {finder.kind: finder for finder in found}

    def _catalogue(self) -> None:
        kinds = list(Category.objects.all())
        self.tracked_by_quantity = {kind.pk for kind in kinds if kind.tracking == "quantity"}
        self.categories = Finder(
            "equipment.category", ("kind", "kinds"), {plain(kind.name): kind.pk for kind in kinds},
            {kind.pk: kind.name for kind in kinds}, plain, self._make_category, self._unmake_category, order=10,
        )  # fmt: skip
        makers = dict(Manufacturer.objects.values_list("pk", "name"))
        self.makers = Finder(
            "equipment.manufacturer", ("maker", "makers"), {plain(name): pk for pk, name in makers.items()}, makers,
            plain, self._make_maker, self._unmake_maker, order=20,
        )  # fmt: skip
        models = list(Model.objects.select_related("manufacturer"))
        self.category_of_model = {model.pk: model.category_id for model in models}
        self.models = Finder(
            "equipment.model", ("model", "models"), models_by_name(models),
            {model.pk: f"{model.full_name} {model.number}".strip() for model in models}, plain, self._make_model,
            self._unmake_model, order=30, apart=("maker", "number"), said=_said,
        )  # fmt: skip

    def _places(self) -> None:
        school = self.setting.school
        buildings = list(Building.objects.open().filter(school=school).order_by("order", "pk"))
        self.buildings = Finder(
            "places.building", ("building", "buildings"), {one.lookup: one.pk for one in buildings},
            {one.pk: one.name for one in buildings}, lookup_of, self._make_building, self._unmake_building, order=40,
        )  # fmt: skip
        rooms = list(Room.objects.open().filter(school=school))
        aliases = RoomAlias.objects.filter(school=school, room__archived_at=None).values_list(
            "lookup", "room_id"
        )
        self.rooms = Finder(
            "places.room", ("room", "rooms"), rooms_by_name(rooms, dict(aliases)), {one.pk: one.name for one in rooms},
            lookup_of, self._make_room, self._unmake_room, order=50, make_many=self._make_rooms,
        )  # fmt: skip
        firms = Organisation.objects.open().filter(
            school_id__in=[school.pk]
        ) | Organisation.objects.open().filter(school=None)
        self.suppliers = Finder(
            "people.organisation", ("supplier", "suppliers"), {one.lookup: one.pk for one in firms},
            {one.pk: one.name for one in firms}, lookup_of, self._make_supplier, self._unmake_supplier, order=60, make_many=self._make_suppliers,
        )  # fmt: skip

    def _words(self) -> None:
        labels = list(StageLabel.objects.all())
        known = {word: STAGES.index(stage) for word, stage in words.STATES.items()}
        known |= {plain(label.name): _LABELS_FROM + label.pk for label in labels}
        names = {at: stage.label for at, stage in enumerate(STAGES)}
        names |= {_LABELS_FROM + label.pk: label.name for label in labels}
        self.states = Finder("equipment.stage", ("state", "states"), known, names, plain, order=5)
        conditions = list(Condition)
        self.conditions = Finder(
            "equipment.condition", ("condition", "conditions"),
            {word: conditions.index(condition) for word, condition in words.CONDITIONS.items()},
            {at: condition.label for at, condition in enumerate(conditions)}, plain, order=6,
        )  # fmt: skip

    def _make_category(self, wanted: Wanted) -> int:
        made = cataloguing.named(Category, wanted.name, by=self.setting.by, at=self.setting.at)
        return int(made.pk)

    def _make_maker(self, wanted: Wanted) -> int:
        made = cataloguing.named(Manufacturer, wanted.name, by=self.setting.by, at=self.setting.at)
        return int(made.pk)

    def _make_model(self, wanted: Wanted) -> int:
        detail = wanted.detail
        category = (
            self.categories.find(detail.get("category", "")) if detail.get("category") else None
        )
        if not category or category < 0:
            raise Refusal(f"Nobody has said what kind of thing a {wanted.name} is.")
        maker = self.makers.find(detail["maker"]) if detail.get("maker") else None
        made_by, number = maker if maker and maker > 0 else None, detail.get("number", "")
        there = Model.objects.filter(
            name__iexact=wanted.name, number__iexact=number, manufacturer=made_by
        ).first()
        made = there or cataloguing.add(
            Model, name=wanted.name, by=self.setting.by, at=self.setting.at, category_id=category,
            manufacturer_id=made_by, number=number,
        )  # fmt: skip
        self.category_of_model[made.pk] = category
        return int(made.pk)

    def _make_building(self, wanted: Wanted) -> int:
        made = places.add_building(
            self.setting.school, name=wanted.name, by=self.setting.by, at=self.setting.at
        )
        return int(made.pk)

    def _make_room(self, wanted: Wanted) -> int:
        return self._make_rooms([wanted])[0]

    def _make_rooms(self, wanted: Sequence[Wanted]) -> list[int]:
        houses = {one.key: self._building_of(one) for one in wanted}
        there = Building.objects.in_bulk(set(houses.values()))
        new = [places.NewRoom(name=one.name, building=there[houses[one.key]]) for one in wanted]
        made = places.add_rooms(self.setting.school, new, by=self.setting.by, at=self.setting.at)
        return [int(room.pk) for room in made]

    def _building_of(self, wanted: Wanted) -> int:
        name = wanted.detail.get("building", "")
        found = self.buildings.find(name) if name else self._usual_building()
        if not found or found < 0:
            raise Refusal(f"Nobody has said which building {wanted.name} is in.")
        return found

    def _usual_building(self) -> int | None:
        """Where a room is that nobody says more about: the first building there is."""
        return next(iter(self.buildings.names), None) or self.buildings.find(MAIN)

    def _unmake_category(self, pk: int) -> str:
        withdrawing.forget_undone(self.setting.by, category_id=pk)
        return self._withdraw(Category, pk, withdrawing.withdraw)

    def _unmake_maker(self, pk: int) -> str:
        return self._withdraw(Manufacturer, pk, withdrawing.withdraw)

    def _unmake_model(self, pk: int) -> str:
        withdrawing.forget_undone(self.setting.by, model_id=pk)
        return self._withdraw(Model, pk, withdrawing.withdraw)

    def _unmake_building(self, pk: int) -> str:
        return self._withdraw(Building, pk, places.archive_building, archived_at=None)

    def _unmake_room(self, pk: int) -> str:
        return self._withdraw(Room, pk, places.archive_room, archived_at=None)

    def _withdraw(self, kind: Any, pk: int, verb: Callable[..., Any], **of: Any) -> str:
        """Why it has to stay; nothing where it went, or had gone before a machine died."""
        row = kind.objects.filter(pk=pk, **of).first()
        try:
            if row is not None:
                verb(row, by=self.setting.by, at=self.setting.at)
        except Refusal as refusal:
            return refusal.sentence
        return ""

    def _make_supplier(self, wanted: Wanted) -> int:
        return self._make_suppliers([wanted])[0]

    def _make_suppliers(self, wanted: Sequence[Wanted]) -> list[int]:
        new = [organisations.NewOrganisation(one.name) for one in wanted]
        made = organisations.add_organisations(
            self.setting.school, new, by=self.setting.by, at=self.setting.at
        )
        return [int(one.pk) for one in made]

    def _unmake_supplier(self, pk: int) -> str:
        return self._withdraw(
            Organisation, pk, organisations.archive_organisation, archived_at=None
        )


class CatalogueFinders(Finders):
    """Kinds, makers and models alone: a sheet of these needs no rooms and nobody."""

    def __post_init__(self) -> None:
        self._catalogue()


def model_key(maker: str, name: str, number: str) -> str:
    return f"{plain(maker)}|{plain(name)}|{plain(number)}"


def _said(wanted: Wanted) -> str:
    maker, number = wanted.detail.get("maker", ""), wanted.detail.get("number", "")
    name = wanted.name if plain(wanted.name).startswith(plain(maker)) else f"{maker} {wanted.name}"
    return f"{name} {number}".strip()


def models_by_name(models: list[Model]) -> dict[str, int]:
    """By maker, name and number; and by less than that wherever it still means only one."""
    known: dict[str, int] = {}
    for model in models:
        maker = model.manufacturer.name if model.manufacturer else ""
        known[model_key(maker, model.name, model.number)] = model.pk
        if model.number:
            for less in (model_key(maker, model.name, ""), model_key("", model.name, model.number)):
                known[less] = model.pk if known.get(less, model.pk) == model.pk else MANY
    for model in models:
        less = model_key("", model.name, "")
        known[less] = model.pk if known.get(less, model.pk) == model.pk else MANY
    return known


def rooms_by_name(rooms: list[Room], aliases: dict[str, int]) -> dict[str, int]:
    """By name, alias and code; "12" also means Room 12 where nothing else is called so."""
    known: dict[str, int] = {}
    for room in rooms:
        other = (
            room.lookup.removeprefix("room ")
            if room.lookup.startswith("room ")
            else f"room {room.lookup}"
        )
        known[other] = room.pk
    known |= {lookup_of(room.code): room.pk for room in rooms if room.code}
    known |= aliases
    known |= {room.lookup: room.pk for room in rooms}
    return known
