from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from firstbell.equipment.actions import closing, moving
from firstbell.equipment.models import Count
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.lists.models import SavedView


@pytest.fixture
def browser(browser_of, asha_account):
    return browser_of(asha_account)


def test_a_count_is_planned_changed_and_opened_on_its_pages(browser, add, ict_2, ben_account):
    add(tag="HV-1", home_id=ict_2.pk)
    form = browser.post("/counts/new/", {"scope": "rooms", "name": "Rooms", "reload": "1"})
    assert "ICT 2" in form.content.decode()

    browser.post("/counts/new/", {"name": "ICT rooms", "scope": "rooms", "rooms": [ict_2.uid]})
    count = Count.objects.get()
    assert count.scope_words == "ICT 2"
    url = f"/counts/{count.uid}/"
    browser.post(f"{url}change/", {"name": "July", "scope": "all", "helpers": [ben_account.uid]})
    count.refresh_from_db()
    assert (count.name, count.scope_words) == ("July", "Everything")
    assert list(count.helpers.all()) == [ben_account]

    page = browser.post(f"{url}opening/", follow=True).content.decode()

    assert "July is open: 1 item to find." in page
    assert "0 of 1" in page


def test_a_saved_view_is_a_scope(browser, add, asha_account):
    add(tag="HV-1")
    view = SavedView.objects.create(
        list_name="equipment.items", name="Ours", query="tag=HV-1", account=asha_account
    )

    browser.post("/counts/new/", {"name": "Ours", "scope": "view", "view": view.uid})

    count = Count.objects.get()
    assert (count.scope_words, count.query) == ("Ours", "tag=HV-1")
    assert browser.get(f"/counts/{count.uid}/change/").status_code == 200


def test_what_is_missing_in_the_form_is_said_there(browser):
    page = browser.post("/counts/new/", {"name": "Gym", "scope": "building"})

    assert page.status_code == 200
    assert not Count.objects.exists()


def test_the_page_of_a_count_says_how_far_it_is(browser, counting, add, ict_2, store):
    items = [add(tag=f"HV-{number}", home_id=ict_2.pk) for number in (1, 2, 3)]
    counting.opened()
    counting.send(
        counting.scan(items[0], ict_2), counting.scan(items[1], store), counting.scan("50123")
    )

    page = browser.get(f"/counts/{counting.count.uid}/").content.decode()

    assert "of 3 found" in page
    assert "2 of 3" in page
    assert "1 from elsewhere" in page
    assert "50123" in page
    assert "Asha Rahman" in page


def test_a_count_takes_pictures_and_notes_from_whoever_counts(
    browser, counting, add, ict_2, settings, tmp_path
):
    settings.DATA = tmp_path
    add(tag="HV-1", home_id=ict_2.pk)
    count = counting.opened()
    page, of = f"/counts/{count.uid}/", f"of/equipment.count/{count.uid}/"
    photo = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(photo, "PNG")
    added = {"file": SimpleUploadedFile("shelf.png", photo.getvalue())}

    browser.post(f"/files/{of}", added)
    browser.post(f"/notes/{of}", {"text": "The top shelf was not counted."})

    said = browser.get(page).content.decode()
    assert "The top shelf was not counted." in said
    assert Attachment.objects.get().thing_uid == count.uid
    assert str(Attachment.objects.get().uid) in said


def test_closing_asks_only_what_arises_and_does_it(browser, counting, add, ict_2, store):
    found, gone = add(tag="HV-1", home_id=ict_2.pk), add(tag="HV-2", home_id=ict_2.pk)
    counting.opened()
    counting.send(counting.scan(found, ict_2))
    url = f"/counts/{counting.count.uid}/closing/"
    asked = browser.get(url).content.decode()
    assert "Set the 1 that were not found missing" in asked
    assert "belong where they were found" not in asked

    page = browser.post(url, {"set_missing": "on"}, follow=True).content.decode()

    gone.refresh_from_db()
    assert gone.lifecycle == "missing"
    assert "Its report is ready" in page
    assert "What came out" in page


def test_the_report_is_a_pdf_that_adds_up_and_the_sheet_has_every_line(
    browser, counting, add, ict_2, store, moment
):
    items = [add(tag=f"HV-{number}", home_id=ict_2.pk) for number in (1, 2, 3)]
    counting.opened()
    counting.send(counting.scan(items[0], ict_2), counting.scan(items[1], store))
    closing.close(counting.count, by=counting.by, at=moment + timedelta(hours=2))

    report = browser.get(f"/counts/{counting.count.uid}/report.pdf")
    sheet = browser.get(f"/counts/{counting.count.uid}/report.csv")

    assert report.content.startswith(b"%PDF")
    lines = b"".join(sheet.streaming_content).decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Tag,Model,Kind,Verdict,Expected in,Found in")
    assert [line.split(",")[0] for line in lines[1:]] == ["HV-1", "HV-2", "HV-3"]


def test_other_evidence_is_shown_beside_what_was_not_found(
    browser, counting, add, ict_2, store, moment
):
    item = add(tag="HV-1", home_id=ict_2.pk)
    counting.opened()
    moving.see(item, room=store, how="by agent", by=counting.by, at=moment + timedelta(minutes=5))

    page = browser.get(f"/counts/lines/?of={counting.count.uid}").content.decode()

    assert "seen by agent in ICT store" in page
    assert counting.line(item).verdict == "expected"


def test_differences_are_settled_line_by_line_in_the_list(
    browser, counting, add, ict_2, store, moment
):
    item = add(tag="HV-1", home_id=ict_2.pk)
    counting.opened()
    counting.send(counting.scan(item, store))
    closing.close(counting.count, by=counting.by, at=moment + timedelta(hours=2))
    line = counting.line(item)

    browser.post(
        "/lists/equipment.count_lines/do/move/", {"pick": [line.uid], "sure": "1", "and_home": "on"}
    )

    item.refresh_from_db()
    assert (item.place, item.home) == (store, store)


def test_an_items_page_says_in_which_counts_it_was(browser, counting, add, ict_2):
    item = add(tag="HV-1", home_id=ict_2.pk)
    counting.opened()

    page = browser.get("/equipment/HV-1/").content.decode()

    assert f"/counts/{counting.count.uid}/" in page
    assert item.tag in page


def test_a_lost_phone_is_sent_away_on_the_page(browser, counting, add):
    add(tag="HV-1")
    counting.opened()
    phone = counting.phone(device="Old phone")

    page = browser.post(f"/counts/joined/{phone.uid}/end/", follow=True).content.decode()

    phone.refresh_from_db()
    assert phone.revoked_at is not None
    assert "Old phone can send nothing to Summer count any more." in page


def test_a_leader_reads_and_does_nothing(browser_of, grace_account, counting, add):
    add(tag="HV-1")
    counting.opened()
    browser = browser_of(grace_account)

    page = browser.get(f"/counts/{counting.count.uid}/").content.decode()

    assert "Close it" not in page
    assert "Who counts" not in page
    assert browser.get(f"/counts/{counting.count.uid}/report.pdf").status_code == 200
