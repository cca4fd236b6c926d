"""Mails that want to run, to track or to break out, opened in a real Chromium: nothing runs, and nothing is asked of anybody."""

from __future__ import annotations

import pytest
from django.urls import reverse

from firstbell.lib.mails.tests.making import mail
from firstbell.lib.mails.tests.test_markup import HARMFUL
from firstbell.support.actions import fetching, receiving, starting
from firstbell.support.models import RawMail
from firstbell.support.tests.mailboxes import mailbox
from tests.browser.test_signing_in import sign_in

pytestmark = [pytest.mark.slow, pytest.mark.browser]
TRACKS = {
    "a picture": "<img src='https://track.example/1'><img srcset='https://track.example/2 1x' src=x>",
    "other pictures": "<picture><source srcset='https://track.example/3'><img></picture><input type=image src='https://track.example/4'>",
    "backgrounds": "<body background='https://track.example/5'><table background='https://track.example/6'><td style='background:url(https://track.example/7)'>a",
    "styles": "<link rel=stylesheet href='https://track.example/8'><style>@import 'https://track.example/9';p{background:url(https://track.example/10)}</style><p>a",
    "media": "<video src='https://track.example/11' poster='https://track.example/12' autoplay></video><audio src='https://track.example/13' autoplay></audio>",
    "hints": "<link rel=prefetch href='https://track.example/14'><link rel=dns-prefetch href='//track.example'><link rel=preconnect href='https://track.example'>",
    "frames": "<iframe src='https://track.example/15'></iframe><iframe srcdoc='<script>parent.ran=1</script>'></iframe><embed src='https://track.example/16'><object data='https://track.example/17'></object>",
    "away": "<meta http-equiv=refresh content='0;url=https://track.example/18'><base href='https://track.example/'><a id=x href=page>a</a>",
    "forms": "<form action='https://track.example/19' id=f><input name=a autofocus onfocus='f.submit()'></form>",
    "out of the frame": "</body></html><script>parent.ran=1;top.document.title='taken'</script><img src=x onerror='parent.ran=1'>",
    "fonts": "<font face='x' style=\"font-family:x;src:url(https://track.example/20)\">a</font><svg><image href='https://track.example/21'/><use href='https://track.example/22#a'/></svg>",
}  # fmt: skip


@pytest.fixture
def mails(db, hartley, moment, settings, tmp_path) -> list[RawMail]:
    settings.DATA = tmp_path
    starting.start(at=moment)
    box = mailbox(hartley, moment)
    for number, (what, body) in enumerate({**HARMFUL, **TRACKS}.items()):
        head = {"Content-Type": "text/html; charset=utf-8", "Subject": what, "Message-ID": f"<{number}@h>", "From": f"p{number}@h.example"}  # fmt: skip
        kept = fetching.keep(box, mail(f"<p>It says: {what}</p>{body}", head), at=moment)
        assert receiving.read(kept, at=moment).state == "read"
    return list(RawMail.objects.select_related("ticket").order_by("pk"))


def test_no_mail_runs_anything_or_asks_anybody_anything(page, live_server, ben_account, mails):
    asked, said = [], []
    page.context.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: said.append(dialog.message) or dialog.dismiss())
    sign_in(page, ben_account)
    page.wait_for_url(f"{live_server.url}/")
    for row in mails:
        page.goto(reverse("support:ticket", args=[row.ticket.number]))
        page.locator("details.fb-mail > summary").first.click()
        page.frame_locator("iframe.fb-mail-frame").get_by_text(f"It says: {row.subject}").wait_for()
        assert page.evaluate("window.ran") is None
        assert row.ticket.number in page.title()
    assert len(mails) == len(HARMFUL) + len(TRACKS)
    assert said == []
    assert [url for url in asked if not url.startswith((live_server.url, "data:"))] == []


def test_pictures_are_fetched_after_somebody_asked_and_say_not_from_where(page, live_server, ben_account, mails):  # fmt: skip
    asked = []
    page.context.on("request", lambda request: asked.append((request.url, request.headers.get("referer"))))  # fmt: skip
    sign_in(page, ben_account)
    page.wait_for_url(f"{live_server.url}/")
    row = next(row for row in mails if row.subject == "a picture")
    page.goto(reverse("support:ticket", args=[row.ticket.number]))
    page.locator("details.fb-mail > summary").first.click()
    frame = page.frame_locator("iframe.fb-mail-frame")
    with page.context.expect_event("request", lambda request: "track.example" in request.url):
        frame.get_by_text("Show pictures").click()
    there = [(url, referer) for url, referer in asked if "track.example" in url]
    assert [(url, referer or "") for url, referer in there] == [("https://track.example/1", "")]


def test_a_frame_is_as_tall_as_its_mail(page, live_server, ben_account, mails):
    sign_in(page, ben_account)
    page.wait_for_url(f"{live_server.url}/")
    page.goto(reverse("support:ticket", args=[mails[0].ticket.number]))
    page.locator("details.fb-mail > summary").first.click()
    page.frame_locator("iframe.fb-mail-frame").get_by_text("It says").wait_for()
    frame = page.locator("iframe.fb-mail-frame[style*=height]")
    frame.wait_for()
    assert frame.bounding_box()["height"] < 150
