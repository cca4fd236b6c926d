"""Pictures inside articles: kept with the article, read by its audience alone, never from anywhere else."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from firstbell.platform.attachments.models import Attachment
from firstbell.support.actions import writing
from firstbell.support.states import ArticleState, Audience
from firstbell.support.tests.test_files import paper, screenshot

pytestmark = pytest.mark.django_db


@pytest.fixture
def article(hartley, asha, moment, settings, tmp_path):
    settings.DATA = tmp_path
    made = writing.write(hartley, title="No sound", body="See", audience=Audience.STAFF, by=asha, at=moment)  # fmt: skip
    writing.set_state(made, ArticleState.PUBLISHED, by=asha, at=moment)
    return made


def put(browser, article, *files):
    return browser.post(f"/articles/{article.slug}/pictures/", {"files": files})


def test_each_pasted_picture_has_a_name_of_its_own_and_the_same_is_taken_again(desk, article):
    first = put(desk, article, screenshot("image.png", "red")).json()
    second = put(desk, article, screenshot("image.png", "blue"), screenshot("image.png", "red")).json()  # fmt: skip

    assert first == {"names": ["image.png"], "problem": ""}
    assert second == {"names": ["image-2.png", "image.png"], "problem": ""}
    assert Attachment.objects.filter(thing_uid=article.uid).count() == 2


def test_it_is_shown_in_the_words_and_in_how_they_look(desk, hers, article, asha, moment):
    put(desk, article, screenshot("image.png"))
    words = "![The switch](image.png) ![x](https://elsewhere.example/x.png)"
    row = Attachment.objects.get()
    looks = desk.post("/articles/how-it-looks/", {"body": words, "of": article.slug}).content.decode()  # fmt: skip
    assert f"/files/{row.uid}/1280" in looks
    assert "elsewhere" not in looks

    article.refresh_from_db()
    writing.change(article, body=words, version=article.version, by=asha, at=moment)
    page = hers.get(f"/articles/{article.slug}/").content.decode()
    assert f"/files/{row.uid}/1280" in page
    assert "elsewhere" not in page


def test_its_readers_see_it_and_others_do_not(desk, hers, browser_of, sam_account, article):
    put(desk, article, screenshot("image.png"))
    url = f"/files/{Attachment.objects.get().uid}/1280"

    assert hers.get(url).status_code == 200
    assert browser_of(sam_account).get(url).status_code == 404


def test_a_paper_is_no_picture_and_a_teacher_adds_none(desk, hers, article):
    said = put(desk, article, paper(), SimpleUploadedFile("x.png", b"no picture", "image/png")).json()  # fmt: skip
    assert said["names"] == []
    assert "how-to.txt is no picture." in said["problem"]
    assert not Attachment.objects.exists()
    assert put(hers, article, screenshot()).status_code in (403, 404)
