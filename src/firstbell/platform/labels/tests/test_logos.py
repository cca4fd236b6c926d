from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from firstbell.lib.labels import catalogue, printing
from firstbell.lib.labels.layout import Layout
from firstbell.lib.refusal import NotAllowed, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.attachments.sniffing import Unwelcome
from firstbell.platform.attachments.tests.conftest import folder, picture
from firstbell.platform.labels import actions, logos, queries
from firstbell.platform.labels.logos import NotALogo
from firstbell.platform.labels.models import Run
from firstbell.platform.labels.setup import Setup
from firstbell.platform.labels.tests.test_labels import KIND, schools_have_labels
from firstbell.platform.tenancy.models import School

__all__ = ["folder", "picture", "schools_have_labels"]

AVERY = catalogue.find("avery-l7163")
WITH_LOGO = Setup(AVERY, Layout(heading="Hartley Vale"), logo=True)


@pytest.fixture
def run(hartley: School, ben: Actor, moment: datetime) -> Run:
    return actions.gather(KIND, [hartley.uid], school=hartley, by=ben, at=moment)


def test_the_logo_of_the_school_is_printed_and_the_code_is_still_read(
    run: Run, hartley: School, asha: Actor, ben: Actor, picture: Any, moment: datetime
) -> None:
    logos.choose(hartley, picture("crest.png", (90, 90), "PNG"), by=asha, at=moment)
    labels = queries.labels_of(run, fields=[], actor=ben)
    layout = logos.look(hartley, WITH_LOGO)

    png = printing.specimen(labels[0], AVERY, layout, ppi=300)
    plain = printing.specimen(labels[0], AVERY, WITH_LOGO.layout, ppi=300)

    colours = Image.open(io.BytesIO(png)).convert("HSV").getchannel("S").getextrema()
    grey = Image.open(io.BytesIO(plain)).convert("HSV").getchannel("S").getextrema()
    assert (colours[1] > 150, grey[1]) == (True, 0)
    (scanned,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png)).convert("L"))
    assert scanned.text == labels[0].link
    assert b"/Image" in actions.print_run(run, WITH_LOGO, by=ben)


def test_another_logo_takes_the_place_of_the_first(
    hartley: School, asha: Actor, picture: Any, moment: datetime
) -> None:
    logos.choose(hartley, picture("old.png", (90, 90), "PNG"), by=asha, at=moment)

    logos.choose(hartley, picture("new.jpg", (80, 40)), by=asha, at=moment)

    shown = logos.of(hartley)
    assert shown is not None
    assert shown.name == "new.jpg"
    assert Attachment.objects.live().count() == 1
    logos.remove(hartley, by=asha, at=moment)
    assert logos.of(hartley) is None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a PNG or a JPEG"),
        (b"%PDF-1.7 and so on", "a PNG or a JPEG"),
        (b"\x89PNG\r\n\x1a\n and then nothing", "a PNG or a JPEG"),
        (b"", "empty"),
    ],
)
def test_what_is_no_picture_is_refused_in_a_sentence(
    hartley: School, asha: Actor, moment: datetime, content: bytes, sentence: str
) -> None:
    with pytest.raises(Refusal, match=sentence):
        logos.choose(hartley, SimpleUploadedFile("logo.png", content), by=asha, at=moment)

    assert not Attachment.objects.exists()


def test_a_gif_and_half_a_picture_leave_the_logo_that_was_there(
    hartley: School, asha: Actor, picture: Any, moment: datetime
) -> None:
    kept = logos.choose(hartley, picture("crest.png", (90, 90), "PNG"), by=asha, at=moment)
    whole = picture("half.jpg", (900, 900)).read()
    half = SimpleUploadedFile("half.jpg", whole[: len(whole) // 2])

    with pytest.raises(NotALogo):
        logos.choose(hartley, picture("moving.gif", (60, 40), "GIF"), by=asha, at=moment)
    with pytest.raises(Unwelcome, match="damaged"):
        logos.choose(hartley, half, by=asha, at=moment)

    assert logos.of(hartley) == kept


def test_a_logo_that_is_too_large_is_refused(
    hartley: School, asha: Actor, picture: Any, moment: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logos, "LARGEST", 100)

    with pytest.raises(NotALogo, match="Save it smaller"):
        logos.choose(hartley, picture("crest.png", (90, 90), "PNG"), by=asha, at=moment)


def test_a_label_that_wants_a_logo_says_that_there_is_none(
    run: Run, hartley: School, asha: Actor, ben: Actor, picture: Any, moment: datetime, folder: Path
) -> None:
    with pytest.raises(NotALogo, match="Hartley Vale School has no logo yet"):
        actions.print_run(run, WITH_LOGO, by=ben)

    row = logos.choose(hartley, picture("crest.png", (90, 90), "PNG"), by=asha, at=moment)
    for place in folder.rglob(f"{row.sha256[2:]}*"):
        place.unlink()

    with pytest.raises(NotALogo, match="is lost"):
        actions.print_run(run, WITH_LOGO, by=ben)


def test_a_technician_does_not_choose_the_logo(
    hartley: School, ben: Actor, picture: Any, moment: datetime
) -> None:
    with pytest.raises(NotAllowed):
        logos.choose(hartley, picture("crest.png", (90, 90), "PNG"), by=ben, at=moment)
