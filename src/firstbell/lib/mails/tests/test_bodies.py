"""What a mail says: text and HTML, in any charset, in parts as they should be and as they are."""

from __future__ import annotations

import pytest

from firstbell.lib.mails import read
from firstbell.lib.mails.limits import DEEPEST, LONGEST_TEXT, MOST_ATTACHMENTS, MOST_PARTS
from firstbell.lib.mails.tests.making import mail, of_parts, packed, part, parts


@pytest.mark.parametrize(
    ("charset", "codec", "text"),
    [
        ("utf-8", "utf-8", "Zoë’s board – kaput"),
        ("iso-8859-15", "iso-8859-15", "café für 5 €"),
        ("iso-8859-1", "cp1252", "“smart” quotes’ said to be Latin-1"),
        ("us-ascii", "utf-8", "naïve, said to be ASCII"),
        ("gb18030", "gb18030", "投影仪坏了"),
        ("gb2312", "gb18030", "投影儀壞了"),
        ("iso-2022-jp", "iso-2022-jp", "プロジェクターが壊れた"),
        ("shift_jis", "cp932", "①プロジェクター"),
        ("ks_c_5601-1987", "cp949", "프로젝터 고장"),
        ("big5", "big5", "投影機壞了"),
        ("windows-1251", "cp1251", "Проектор не работает"),
        ("koi8-r", "koi8-r", "Проектор не работает"),
        ("unknown-8bit", "utf-8", "Zoë"),
        ("x-unknown", "cp1252", "café"),
        ("no-such-charset", "utf-8", "Zoë"),
        ("utf-16", "utf-16", "Zoë"),
        ("", "utf-8", "Zoë"),
    ],
)
def test_text_is_read_in_the_charset_it_is_really_in(charset, codec, text):
    raw = mail(text.encode(codec), {"Content-Type": f'text/plain; charset="{charset}"'})

    assert read(raw).text == text


def test_text_said_to_be_nothing_is_read_as_what_it_looks_like():
    text = "Добрый день, проектор в кабинете не включается. Пожалуйста, помогите."

    assert read(mail(text.encode("cp1251"))).text == text


def test_broken_utf8_loses_only_what_is_broken():
    raw = mail(
        b"Zo\xc3\xab and \xff caf\xc3\xa9 and \xc3", {"Content-Type": "text/plain; charset=utf-8"}
    )

    assert read(raw).text == "Zoë and \ufffd café and \ufffd"


@pytest.mark.parametrize("charset", ["unicode_escape", "idna", "punycode", "rot13", "base64", "zlib", "hex", "undefined", "\0"])  # fmt: skip
def test_what_python_calls_a_codec_is_no_charset(charset):
    assert (
        read(mail(r"\x41 plain", {"Content-Type": f"text/plain; charset={charset}"})).text
        == r"\x41 plain"
    )


def test_nuls_and_control_characters_are_let_go():
    assert read(mail(b"a\0b\x08c\x1b[31md\r\ne\rf")).text == "abc[31md\ne\nf"


def test_quoted_printable_and_base64_are_opened():
    assert (
        read(mail("Caf=C3=A9=\r\n au lait", {"Content-Transfer-Encoding": "quoted-printable"})).text
        == "Café au lait"
    )
    assert (
        read(mail(packed("Café".encode()), {"Content-Transfer-Encoding": " BASE64 "})).text
        == "Café"
    )


@pytest.mark.parametrize(
    "damaged", ["Q2Fmw6k", "Q2Fm!w6k=", "Q2Fmw6k=\r\nQ2Fmw6k=", "Q2Fm\r\n\r\nw6k==x"]
)
def test_damaged_base64_gives_what_can_be_saved(damaged):
    assert read(mail(damaged, {"Content-Transfer-Encoding": "base64"})).text.startswith("Café")


def test_of_alternatives_both_the_plain_and_the_rich_are_kept():
    found = of_parts("alternative", part("plain"), part("<p>rich</p>", "text/html"))

    assert (found.text, found.html) == ("plain", "<p>rich</p>")


def test_html_alone_gives_its_text():
    page = "<style>p {}</style><p>Hello&nbsp;Jo,</p><div>line<br>break</div><ul><li>one<li>two</ul><blockquote>said</blockquote>"

    assert (
        read(mail(page, {"Content-Type": "text/html"})).text
        == "Hello Jo,\n\nline\nbreak\n\n- one\n- two\n\n> said"
    )


