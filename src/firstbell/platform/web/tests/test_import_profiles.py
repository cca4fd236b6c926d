"""Profiles through the pages and the API: saved, seen, shared, used for the next file, and removed."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from firstbell.platform.exchange import sheets
from firstbell.platform.exchange.models import ImportProfile, ImportSession
from firstbell.platform.exchange.sheets import Column, Match, Sheet
from firstbell.platform.jobs import worker

pytestmark = pytest.mark.django_db(transaction=True)
FIRST = b"Ref,Remark,Colour\nA1,One,Red\n"
OTHER = b"Shade,Colour,Remark,Ref,Words\nDark,Red,One,A1,Two\n"


class Nothing:
    finders = {}

    def __init__(self, setting):
        pass

    def look(self, lines):
        return []


@pytest.fixture(autouse=True)
def a_sheet(monkeypatch):
    columns = (
        Column("code", "Code", "identity", ("ref",)),
        Column("words", "Words", "text"),
        Column("place", "Place", "text"),
    )
    one = Sheet(
        name="notebook", title="Notebooks", things=("notebook", "notebooks"), thing_type="tenancy.school",
        permission="exchange.import", icon="notebook", columns=lambda: columns, open=Nothing,
        matches=lambda: (Match("code", "The code", ("code",)),), spill="words",
    )  # fmt: skip
    monkeypatch.setitem(sheets._sheets, one.name, one)


@pytest.fixture
def desk(browser_of, ben_account, settings, tmp_path):
    settings.DATA = tmp_path
    return browser_of(ben_account)


def brought(browser, content, **words):
    file = SimpleUploadedFile("list.csv", content)
    answer = browser.post("/imports/new/", {"sheet": "notebook", "file": file, **words})
    worker.work()
    return answer["Location"]


SAID = {
    "column-0": "code", "column-1": "place", "mode": "create", "match": "code", "fill_key": "words",
    "fill_value": "Blue", "fill_at": "1", "date_order": "DMY",
}  # fmt: skip


@pytest.fixture
def saved(desk):
    here = brought(desk, FIRST)
    desk.post(f"{here}columns/", {**SAID, "profile_name": " Red  book ", "profile_scope": "school"})
    worker.work()
    return ImportProfile.objects.get()


def test_how_a_file_was_understood_is_saved_under_a_name(desk, saved):
    assert (saved.name, saved.scope, saved.sheet) == ("Red book", "school", "notebook")
    assert saved.headings == {"Ref": "code", "Remark": "place", "Colour": ""}
    assert saved.settings["fill"] == {"words": {"value": "Blue", "always": False}}
    listed = desk.get("/imports/profiles/").content.decode()
    assert "Red book" in listed
    page = desk.get(f"/imports/profiles/{saved.uid}/").content.decode()
    for words in ("Remark", "Place", "Left out", "Only add new ones", "Blue"):
        assert words in page


def test_a_profile_is_chosen_for_a_file_whose_columns_stand_elsewhere(desk, saved):
    assert "Red book" in desk.get("/imports/new/").content.decode()

    here = brought(desk, OTHER, sheet="", profile=str(saved.uid))

    session = ImportSession.objects.latest("pk")
    # "Words" is no heading of the profile, and is taken for what it says.
    assert session.mapping == {"0": "", "1": "", "2": "place", "3": "code", "4": "words"}
    assert (session.mode, session.fill["words"]["value"]) == ("create", "Blue")
    page = desk.get(here).content.decode()
    assert "Everything is set as Red book has it." in page
    desk.post(f"{here}columns/", {"column-3": "code", "date_order": "DMY"})
    saved.refresh_from_db()
    assert saved.used_at is not None


def test_a_file_that_is_here_already_is_read_as_a_profile_has_it(desk, saved):
    here = brought(desk, OTHER)
    page = desk.get(here).content.decode()
    assert "Red book: 2 of its 2 columns are here" in page

    desk.post(f"{here}profile/", {"profile": str(saved.uid)})
    worker.work()

    assert ImportSession.objects.latest("pk").mapping["2"] == "place"


def test_saving_under_ones_own_name_again_brings_it_up_to_date(desk, saved):
    here = brought(desk, FIRST)

    desk.post(f"{here}columns/", {"column-0": "code", "profile_name": "Red book"})

    assert ImportProfile.objects.get().headings == {"Ref": "code", "Remark": "", "Colour": ""}


def test_a_name_that_does_not_fit_keeps_what_was_chosen(desk, saved):
    here = brought(desk, FIRST)

    page = desk.post(f"{here}columns/", {**SAID, "profile_name": "x" * 81}).content.decode()

    assert "The name is at most 80 letters long." in page
    assert ImportSession.objects.latest("pk").state == "mapping"


def test_a_profile_is_renamed_shared_and_removed(desk, saved):
    url = f"/imports/profiles/{saved.uid}/"

    desk.post(url, {"name": "Blue book", "scope": "me"})

    saved.refresh_from_db()
    assert (saved.name, saved.scope) == ("Blue book", "me")
    refused = desk.post(url, {"name": "Blue book", "scope": "trust"}).content.decode()
    assert "Only somebody with a role in the whole trust shares with every school." in refused
    desk.post(f"{url}remove/")
    assert not ImportProfile.objects.exists()
    assert ImportSession.objects.exists()


def test_who_sees_a_profile_follows_whom_it_is_shared_with(
    desk, saved, browser_of, asha_account, tariq_account
):
    colleague, stranger = browser_of(asha_account), browser_of(tariq_account)
    url = f"/imports/profiles/{saved.uid}/"

    def seen():
        return [browser.get(url).status_code for browser in (desk, colleague, stranger)]

    assert seen() == [200, 200, 404]
    ImportProfile.objects.update(scope="me")
    assert seen() == [200, 404, 404]
    ImportProfile.objects.update(scope="trust")
    assert seen() == [200, 200, 200]
    assert stranger.post(f"{url}remove/").status_code == 403
    assert ImportProfile.objects.exists()


def test_the_api_saves_chooses_and_removes_profiles(desk, hartley):
    body = {
        "school": str(hartley.uid), "sheet": "notebook", "name": "By hand", "scope": "school",
        "headings": {"Remark": "place", "Ref": "code"},
    }  # fmt: skip
    made = desk.post("/api/v1/import-profiles", body, content_type="application/json")
    assert made.status_code == 201, made.content
    uid = made.json()["uid"]

    file = SimpleUploadedFile("list.csv", OTHER)
    answer = desk.post(
        "/api/v1/imports", {"school": str(hartley.uid), "profile": uid, "file": file}
    )
    assert answer.status_code == 201, answer.content
    worker.work()
    here = f"/api/v1/imports/{answer.json()['uid']}"
    found = desk.get(here).json()
    assert (found["state"], found["profile"], found["mapping"]["2"]) == ("mapping", uid, "place")
    checked = desk.post(f"{here}/check", {}, content_type="application/json").json()
    assert checked["state"] == "checking"

    url = f"/api/v1/import-profiles/{uid}"
    version = {"If-Match": str(desk.get(url).json()["version"])}
    renamed = desk.patch(url, {"name": "Ours"}, content_type="application/json", headers=version)
    assert renamed.json()["name"] == "Ours"
    assert [one["name"] for one in desk.get("/api/v1/import-profiles").json()["items"]] == ["Ours"]
    assert desk.delete(url).status_code == 204
    assert desk.get(url).status_code == 404


def test_the_api_refuses_a_profile_that_says_nothing_or_what_is_not_there(desk, hartley):
    for headings, says in (
        ({"Ref": "colour"}, "no field colour"),
        ({"Ref": ""}, "at least one column"),
    ):
        body = {"school": str(hartley.uid), "sheet": "notebook", "name": "X", "headings": headings}
        answer = desk.post("/api/v1/import-profiles", body, content_type="application/json")
        assert answer.status_code == 422
        assert says in answer.json()["detail"]
