"""An import that is taken back takes along what it made, except what somebody has come to use."""

from __future__ import annotations

import pytest

from firstbell.equipment.actions import registering
from firstbell.equipment.actions.registering import Draft
from firstbell.equipment.models import Category, Item, Manufacturer, Model
from firstbell.equipment.tests.importing import bring
from firstbell.people.models import Organisation
from firstbell.places.models import Building, Room
from firstbell.platform.audit.models import Event

pytestmark = pytest.mark.django_db
FILE = """\
Asset tag,Kind,Make,Model,Building,Room,Supplier
HV-1,Visualiser,Elmo,MX-P3,New block,N1,Stone
HV-2,Visualiser,Elmo,MX-P3,New block,N1,Stone
"""


@pytest.fixture
def found(hartley, asha, moment, settings, tmp_path):
    settings.DATA = tmp_path
    return bring(hartley, FILE, by=asha, at=moment).check().apply()


def kept(found):
    rows = found.session.lookups.order_by("pk")
    return {row.kind.rpartition(".")[2]: row.detail["kept"] for row in rows}


def test_what_it_made_goes_with_it(found):
    assert Model.objects.get().full_name == "Elmo MX-P3"
    found.undo()
    assert [
        kind.objects.count() for kind in (Item, Model, Manufacturer, Category)
    ] == [0, 0, 0, 0]  # fmt: skip
    assert [kind.objects.open().count() for kind in (Room, Building, Organisation)] == [0, 0, 0]
    assert set(kept(found).values()) == {""}
    # What happened stays in history.
    assert Event.objects.filter(kind="equipment.registered").count() == 2


def test_what_somebody_has_come_to_use_stays_and_says_why(found, hartley, asha, moment):
    kind, model = Category.objects.get(), Model.objects.get()
    draft = Draft(kind, {"model_id": model.pk, "home_id": Room.objects.get().pk})
    registering.register(hartley, [draft], by=asha, at=moment)
    found.undo()
    assert Item.objects.count() == 1
    assert kept(found) == {
        "category": "In use: 1 item and 1 model.",
        "manufacturer": "In use: 1 model.",
        "model": "In use: 1 item.",
        "organisation": "",
        "building": "New block still has 1 room. Move or archive them first.",
        "room": "1 item of equipment has its place here. Move it first.",
    }
