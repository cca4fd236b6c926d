from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms

from firstbell.places.models import Building, Floor, Room
from firstbell.places.states import RoomKind
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.fields import forms as own_fields
from firstbell.platform.tenancy.models import School
from firstbell.platform.web.components.lookup import LookupField

Place = tuple[Building, Floor | None]


class PlaceField(forms.ChoiceField):
    """A building, or one of its floors; a school has few enough of them for one list."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", "Where")
        self._places: dict[str, Place] = {}
        super().__init__(**kwargs)

    def offer(self, actor: Actor, school: School) -> None:
        floors: dict[int, list[Floor]] = {}
        for floor in Floor.objects.visible_to(actor).filter(school=school).order_by("level"):
            floors.setdefault(floor.building_id, []).append(floor)
        choices: list[Any] = []
        buildings = Building.objects.visible_to(actor).open().filter(school=school)
        for building in buildings.order_by("order", "name_key"):
            choices.append(self._group(building, floors.get(building.pk, [])))
        self.choices = choices

    def _group(self, building: Building, floors: Iterable[Floor]) -> tuple[str, Any]:
        self._places[place_value(building, None)] = (building, None)
        inside = []
        for floor in floors:
            self._places[place_value(building, floor)] = (building, floor)
            inside.append((place_value(building, floor), f"{building}, {floor.name}"))
        if not inside:
            return place_value(building, None), str(building)
        return str(building), [*inside, (place_value(building, None), f"{building}, no floor")]

    def clean(self, value: Any) -> Place | None:
        chosen = super().clean(value)
        return self._places.get(chosen)


def place_value(building: Building, floor: Floor | None) -> str:
    return f"{building.uid}/{floor.uid}" if floor else str(building.uid)


class PlacedForm(forms.Form):
    """A form that asks where."""

    def offer(self, actor: Actor, school: School) -> None:
        field = self.fields["place"]
        assert isinstance(field, PlaceField)  # noqa: S101 -- for the type checker
        field.offer(actor, school)


class NewRoomsForm(PlacedForm):
    names = forms.CharField(
        label="Name",
        widget=forms.Textarea(attrs={"rows": 3, "autofocus": True}),
        help_text="One room on each line. Other names of the same room after commas: Room 12, Rm 12, the den",
    )
    place = PlaceField()
    kind = forms.ChoiceField(
        label="Kind", required=False, choices=[("", "As the name says"), *RoomKind.choices]
    )
    capacity = forms.IntegerField(label="Seats", required=False, min_value=0, max_value=5000)
    pairs = (("kind", "capacity"),)

    def clean_names(self) -> list[list[str]]:
        """A list of names for each room."""
        lines = self.cleaned_data["names"].splitlines()
        rooms = [[name.strip() for name in line.split(",") if name.strip()] for line in lines]
        found = [names for names in rooms if names]
        if any(len(name) > 100 for names in found for name in names):
            raise forms.ValidationError("A name is at most 100 letters long.")
        return found


class RoomForm(PlacedForm):
    name = forms.CharField(max_length=100)
    place = PlaceField()
    kind = forms.ChoiceField(choices=RoomKind.choices)
    capacity = forms.IntegerField(label="Seats", required=False, min_value=0, max_value=5000)
    code = forms.CharField(
        label="Number",
        max_length=30,
        required=False,
        help_text="What the timetable or the door calls it",
    )
    notes = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)
    pairs = (("kind", "capacity"),)

    @classmethod
    def initial_of(cls, room: Room) -> dict[str, Any]:
        fields = {name: getattr(room, name) for name in cls.base_fields if name != "place"}
        return fields | {"place": place_value(room.building, room.floor)}

    def go_on_with(self, custom: Mapping[str, Any]) -> None:
        """The trust's own fields of rooms."""
        self.fields.update(own_fields.form_fields("places.room", custom))

    def wanted(self) -> dict[str, Any]:
        """What the form says, with the own fields together as `custom`."""
        plain = {
            name: value for name, value in self.cleaned_data.items() if name in self.base_fields
        }
        return plain | {"custom": own_fields.given(self.cleaned_data)}


class NewBuildingForm(forms.Form):
    name = forms.CharField(max_length=100, widget=forms.TextInput(attrs={"autofocus": True}))
    floors = forms.TypedChoiceField(
        coerce=int, choices=[(n, str(n)) for n in range(1, 9)], help_text="With the ground floor"
    )
    basement = forms.BooleanField(label="It has a basement", required=False)
    address = forms.CharField(max_length=300, required=False)
    notes = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)

    def levels(self) -> range:
        return range(-1 if self.cleaned_data["basement"] else 0, self.cleaned_data["floors"])


class BuildingForm(forms.Form):
    name = forms.CharField(max_length=100)
    order = forms.IntegerField(
        min_value=0, max_value=999, help_text="Buildings are listed in this order"
    )
    address = forms.CharField(max_length=300, required=False)
    latitude = forms.FloatField(
        min_value=-90, max_value=90, required=False, help_text="51.5010, as a map gives it"
    )
    longitude = forms.FloatField(min_value=-180, max_value=180, required=False)
    pairs = [("latitude", "longitude")]
    notes = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)


class FloorForm(forms.Form):
    name = forms.CharField(max_length=100)
    level = forms.IntegerField(
        min_value=-9, max_value=99, help_text="0 is the ground floor, 1 the first floor"
    )


class NameForm(forms.Form):
    """One name: of an alias, of a spot."""

    name = forms.CharField(max_length=100)


class MergeForm(forms.Form):
    into = LookupField(
        queryset=Room.objects.none(), url="places:room_lookup", label="Into which room"
    )

    def offer(self, actor: Actor, room: Room) -> None:
        rooms = Room.objects.visible_to(actor).open().filter(school_id=room.school_id)
        field = self.fields["into"]
        assert isinstance(field, LookupField)  # noqa: S101 -- for the type checker
        field.queryset = rooms.exclude(pk=room.pk)


class PlanForm(forms.Form):
    file = forms.FileField(
        label="Picture",
        widget=forms.ClearableFileInput(attrs={"accept": "image/*"}),
        help_text="PNG, JPEG or WebP",
    )


class PositionForm(forms.Form):
    """A place on a plan, in thousandths of the picture."""

    x = forms.IntegerField(min_value=0, max_value=1000)
    y = forms.IntegerField(min_value=0, max_value=1000)
