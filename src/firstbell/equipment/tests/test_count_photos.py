"""Photos that phones take while counting: after their scan, kept once, shown with the finding and in the report."""

from __future__ import annotations

import io
from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image

from firstbell.equipment.actions import closing, merging, transferring
from firstbell.equipment.actions import counting as verbs
from firstbell.equipment.models import CountPhoto, CountScan, Item
from firstbell.equipment.tests.test_count_phones import Phone, open_count, phone  # noqa: F401 -- fixtures
from firstbell.equipment.web import count_pictures
from firstbell.lib import clock
from firstbell.lib.papers import Pictures
from firstbell.platform.attachments import actions as attachments
from firstbell.platform.attachments import thumbnails
from firstbell.platform.attachments.models import Attachment

PHOTO = "/counts/phone/photo/"


def jpeg(colour="red"):
    made = io.BytesIO()
    Image.new("RGB", (60, 40), colour).save(made, "JPEG")
    return made.getvalue()


def send(phone, found, *, data=None, **more):  # noqa: F811
    """What a phone sends of one photo; its answer."""
    told = {"id": str(uuid4()), "scan": found["id"], "words": "Damage", **more}
    file = SimpleUploadedFile("HV-1.jpg", jpeg() if data is None else data)
    return phone.browser.post(PHOTO, {**told, "photo": file}, headers=phone.headers)


@pytest.fixture
def found(phone, ict_2):  # noqa: F811
    scan = phone.scan("HV-1", ict_2)
    phone.send(scan)
    return scan


@pytest.fixture
def desk(asha_account, browser_of):
    return browser_of(asha_account)


def words_of(answer):
    return " ".join(answer.content.decode().split())


def of_report(count):
    at = clock.now() + timedelta(hours=1)
    [block] = [one for one in count_pictures.blocks(count, at) if isinstance(one, Pictures)]
    return [words for _, words in block.pictures]


def test_sent_twice_it_is_kept_once_and_answered_alike(phone, found, open_count):  # noqa: F811
    one = str(uuid4())

    first, again = send(phone, found, id=one), send(phone, found, id=one)

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json() == {"kept": one}
    row = CountPhoto.objects.get()
    assert (row.scan.item.tag, row.words) == ("HV-1", "Damage")
    file = Attachment.objects.get()
    assert (file.thing_uid, file.caption, file.added_by) == (open_count.uid, "HV-1: Damage", "Asha Rahman")  # fmt: skip


def test_a_photo_waits_for_its_scan_and_is_not_lost(phone, ict_2):  # noqa: F811
    scan = phone.scan("HV-1", ict_2)

    early = send(phone, scan)
    assert early.status_code == 409
    assert early.json()["problem"].startswith("The scan of this photo has not come in yet.")
    phone.send(scan)

    assert send(phone, scan).status_code == 201
    assert CountPhoto.objects.count() == 1


def test_what_died_between_the_file_and_its_row_is_made_whole_by_sending_it_again(phone, found):  # noqa: F811
    one = str(uuid4())
    send(phone, found, id=one)
    CountPhoto.objects.all().delete()

    assert send(phone, found, id=one).status_code == 201

    assert CountPhoto.objects.get().file == Attachment.objects.get()


def test_one_picture_of_two_things_is_one_file_and_of_both(phone, found, ict_2, open_count):  # noqa: F811
    other = phone.scan("HV-2", ict_2)
    phone.send(other)

    assert [send(phone, scan).status_code for scan in (found, other)] == [201, 201]

    assert sorted(row.scan.item.tag for row in CountPhoto.objects.all()) == ["HV-1", "HV-2"]
    assert Attachment.objects.count() == 1
    assert of_report(open_count) == ["HV-1, Laptop: Damage; HV-2, Laptop: Damage"]


def test_a_photo_of_what_nobody_knows_stands_with_its_code(phone, desk, open_count):  # noqa: F811
    scan = phone.scan("5012345678900")
    phone.send(scan)

    send(phone, scan, words="")

    file = Attachment.objects.get()
    assert file.caption == "5012345678900"
    assert f"/files/{file.uid}/96" in words_of(desk.get(f"/counts/{open_count.uid}/odd/"))
    assert of_report(open_count) == ["5012345678900"]


def test_it_is_shown_in_the_list_on_the_item_and_in_the_report(phone, found, desk, open_count):  # noqa: F811
    send(phone, found)

    small = f"/files/{Attachment.objects.get().uid}/96"
    assert small in words_of(desk.get(f"/counts/lines/?of={open_count.uid}"))
    assert small in words_of(desk.get("/equipment/HV-1/"))
    assert desk.get(small).status_code == 200
    assert of_report(open_count) == ["HV-1, Laptop: Damage"]


def test_what_a_scan_that_was_taken_back_showed_is_not_shown_as_found(
    phone, found, desk, open_count  # noqa: F811
):  # fmt: skip
    send(phone, found)

    phone.send(phone.scan("", kind="undo", ref=found["id"]))

    small = f"/files/{Attachment.objects.get().uid}/96"
    assert small not in words_of(desk.get(f"/counts/lines/?of={open_count.uid}"))
    assert small not in words_of(desk.get("/equipment/HV-1/"))
    assert Attachment.objects.live().count() == 1, "kept with the count all the same"


