"""HTML of strangers: what runs, tracks or hides is gone, and what is said is still there."""

from __future__ import annotations

import re

import pytest

from firstbell.lib.mails import read
from firstbell.lib.mails.limits import LONGEST_HTML, MOST_TAGS
from firstbell.lib.mails.markup import sanitised, text_of
from firstbell.lib.mails.tests.making import mail

HARMFUL = {
    "script": "<p>a<script>alert(1)</script></p>",
    "broken script": "<p>a<script><p>alert(1)</p>",
    "style": "<style>@import url(//evil.example/x)</style><p>a</p>",
    "handler": "<p onclick='alert(1)' onmouseover=alert(1)>a</p>",
    "picture with a handler": "<img src=x onerror=alert(1)>a",
    "link that runs": "<a href='javascript:alert(1)'>a</a><a href=' jav&#x09;ascript:alert(1)'>a</a>",
    "link with data": "<a href='data:text/html,<script>alert(1)</script>'>a</a>",
    "frame": "<iframe src='//evil.example'></iframe><object data=x></object><embed src=x>a",
    "form": "<form action='//evil.example'><input name=password><button formaction='javascript:alert(1)'>a</button></form>",
    "svg": "<svg onload=alert(1)><script>alert(1)</script></svg>a",
    "math": "a<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "meta": "<meta http-equiv=refresh content='0;url=//evil.example'><base href='//evil.example'><link rel=stylesheet href=x>a",
    "style attribute": "<p style='background:url(//evil.example/x);position:fixed'>a</p>",
    "background": "<table background='//evil.example/x'><td>a</td></table>",
    "comment": "<!--[if mso]><script>alert(1)</script><![endif]-->a",
    "template": "<template><script>alert(1)</script></template>a",
    "noscript": "<noscript><p title='</noscript><img src=x onerror=alert(1)>'></noscript>a",
}


@pytest.mark.parametrize("what", HARMFUL)
def test_what_would_run_or_fetch_is_gone(what):
    found = read(mail(HARMFUL[what], {"Content-Type": "text/html; charset=utf-8"}))

    tags = set(re.findall(r"<([a-z0-9]+)", found.html))
    attributes = set(re.findall(r"<[a-z0-9]+ ([a-z-]+)=", found.html))
    assert tags <= {"p", "a", "img", "table", "tbody", "tr", "td"}
    assert attributes <= {"rel", "title", "alt"}
    assert "a" in found.text


def test_pictures_from_elsewhere_are_let_go_of_and_counted():
    page = "<p>Hello</p><img src='https://track.example/open?id=1' width=1 height=1><img alt='Our logo' src=//x.example/l.png><img src=cid:a>"
    found = sanitised(page)

    assert found.remote_pictures == 2
    assert "track.example" not in found.html
    assert found.cids == {"a"}
    assert text_of(found.html) == "Hello\n\nOur logo"


def test_links_stay_and_say_nothing_of_where_they_were_followed():
    page = sanitised(
        '<a href="https://hartley.example/x?a=1&amp;b=2" target=_blank ping=//evil.example>here</a>'
    ).html

    assert (
        page
        == '<a href="https://hartley.example/x?a=1&amp;b=2" rel="noopener noreferrer nofollow">here</a>'
    )


def test_more_html_than_is_read_with_care_is_shown_as_plain_text():
    for page in ("<p>" * (MOST_TAGS + 1) + "words", "words" + "<b x='" + "y" * LONGEST_HTML + "'>"):
        found = sanitised(page)
        assert found.html.startswith("<pre>")
        assert "words" in found.html


def test_pictures_carried_in_the_html_do_not_push_the_words_out():
    page = f'<p>words</p><img src="data:image/png;base64,{"A" * (LONGEST_HTML + 10)}">'

    assert sanitised(page).html.startswith("<p>words</p>")


@pytest.mark.parametrize("page", ["<div>" * 25_000 + "a", "<b><i><u><a href=x>" * 6_000 + "a", "<table><tr><td>" * 8_000 + "a", "<p><font>" * 10_000 + "</p>" * 5_000, "<a <b <c " * 10_000, "&" * 500_000, "<!--" * 20_000, "<ul><li>" * 10_000])  # fmt: skip
def test_html_made_to_take_long_does_not(page):
    text_of(sanitised(page).html)
