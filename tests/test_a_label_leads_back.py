"""A story across the house: something is registered, its label is printed, stuck on, and scanned by whoever holds it."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

import pytest
import zxingcpp
from django.test import Client
from PIL import Image

from firstbell.equipment.actions import cataloguing, registering
from firstbell.equipment.models import Category, Item
from firstbell.places import actions as places
from firstbell.places.models import Room
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.codes import actions as codes
from firstbell.platform.tenancy.models import School
from firstbell.platform.web import slots


@pytest.fixture
def laptop(hartley: School, asha: Actor, moment: datetime) -> Item:
    kind = cataloguing.add(Category, name="Laptop", by=system_actor(), at=moment, tag_prefix="LAP-")
    draft = registering.Draft(kind, {"name": "HP ProBook 450 G9", "serial": "5CG2380K9Z"})
    made = registering.register(hartley, [draft], by=asha, at=moment)
    return Item.objects.get(pk=made[0].id)


@pytest.fixture
def ict_2(hartley: School, asha: Actor, moment: datetime) -> Room:
    block = places.add_building(hartley, name="ICT block", by=asha, at=moment)
    return places.add_room(hartley, name="ICT 2", building=block, by=asha, at=moment)


@pytest.fixture
def ben(ben_account: Account, browser_of: Any) -> Client:
    browser: Client = browser_of(ben_account)
    return browser


def printed(ben: Client, kind: str, thing: Any) -> str:
    """What a phone reads from the label that the thing's page prints."""
    page = str(ben.get(f"/labels/of/{kind}/", {"uid": str(thing.uid)}).headers["Location"])
    png = ben.get(page + "first.png").content
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))
    return next(code.text for code in found if code.format == zxingcpp.BarcodeFormat.QRCode)


@pytest.mark.parametrize(
    ("kind", "fixture"), [("equipment.item", "laptop"), ("places.room", "ict_2")]
)
def test_a_label_leads_back_to_what_it_is_on(
    kind: str, fixture: str, ben: Client, request: pytest.FixtureRequest
) -> None:
    thing = request.getfixturevalue(fixture)

    link = printed(ben, kind, thing)

    here = slots.url_of(kind, thing.uid)
    assert ben.get("/c/" + link.rpartition("/")[2]).headers["Location"] == here
    assert ben.get("/scan/", {"q": link}).headers["Location"] == here


def test_a_list_prints_what_its_filters_leave(ben: Client, laptop: Item) -> None:
    answer = ben.post("/labels/list/equipment.items/", {"all": "1", "query": ""})

    assert laptop.tag in ben.get(answer.headers["Location"]).content.decode()


def test_a_serial_or_a_tag_from_a_scanner_finds_the_laptop(ben: Client, laptop: Item) -> None:
    here = slots.url_of("equipment.item", laptop.uid)

    assert ben.get("/scan/", {"q": laptop.tag}).headers["Location"] == here
    assert ben.get("/scan/", {"q": "5cg2380k9z"}).headers["Location"] == here


def test_a_label_that_was_stuck_on_first_is_claimed_by_searching(
    ben: Client, laptop: Item, hartley: School, asha: Actor, moment: datetime
) -> None:
    code = codes.mint(hartley, 1, by=asha, at=moment).codes.get()
    claim = str(ben.get(f"/c/{code.value}").headers["Location"])
    assert laptop.tag in ben.get(claim, {"q": "probook"}).content.decode()

    ben.post(claim, {"thing_type": "equipment.item", "uid": str(laptop.uid)})

    page = ben.get(slots.url_of("equipment.item", laptop.uid), follow=True).content.decode()
    assert code.spoken in page
    assert "Print a label" in page


def test_a_stranger_who_scans_the_label_learns_only_whose_it_is(
    ben: Client, client: Client, laptop: Item
) -> None:
    link = printed(ben, "equipment.item", laptop)

    page = client.get("/c/" + link.rpartition("/")[2]).content.decode()

    assert "This belongs to Hartley Vale School" in page
    assert laptop.tag not in page
    assert "ProBook" not in page
