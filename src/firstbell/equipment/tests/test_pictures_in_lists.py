from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from PIL import Image

from firstbell.equipment.actions import cataloguing
from firstbell.equipment.models import Item, Manufacturer, Model
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.attachments import actions as attachments


@pytest.fixture
def browser(browser_of, asha_account):
    return browser_of(asha_account)


@pytest.fixture
def photograph(moment):
    """A photo of its own for a thing: no two are the same file."""
    taken = iter(range(1, 200))

    def take(thing):
        out = io.BytesIO()
        Image.new("RGB", (40, 30), (next(taken), 0, 0)).save(out, "JPEG")
        file = SimpleUploadedFile("it.jpg", out.getvalue())
        return attachments.add(thing, file, by=system_actor(), at=moment)

    return take


def item(made):
    return Item.objects.get(pk=made.pk)


def pictures(page):
    return re.findall(r'<td class="fb-p5"><img src="([^"]+)"', page.content.decode())


def test_a_row_shows_the_items_picture_or_else_its_models(
    add, laptops, browser, photograph, asha, moment
):
    dell = cataloguing.add(Manufacturer, name="Dell", by=asha, at=moment)
    model = cataloguing.add(
        Model, name="Latitude 3340", manufacturer=dell, category=laptops, by=asha, at=moment
    )
    own, models = (add(tag=f"LAP-{n}", model_id=model.pk) for n in (1, 2))
    add(tag="LAP-3")
    mine, theirs = photograph(item(own)), photograph(model)

    page = browser.get("/equipment/")

    assert pictures(page) == [f"/files/{mine.uid}/96", f"/files/{theirs.uid}/96"]
    assert browser.get(f"/files/{mine.uid}/96")["Content-Type"] == "image/webp"
    assert models.pk != own.pk


def test_who_does_not_want_pictures_takes_the_column_away(add, browser, photograph):
    photograph(item(add(tag="LAP-1")))

    assert pictures(browser.get("/equipment/?columns=tag,model")) == []


def test_pictures_cost_one_query_for_the_whole_page(add, browser, photograph):
    photograph(item(add(tag="LAP-1")))
    browser.get("/equipment/")
    with CaptureQueriesContext(connection) as one:
        browser.get("/equipment/")
    for n in range(2, 6):
        photograph(item(add(tag=f"LAP-{n}")))
    with CaptureQueriesContext(connection) as five:
        browser.get("/equipment/")

    assert len(five) == len(one)
    assert sum("attachments_attachment" in query["sql"] for query in five) == 1


def test_a_page_of_fifty_with_pictures_is_light(add, store, browser, photograph):
    for n in range(55):
        made = add(
            tag=f"LAP-{n:04}", serial=f"5CD1478X{n:02}", home_id=store.pk, name="Latitude 3340"
        )
        photograph(item(made))

    page = browser.get("/equipment/")

    assert len(pictures(page)) == 50
    assert len(page.content) < 62_000


def test_the_name_of_a_row_stays_in_sight_sideways(add, browser):
    add(tag="LAP-1")

    page = browser.get("/equipment/?columns=state,tag").content.decode()

    assert page.count('class="fb-fz"') == 1
    assert re.search(r'<td class="fb-code fb-fz fb-p1"><a [^>]+>LAP-1</a>', page)
