from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from firstbell.platform.accounts.models import Account
from firstbell.platform.attachments.tests.conftest import folder, picture
from firstbell.platform.labels import logos
from firstbell.platform.labels.models import LabelLayout
from firstbell.platform.tenancy.models import School
from firstbell.platform.web.tests.test_labels_pages import ben, chosen, schools_have_labels

__all__ = ["ben", "folder", "picture", "schools_have_labels"]

LOOK = "?stock=avery-l7160&matrix=qr&logo=on"


@pytest.fixture
def asha(asha_account: Account, browser_of: Any) -> Client:
    browser: Client = browser_of(asha_account)
    return browser


def test_asha_adds_a_logo_and_takes_it_off_again(
    asha: Client, hartley: School, picture: Any
) -> None:
    url = f"/settings/schools/{hartley.uid}/"

    asha.post(url + "logo/", {"logo": picture("crest.png", (90, 90), "PNG")})

    page = asha.get(url).content.decode()
    logo = logos.of(hartley)
    assert logo is not None
    assert f"/files/{logo.uid}/320" in page
    assert asha.get(f"/files/{logo.uid}/320").status_code == 200
    assert (
        "The logo is gone"
        in asha.post(url + "logo/", {"remove": "1"}, follow=True).content.decode()
    )
    assert logos.of(hartley) is None


def test_a_bad_picture_is_a_sentence_on_the_page_of_the_school(
    asha: Client, hartley: School
) -> None:
    url = f"/settings/schools/{hartley.uid}/logo/"
    wrong = SimpleUploadedFile("logo.png", b"<svg/>")

    assert (
        "A logo is a PNG or a JPEG" in asha.post(url, {"logo": wrong}, follow=True).content.decode()
    )
    assert "No picture came with that" in asha.post(url, follow=True).content.decode()


def test_a_layout_shows_the_logo_and_keeps_that_under_its_name(
    asha: Client, ben: Client, hartley: School, picture: Any
) -> None:
    url = chosen(ben, hartley)
    missing = ben.get(url + LOOK).content.decode()
    asha.post(f"/settings/schools/{hartley.uid}/logo/", {"logo": picture()})

    ben.post(url + "layout/" + LOOK, {"name": "With the crest"})

    layout = LabelLayout.objects.get()
    assert "has no logo yet" in missing
    assert layout.logo
    assert 'name="logo" id="id_logo" checked' in _plain(ben.get(f"{url}?layout={layout.uid}"))
    assert b"/Image" in ben.get(f"{url}labels.pdf{LOOK}").content
    assert ben.get(f"{url}first.png{LOOK}").content.startswith(b"\x89PNG")


def test_a_label_without_room_says_so_beside_the_choice_and_instead_of_the_pdf(
    asha: Client, ben: Client, hartley: School, picture: Any
) -> None:
    url = chosen(ben, hartley)
    asha.post(f"/settings/schools/{hartley.uid}/logo/", {"logo": picture()})
    look = LOOK.replace("avery-l7160", "avery-l4731") + "&title=on&heading=Hartley"

    page, pdf = ben.get(url + look), ben.get(url + "labels.pdf" + look)

    assert "There is no room for a logo" in page.content.decode()
    assert pdf.status_code == 400
    assert "There is no room for a logo" in pdf.content.decode()


def _plain(answer: Any) -> str:
    return " ".join(answer.content.decode().replace(' data-fb-autosubmit=""', "").split())
