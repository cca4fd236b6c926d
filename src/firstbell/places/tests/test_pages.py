from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from firstbell.places import actions
from firstbell.places.models import Building, Floor, Room, RoomAlias


@pytest.fixture
def in_ashas_browser(browser_of, asha_account):
    return browser_of(asha_account)


def words(response):
    return response.content.decode()


def test_the_first_building_brings_its_floors_and_asks_for_rooms(in_ashas_browser, hartley):
    assert in_ashas_browser.get("/rooms/add/").headers["Location"] == "/buildings/add/"

    response = in_ashas_browser.post(
        "/buildings/add/", {"name": "ICT block", "floors": "2", "basement": "on"}
    )

    building = Building.objects.get()
    assert response.headers["Location"] == f"/rooms/add/?place={building.uid}"
    names = [floor.name for floor in Floor.objects.order_by("level")]
    assert names == ["Basement", "Ground floor", "First floor"]


def test_rooms_are_added_a_line_each(in_ashas_browser, ict_block, ground):
    place = f"{ict_block.uid}/{ground.uid}"

    in_ashas_browser.post(
        "/rooms/add/", {"names": "ICT 1, Rm 1\n\nServer room", "place": place, "kind": ""}
    )

    rooms = Room.objects.order_by("name_key")
    assert [(room.name, room.kind, room.floor) for room in rooms] == [
        ("ICT 1", "ict_suite", ground),
        ("Server room", "server", ground),
    ]
    assert RoomAlias.objects.get().name == "Rm 1"


def test_a_refused_form_keeps_what_was_typed(in_ashas_browser, ict_2, ict_block):
    response = in_ashas_browser.post(
        "/rooms/add/", {"names": "ICT  2\nICT 3", "place": str(ict_block.uid)}
    )

    assert "has a room called ICT 2 already" in words(response)
    assert "ICT  2\nICT 3" in words(response)
    assert Room.objects.count() == 1


def test_the_page_of_a_room_says_where_it_is(in_ashas_browser, ict_2, asha, moment):
    actions.give_alias(ict_2, name="The old library", by=asha, at=moment)

    page = words(in_ashas_browser.get(f"/rooms/{ict_2.uid}/"))

    for text in ("ICT 2", "ICT block, ground floor", "30 seats", "The old library", "Asha Rahman"):
        assert text in page


def test_a_room_is_changed_on_its_form(in_ashas_browser, ict_2, ict_block, ground):
    form = {
        "name": "Computing 2", "place": str(ict_block.uid), "kind": "lab", "capacity": "24", "code": "C2",
        "notes": "", "version": "1",
    }  # fmt: skip

    in_ashas_browser.post(f"/rooms/{ict_2.uid}/change/", form)
    again = in_ashas_browser.post(f"/rooms/{ict_2.uid}/change/", form | {"capacity": "25"})

    ict_2.refresh_from_db()
    assert (ict_2.name, ict_2.floor, ict_2.kind, ict_2.capacity, ict_2.code) == (
        "Computing 2", None, "lab", 24, "C2",
    )  # fmt: skip
    assert "was changed by somebody else since you opened it" in words(again)


def test_names_and_spots_come_and_go_on_the_rooms_page(in_ashas_browser, ict_2):
    in_ashas_browser.post(f"/rooms/{ict_2.uid}/names/", {"name": "Rm 22"})
    in_ashas_browser.post(f"/rooms/{ict_2.uid}/spots/", {"name": "Left cupboard"})
    page = words(in_ashas_browser.get(f"/rooms/{ict_2.uid}/"))
    assert "Rm 22" in page
    assert "Left cupboard" in page

    alias, spot = ict_2.aliases.get(), ict_2.spots.get()
    in_ashas_browser.post(f"/rooms/{ict_2.uid}/names/{alias.uid}/remove/")
    in_ashas_browser.post(f"/rooms/{ict_2.uid}/spots/{spot.uid}/remove/")

    assert not ict_2.aliases.exists()
    assert not ict_2.spots.exists()


def test_a_room_is_archived_and_brought_back(in_ashas_browser, ict_2):
    assert "Archive ICT 2?" in words(in_ashas_browser.get(f"/rooms/{ict_2.uid}/archive/"))
    in_ashas_browser.post(f"/rooms/{ict_2.uid}/archive/")
    assert "Archived" in words(in_ashas_browser.get(f"/rooms/{ict_2.uid}/"))

    in_ashas_browser.post(f"/rooms/{ict_2.uid}/restore/")

    ict_2.refresh_from_db()
    assert ict_2.is_open


def test_a_merged_rooms_address_leads_to_the_room_it_became(
    in_ashas_browser, hartley, ict_2, ict_block, asha, moment
):
    lab = actions.add_room(hartley, name="Lab 1", building=ict_block, by=asha, at=moment)

    refused = in_ashas_browser.post(f"/rooms/{lab.uid}/merge/", {"into": str(lab.uid)})
    in_ashas_browser.post(f"/rooms/{lab.uid}/merge/", {"into": str(ict_2.uid)})

    assert "Choose one from the list" in words(refused)
    response = in_ashas_browser.get(f"/rooms/{lab.uid}/")
    assert response.headers["Location"] == f"/rooms/{ict_2.uid}/"


