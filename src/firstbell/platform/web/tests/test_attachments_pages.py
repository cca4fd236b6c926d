from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from firstbell.platform.accounts import actions as accounts
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.attachments.tests.conftest import folder, paper, picture
from firstbell.platform.tenancy.models import School
from tests.on_schools import SCHOOL

__all__ = ["folder", "picture"]


def add_url(school: School) -> str:
    return f"/files/of/{SCHOOL}/{school.uid}/"


@pytest.fixture
def photo(
    hartley: School, asha_account: Account, browser_of: Any, picture: Any, folder: Path
) -> Attachment:
    browser_of(asha_account).post(add_url(hartley), {"file": picture("lid.jpg")})
    return Attachment.objects.get()


def test_pictures_are_shown_in_a_box_and_papers_are_downloaded(
    hartley: School, asha_account: Account, browser_of: Any, photo: Attachment
) -> None:
    browser = browser_of(asha_account)
    browser.post(add_url(hartley), {"file": paper("page.html", b"<script>alert(1)</script>")})
    page = Attachment.objects.get(kind="other")

    shown = browser.get(f"/files/{photo.uid}")
    small = browser.get(f"/files/{photo.uid}/320")
    kept = browser.get(f"/files/{page.uid}")

    assert shown["Content-Type"] == "image/jpeg"
    assert shown["Content-Disposition"] == 'inline; filename="lid.jpg"'
    assert small["Content-Type"] == "image/webp"
    assert kept["Content-Type"] == "text/plain; charset=utf-8"
    assert kept["Content-Disposition"] == 'attachment; filename="page.html.txt"'
    for answer in (shown, small, kept):
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(kept.streaming_content) == b"<script>alert(1)</script>"


def test_whoever_does_not_see_the_thing_sees_no_file_of_it(
    hartley: School,
    tariq_account: Account,
    browser_of: Any,
    photo: Attachment,
    client: Any,
    picture: Any,
) -> None:
    other = browser_of(tariq_account)

    assert client.get(f"/files/{photo.uid}").status_code == 302
    for url in (f"/files/{photo.uid}", f"/files/{photo.uid}/320", f"/files/{photo.uid}/look/"):
        assert other.get(url).status_code == 404
    assert other.post(add_url(hartley), {"file": picture("b.jpg")}).status_code == 404
    assert other.post(f"/files/{photo.uid}/remove/").status_code == 404


def test_ben_looks_and_does_not_change(
    hartley: School, ben_account: Account, browser_of: Any, photo: Attachment, picture: Any
) -> None:
    browser = browser_of(ben_account)

    assert browser.get(f"/files/{photo.uid}/look/").status_code == 200
    assert browser.post(add_url(hartley), {"file": picture("b.jpg")}).status_code == 403
    assert browser.post(f"/files/{photo.uid}/cover/").status_code == 403
    assert browser.post(f"/files/{photo.uid}/remove/").status_code == 403


def test_receipts_need_a_permission_of_their_own(
    hartley: School, okoro_account: Account, browser_of: Any, photo: Attachment
) -> None:
    teacher = browser_of(okoro_account)
    assert teacher.get(f"/files/{photo.uid}").status_code == 200

    Attachment.objects.update(kind="receipt")

    assert teacher.get(f"/files/{photo.uid}").status_code == 404


def test_a_refused_file_says_why_and_the_others_are_kept(
    hartley: School, asha_account: Account, browser_of: Any, picture: Any, folder: Path
) -> None:
    files = [picture("good.jpg"), paper("game.exe", b"MZ\x90\x00")]

    answer = browser_of(asha_account).post(add_url(hartley), {"file": files})

    assert answer.status_code == 422
    assert "Only pictures" in answer.content.decode()
    assert "1 other is kept" in answer.content.decode()
    assert Attachment.objects.count() == 1


def test_asha_says_what_it_is_and_removes_it(
    asha_account: Account, browser_of: Any, photo: Attachment
) -> None:
    browser = browser_of(asha_account)

    browser.post(f"/files/{photo.uid}/change/", {"kind": "warranty", "caption": "The card"})
    photo.refresh_from_db()
    assert (photo.kind, photo.caption) == ("warranty", "The card")
    browser.post(f"/files/{photo.uid}/remove/")

    assert browser.get(f"/files/{photo.uid}").status_code == 404


def test_the_api_lists_adds_reads_and_removes(
    hartley: School,
    asha: Actor,
    asha_account: Account,
    client: Any,
    picture: Any,
    folder: Path,
    moment: Any,
) -> None:
    _, secret = accounts.make_token(
        asha_account, name="Snap", scopes=["write", "read"], by=asha, at=moment, expires_at=None
    )
    words = {"headers": {"Authorization": f"Bearer {secret}"}}
    url = f"/api/v1/files/of/{SCHOOL}/{hartley.uid}"

    made = client.post(url, {"file": picture("lid.jpg"), "caption": "The lid"}, **words)
    again = client.post(url, {"file": picture("lid.jpg")}, **words)
    listed = client.get(url, **words).json()
    content = client.get(f"/api/v1/files/{made.json()['uid']}/content", **words)
    gone = client.delete(f"/api/v1/files/{made.json()['uid']}", **words)

    assert (made.status_code, made.json()["caption"], made.json()["kind"]) == (
        201,
        "The lid",
        "photo",
    )
    assert (again.status_code, again.json()["detail"]) == (
        409,
        "That file is on Hartley Vale School already.",
    )
    assert [row["uid"] for row in listed["items"]] == [made.json()["uid"]]
    assert content["Content-Type"] == "image/jpeg"
    assert (gone.status_code, client.get(url, **words).json()["items"]) == (204, [])
