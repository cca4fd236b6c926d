"""Pictures that were taken while a count ran stand in its report: small, with what each is of, and not too many."""

from __future__ import annotations

import io
import shutil
import subprocess
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from firstbell.equipment.actions import closing
from firstbell.equipment.web import count_pictures
from firstbell.lib import clock
from firstbell.lib.papers import Pictures, Text
from firstbell.platform.attachments import actions as attachments
from firstbell.platform.attachments import thumbnails
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.attachments.store import store

MINUTE = timedelta(minutes=1)


def photo(name):
    """A grainy one, as phones take them in a dark store."""
    made = io.BytesIO()
    Image.effect_noise((900, 900), 90).convert("RGB").save(made, "JPEG")
    return SimpleUploadedFile(f"{name}.jpeg", made.getvalue())


@pytest.fixture
def put(counting, moment):
    """put(item, minutes=5) -> the picture, so long after the count opened."""

    def add(thing, minutes=5, **words):
        at = moment + minutes * MINUTE
        return attachments.add(thing, photo("IMG"), by=counting.by, at=at, **words)

    return add


@pytest.fixture
def item(counting, add, ict_2):
    made = add(tag="HV-1", home_id=ict_2.pk, name="Cracked laptop")
    counting.opened()
    return made


def shown(counting, at):
    return [block for block in count_pictures.blocks(counting.count, at) if isinstance(block, Pictures)]  # fmt: skip


def test_each_stands_with_the_name_of_its_thing(counting, item, put, moment):
    put(item, caption="The hinge")
    put(counting.count, caption="The store as it was")

    [block] = shown(counting, moment + 60 * MINUTE)

    assert block.title == "2 pictures taken"
    assert [words for _, words in block.pictures] == [
        "The store as it was",
        "HV-1, Cracked laptop: The hinge",
    ]


def test_what_was_taken_before_or_after_or_of_other_things_is_not_shown(
    counting, item, put, add, store, moment
):
    put(item, minutes=-5)
    other = add(tag="HV-9", home_id=store.pk)
    put(other)
    closing.close(counting.count, by=counting.by, at=moment + 30 * MINUTE)
    put(item, minutes=45)

    assert shown(counting, moment + 60 * MINUTE) == []


def test_they_are_small_and_not_more_than_a_page_of_them(counting, item, put, moment):
    for _ in range(count_pictures.MOST + 3):
        put(item)

    found = count_pictures.blocks(counting.count, moment + 60 * MINUTE)

    [block, said] = found
    assert isinstance(said, Text)
    assert said.text.startswith("16 of 19 pictures taken are shown.")
    assert len(block.pictures) == 16
    for data, _ in block.pictures:
        with Image.open(io.BytesIO(data)) as image:
            assert (image.format, max(image.size)) == ("JPEG", 320)


def test_a_receipt_and_what_is_held_back_are_not_shown(counting, item, put, moment):
    put(item, kind="receipt")
    Attachment.objects.filter(pk=put(item).pk).update(scan="infected")

    assert shown(counting, moment + 60 * MINUTE) == []


def test_a_file_that_is_lost_leaves_the_report_whole(counting, item, put, moment):
    row = put(item)
    thumbnails.forget(row.sha256)
    with store().local(row.sha256) as path:
        path.unlink()

    [said] = count_pictures.blocks(counting.count, moment + 60 * MINUTE)

    assert isinstance(said, Text)
    assert said.text.startswith("0 of 1 picture taken are shown.")


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not here")
def test_the_report_is_a_pdf_with_them_in_it(
    counting, item, put, moment, browser_of, asha_account, monkeypatch
):
    put(item, caption="The hinge")
    monkeypatch.setattr(clock, "now", lambda: moment + 60 * MINUTE)

    pdf = browser_of(asha_account).get(f"/counts/{counting.count.uid}/report.pdf").content

    made = subprocess.run(["pdftotext", "-", "-"], input=pdf, capture_output=True, check=True)
    assert "1 picture taken" in made.stdout.decode()
    assert "HV-1, Cracked laptop: The hinge" in " ".join(made.stdout.decode().split())
    assert len(pdf) < 300_000
