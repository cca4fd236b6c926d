"""A mail as a page: what is quoted is folded, its own pictures are in it, others only where somebody asked."""

from __future__ import annotations

import re

import pytest

from firstbell.lib.mails import page, read
from firstbell.lib.mails.folding import FOLD, folded
from firstbell.lib.mails.tests.making import mail, packed, part, parts
from firstbell.lib.mails.tests.test_markup import HARMFUL

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 50
GMAIL = "<div>Yes.</div><br><div>On Monday ICT wrote:<br></div><blockquote><div>The cable?</div><blockquote>older</blockquote></blockquote><p>PS</p>"
OUTLOOK = "<div><p>Yes.</p><div><div><p><b>From:</b> ICT &lt;help@h&gt;<br><b>Sent:</b> Monday<br><b>To:</b> Jo<br><b>Subject:</b> x</p></div></div><p>The cable?</p></div>"


def html(body: str, **more: str) -> bytes:
    return mail(body, {"Content-Type": "text/html; charset=utf-8", **more})


def shown(body: str) -> str:
    """What stands there before anything is unfolded."""
    return re.sub(r"<[^>]*>", " ", re.sub(r"<details>.*?</details>", "", body, flags=re.DOTALL))


def test_what_gmail_quotes_is_folded_once_and_what_follows_is_not():
    found = page(read(html(GMAIL)))
    assert found.count("<details>") == 1
    assert shown(found).split() == ["Yes.", "On", "Monday", "ICT", "wrote:", "PS"]
    assert "older" in found


def test_what_outlook_quotes_is_folded_from_its_headers_on():
    found = page(read(html(OUTLOOK)))
    assert found.count("<details>") == 1
    assert shown(found).split() == ["Yes."]
    assert "The cable?" in found


def test_what_is_all_quote_or_only_looks_like_one_is_not_folded():
    for whole in (
        "<blockquote type=cite>all of it</blockquote>",
        "<p><b>From:</b> a<br><b>Sent:</b> b</p><p>passed on</p>",
        "<p>Look:</p><p>The bus leaves from: Hartley</p>",
        "<p>indented</p><blockquote>mine</blockquote>",
    ):
        assert FOLD not in page(read(html(whole)))


@pytest.mark.parametrize("page", [GMAIL, OUTLOOK, "<p>a</p>" + "<div>" * 50 + "From: a<br>Sent: b" + "</div>" * 50])  # fmt: skip
def test_what_is_folded_closes_what_it_opens(page):
    depth = 0
    for close, tag in re.findall(r"<(/?)([a-z0-9]+)", folded(page)):
        depth += 0 if tag in {"br", "img"} else -1 if close else 1
        assert depth >= 0
    assert depth == 0


def test_a_plain_mail_is_shown_too_with_its_quote_folded():
    found = page(read(mail("Yes <b>.\n\nOn Monday ICT wrote:\n> the cable?")))
    assert "Yes &lt;b&gt;." in found
    assert "the cable?" not in shown(found)
    assert "<details>" not in page(read(mail("only this")))


def with_picture(data: bytes, kind: str = "image/png") -> bytes:
    text = part('<p>See</p><img alt="the board" src="cid:a@h">', "text/html; charset=utf-8")
    picture = part(packed(data), f"{kind}; name=a.png", Content_Transfer_Encoding="base64", Content_ID="<a@h>")  # fmt: skip
    body, typed = parts("related", text, picture)
    return mail(body, {"Content-Type": typed["Content-Type"]})


def test_a_picture_of_the_mail_itself_is_in_it():
    assert 'src="data:image/png;base64,' in page(read(with_picture(PNG)))


@pytest.mark.parametrize(
    "data", [b"<svg onload=alert(1)>", b"<html><script>alert(1)</script>", b""]
)
def test_what_only_says_that_it_is_a_picture_is_not_shown(data):
    found = page(read(with_picture(data)))
    assert "data:" not in found
    assert "cid:" not in found
    assert "the board" in found


def test_pictures_from_elsewhere_are_shown_only_where_somebody_asked_and_by_a_sealed_line():
    raw = html(
        "<p>a</p><img src='https://x.example/1'><img src='http://x.example/2'><img src='//x.example/3'><img src='/tickets/'>"
    )
    assert "src=" not in page(read(raw))
    asked = page(read(raw, remote_pictures=True))
    assert re.findall(r'src="([^"]*)"', asked) == ["https://x.example/1"]


@pytest.mark.parametrize("what", HARMFUL)
def test_nothing_harmful_comes_back_when_pictures_are_asked_for(what):
    found = page(read(html(HARMFUL[what]), remote_pictures=True))
    assert not re.search(r"<(script|style|iframe|object|form|svg|meta|base|link)\b", found)
    assert not re.search(r"<[^>]*\s(on\w+|style|background|formaction)=", found)
    assert "javascript:" not in re.sub(r"&[^;]*;", "", found).lower() or "href" not in found