def test_a_photo_that_was_taken_off_the_count_does_not_come_back(
    phone, found, open_count, counting  # noqa: F811
):  # fmt: skip
    one = str(uuid4())
    send(phone, found, id=one)
    attachments.remove(Attachment.objects.get(), open_count, by=counting.by, at=clock.now())

    assert send(phone, found, id=one).status_code == 201

    assert not Attachment.objects.live().exists()


def test_after_the_end_it_is_still_kept(phone, found, open_count, counting):  # noqa: F811
    closing.close(open_count, by=counting.by, at=clock.now())

    assert send(phone, found).status_code == 201
    assert of_report(open_count) == ["HV-1, Laptop: Damage"]


def test_a_merge_takes_it_along(phone, found, desk, open_count, counting, add):  # noqa: F811
    send(phone, found)
    into = add(tag="HV-9")

    merging.merge(Item.objects.get(tag="HV-1"), into=into, by=counting.by, at=clock.now())

    assert of_report(open_count) == ["HV-9, Laptop: Damage"]
    assert f"/files/{Attachment.objects.get().uid}/96" in words_of(desk.get("/equipment/HV-9/"))


def test_another_school_is_not_shown_what_stays_with_the_count(
    phone, found, other_school, browser_of, tariq_account  # noqa: F811
):  # fmt: skip
    send(phone, found)
    from firstbell.platform.accounts.actors import system_actor  # noqa: PLC0415 -- used once

    item = Item.objects.get(tag="HV-1")
    transferring.transfer([item], to=other_school, by=system_actor(), at=clock.now())

    theirs = browser_of(tariq_account)
    file = Attachment.objects.get()
    assert f"/files/{file.uid}" not in words_of(theirs.get("/equipment/HV-1/"))
    assert theirs.get(f"/files/{file.uid}").status_code == 404


def test_a_program_joins_sends_a_photo_and_reads_it_with_its_line(program, open_count, ict_2):  # noqa: F811
    base = f"/api/v1/counts/{open_count.uid}"
    joined = program.post(f"{base}/joins", {"device": "Gate"}, "application/json").json()
    gate = Phone(joined["token"])
    scan = gate.scan("HV-1", ict_2)
    gate.send(scan)
    assert joined["photos"] == PHOTO
    send(gate, scan)

    lines = {line["tag"]: line["photos"] for line in program.get(f"{base}/lines").json()["items"]}
    assert lines == {"HV-1": [{"file": str(Attachment.objects.get().uid), "words": "Damage"}], "HV-2": []}  # fmt: skip


@pytest.mark.parametrize("token", ["", "fbc_nonsense"])
def test_without_the_token_of_a_phone_nothing_is_kept(found, token):
    answer = send(Phone(token), found)

    assert answer.status_code == 403
    assert not Attachment.objects.exists()


def test_a_phone_that_was_sent_away_is_told_so(phone, found, open_count, counting):  # noqa: F811
    verbs.part(open_count.joins.get(), by=counting.by, at=clock.now())

    assert send(phone, found).status_code == 403
    assert not CountPhoto.objects.exists()


def test_a_scan_of_another_count_is_not_known_here(phone, found, counting):  # noqa: F811
    other = counting.opened("Another count")
    _, secret = verbs.join(other, counting.lead, device="Two", by=counting.by, at=clock.now())

    assert send(Phone(secret), found).status_code == 409
    assert not Attachment.objects.exists()


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"id": "x"}, "not understood"),
        ({"scan": "\x00"}, "not understood"),
        ({"data": b"no picture"}, "That is no photo."),
        ({"data": b""}, "That file is empty."),
        ({"data": jpeg()[:-200]}, "That picture is damaged."),
    ],
)
def test_nonsense_is_refused_in_words_and_once_for_all(phone, found, more, said):  # noqa: F811
    answer = send(phone, found, **more)

    assert answer.status_code == 400, "so that the phone does not send it for ever"
    assert said in answer.json()["problem"]
    assert not CountPhoto.objects.exists()


def test_without_a_file_it_is_refused(phone, found):  # noqa: F811
    told = {"id": str(uuid4()), "scan": found["id"]}

    answer = phone.browser.post(PHOTO, told, headers=phone.headers)

    assert (answer.status_code, answer.json()["problem"]) == (400, "There was no photo in that. Take it again.")  # fmt: skip


def test_a_page_of_lines_asks_once_for_all_photos(phone, found, desk, open_count, ict_2):  # noqa: F811
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 -- used once

    url = f"/counts/lines/?of={open_count.uid}"
    desk.get(url)
    send(phone, found)
    with CaptureQueriesContext(connection) as one:
        desk.get(url)
    other = phone.scan("HV-2", ict_2)
    phone.send(other)
    send(phone, other, data=jpeg("blue"))

    with CaptureQueriesContext(connection) as two:
        desk.get(url)

    assert len(two) == len(one)


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_while_small_pictures_are_made(phone, found, monkeypatch):  # noqa: F811
    locked, make = [], thumbnails.make

    def watched(*words):
        locked.append(connection.in_atomic_block)
        make(*words)

    monkeypatch.setattr(thumbnails, "make", watched)

    send(phone, found)

    assert locked == [False]
    assert CountScan.objects.count() == 1
