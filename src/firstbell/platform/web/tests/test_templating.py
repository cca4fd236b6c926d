"""A template is laid out for its readers, and the page is what it would be on one line."""

from __future__ import annotations

import pytest
from django.template.loader import get_template

from firstbell.platform.web.templating import joined


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("<ul>\n  <li>One</li>\n  <li>Two</li>\n</ul>\n", "<ul><li>One</li><li>Two</li></ul>"),
        ("{% if a %}\n  <b>{{ a }}</b>\n{% endif %}\n", "{% if a %}<b>{{ a }}</b>{% endif %}"),
        ("<p>A long sentence\n  goes on.</p>", "<p>A long sentence goes on.</p>"),
        ("<b>{{ a }}</b>\n  {{ b }}", "<b>{{ a }}</b> {{ b }}"),
        ("<a\n    href='/'\n    class='b'>", "<a href='/' class='b'>"),
        ("<b>1</b> <i>2</i>", "<b>1</b> <i>2</i>"),
        ("{# Why. #}\n<b>1</b>\n\n\n<i>2</i>", "<b>1</b><i>2</i>"),
        ("<pre>\n one\n two\n</pre>\n<br>", "<pre>\n one\n two\n</pre><br>"),
    ],
)
def test_a_line_ends_where_its_reader_wants_it(written, read):
    assert joined(written) == read


def test_a_page_of_ours_is_joined_and_a_package_s_is_left_alone():
    ours = get_template("web/empty.html").template
    assert "\n" not in ours.source
    theirs = get_template("django/forms/widgets/select.html").template
    assert "\n" in theirs.source