def test_text_before_and_after_an_attachment_is_one_text():
    found = of_parts(
        "mixed",
        part("before"),
        part(packed(b"x"), 'image/png; name="a.png"', Content_Transfer_Encoding="base64"),
        part("after"),
    )

    assert found.text == "before\n\nafter"
    assert [one.name for one in found.attachments] == ["a.png"]


def test_lines_broken_to_travel_are_one_again():
    raw = mail(
        "one long \r\nsentence\r\n> quoted \r\nown\r\n-- \r\nJo",
        {"Content-Type": "text/plain; format=flowed"},
    )

    assert read(raw).text == "one long sentence\n> quoted \nown\n-- \nJo"


def test_forty_parts_inside_one_another_are_opened():
    body = part("deep inside")
    for depth in range(40):
        inner, typed = parts("mixed", body, boundary=f"b{depth}")
        body = part(inner, typed["Content-Type"])
    found = read(b"From: a@h.example\r\nMessage-ID: <a@h>\r\n" + body)

    assert found.text == "deep inside"
    assert found.oddities == ()


def test_a_thousand_parts_inside_one_another_are_kept_as_they_are():
    body = b"".join(
        b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (at, at)
        for at in range(1_000)
    )
    found = read(b"Message-ID: <a@h>\r\n" + body + b"Content-Type: text/plain\r\n\r\ndeep")

    assert f"It has more than {DEEPEST} parts inside one another." in found.oddities
    assert b"deep" in found.attachments[0].data


def test_a_mail_of_thousands_of_parts_is_read_in_part():
    found = of_parts("mixed", *[part(b"x", "image/png")] * (MOST_PARTS * 3))

    assert f"It has more than {MOST_PARTS} parts." in found.oddities
    assert len(found.attachments) == MOST_ATTACHMENTS


@pytest.mark.parametrize(
    "body",
    [
        b"--b\r\n\r\nhello",
        b"--b\r\nContent-Type: text/plain\r\n\r\nhello\r\n",
        b"junk before\r\n--b\r\n\r\nhello\r\n--b--\r\njunk after",
        b"--b  \r\n\r\nhello\r\n--b--  \r\n",
        b"--b\n\nhello\n--b--\n",
    ],
)
def test_parts_that_are_cut_or_sloppy_are_found(body):
    assert read(mail(body, {"Content-Type": "multipart/mixed; boundary=b"})).text == "hello"


def test_parts_that_are_not_where_the_header_says_are_found():
    for typed in ("multipart/mixed", "multipart/mixed; boundary=other"):
        found = read(mail(b"--real\r\n\r\nhello\r\n--real--\r\n", {"Content-Type": typed}))
        assert found.text == "hello"
        assert "Its parts are not where it says they are." in found.oddities


def test_a_multipart_without_parts_is_its_text():
    assert read(mail("hello", {"Content-Type": "multipart/mixed; boundary=b"})).text == "hello"


def test_a_boundary_that_begins_like_another_is_told_apart():
    inner, typed = parts("alternative", part("plain"), boundary="a-b")
    body, outer = parts("mixed", part(inner, typed["Content-Type"]), part("after"), boundary="a")

    assert read(mail(body, outer)).text == "plain\n\nafter"


@pytest.mark.parametrize("kind", ["", "text", "plain", "text/plain;;;", "text/plain; charset", "nonsense; x=y", "/", "text/"])  # fmt: skip
def test_a_content_type_that_is_none_is_text(kind):
    assert read(mail("hello", {"Content-Type": kind})).text == "hello"


def test_a_long_text_is_shortened():
    found = read(mail("x" * (LONGEST_TEXT * 5)))

    assert len(found.text) == LONGEST_TEXT
    assert f"Its text is longer than {LONGEST_TEXT:,} letters." in found.oddities


@pytest.mark.parametrize("raw", [b"", b"\n", b"\r", b"\0", b":", b"x", b"\xff\xfe", b"From:", b"Content-Type: multipart/mixed"])  # fmt: skip
def test_next_to_nothing_is_a_message(raw):
    assert read(raw).message_id is None