def test_a_room_is_put_on_the_plan_and_moved_there(in_ashas_browser, ict_2, ground):
    url = reverse("places:floor", args=[ground.uid])
    assert "Not on the plan yet" in words(in_ashas_browser.get(url))

    in_ashas_browser.post(f"/rooms/{ict_2.uid}/place/", {"x": "500", "y": "500"})
    moved = in_ashas_browser.post(
        f"/rooms/{ict_2.uid}/place/", {"x": "120", "y": "340"}, headers={"X-Plan": "1"}
    )

    assert moved.status_code == 204
    page = words(in_ashas_browser.get(url))
    assert f"#room-{ict_2.uid} {{ --x: 120; --y: 340; }}" in page
    assert "Not on the plan yet" not in page
    in_ashas_browser.post(f"/rooms/{ict_2.uid}/unplace/")
    ict_2.refresh_from_db()
    assert ict_2.plan_x is None


def test_buildings_and_floors_are_changed(in_ashas_browser, ict_block, ground, ict_2):
    in_ashas_browser.post(
        f"/buildings/{ict_block.uid}/change/",
        {"name": "Turing block", "order": "3", "version": "1"},
    )
    in_ashas_browser.post(f"/buildings/{ict_block.uid}/floors/", {"name": "Attic", "level": "1"})
    in_ashas_browser.post(f"/floors/{ground.uid}/change/", {"name": "Entrance level", "level": "0"})
    in_ashas_browser.post(f"/buildings/{ict_block.uid}/archive/")

    page = words(in_ashas_browser.get(f"/buildings/{ict_block.uid}/"))
    for text in ("Turing block", "Attic", "Entrance level", "Turing block still has 1 room."):
        assert text in page
    assert "Turing block" in words(in_ashas_browser.get("/buildings/"))


def test_a_picker_finds_rooms_by_any_name(in_ashas_browser, ict_2, asha, moment):
    actions.give_alias(ict_2, name="The den", by=asha, at=moment)

    for asked in ("ict", "ICT2", "den"):
        assert "ICT 2" in words(in_ashas_browser.get("/rooms/lookup/", {"q": asked}))
    assert "ICT 2" not in words(in_ashas_browser.get("/rooms/lookup/", {"q": "hall"}))


def test_a_teacher_sees_rooms_and_changes_none(browser_of, okoro_account, ict_2):
    browser = browser_of(okoro_account)

    page = words(browser.get(f"/rooms/{ict_2.uid}/"))
    assert "ICT block, ground floor" in page
    assert "Archive" not in page
    assert browser.post(f"/rooms/{ict_2.uid}/archive/").status_code == 403
    assert browser.get(f"/rooms/{ict_2.uid}/change/").status_code == 403


def test_a_room_of_another_school_is_not_there(browser_of, tariq_account, ict_2, ict_block, ground):
    browser = browser_of(tariq_account)

    for url in (
        f"/rooms/{ict_2.uid}/",
        f"/rooms/{ict_2.uid}/change/",
        f"/buildings/{ict_block.uid}/",
        f"/floors/{ground.uid}/",
    ):
        assert browser.get(url).status_code == 404
    assert browser.post(f"/rooms/{ict_2.uid}/place/", {"x": 1, "y": 1}).status_code == 404


def test_a_floors_plan_is_a_picture(in_ashas_browser, ground, ict_2, tmp_path, settings):
    settings.DATA = tmp_path
    png = SimpleUploadedFile("plan.png", picture_of(600, 300), "image/png")
    paper = SimpleUploadedFile("plan.txt", b"a plan", "text/plain")
    assert "PNG, JPEG or WebP" in words(in_ashas_browser.get(f"/floors/{ground.uid}/plan/"))

    refused = in_ashas_browser.post(f"/floors/{ground.uid}/plan/", {"file": paper})
    in_ashas_browser.post(f"/floors/{ground.uid}/plan/", {"file": png})

    assert "is no picture" in words(refused)
    ground.refresh_from_db()
    assert (ground.plan_width, ground.plan_height) == (600, 300)
    assert f"/files/{ground.plan}" in words(in_ashas_browser.get(f"/floors/{ground.uid}/"))
    in_ashas_browser.post(f"/floors/{ground.uid}/plan/off/")
    ground.refresh_from_db()
    assert ground.plan is None


def picture_of(width, height):
    file = BytesIO()
    Image.new("RGB", (width, height), "white").save(file, "PNG")
    return file.getvalue()


def test_a_building_has_an_address_and_a_point_on_the_map(in_ashas_browser, ict_block):
    url = f"/buildings/{ict_block.uid}/"
    typed = {
        "name": "ICT block",
        "order": "0",
        "version": ict_block.version,
        "address": "1 Mill Lane",
    }

    half = in_ashas_browser.post(f"{url}change/", typed | {"latitude": "51.501"})
    assert "A point on the map needs a latitude and a longitude." in words(half)
    in_ashas_browser.post(f"{url}change/", typed | {"latitude": "51.501", "longitude": "-0.142"})

    page = words(in_ashas_browser.get(url))
    assert "1 Mill Lane" in page
    assert "mlat=51.501000&amp;mlon=-0.142000" in page
