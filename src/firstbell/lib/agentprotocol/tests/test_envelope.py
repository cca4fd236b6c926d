from __future__ import annotations

import gzip
import tracemalloc
import zlib

import brotli
import pytest

from firstbell.lib.agentprotocol import PLAIN, Packing, Unreadable, opened, packed

MESSAGE = b'{"action":"contact","deviceid":"pc-2026-01-01-00-00-00"}'
XML = b"<?xml version='1.0'?>\n<REQUEST><QUERY>PROLOG</QUERY></REQUEST>"


def raw_deflate(text: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return stream.compress(text) + stream.flush()


PACK = {"zlib": zlib.compress, "gzip": gzip.compress, "deflate": raw_deflate, "br": brotli.compress}


@pytest.mark.parametrize("word", ["zlib", "gzip", "deflate", "br"])
@pytest.mark.parametrize(
    "prefix", ["application/x-compress-", "application/x-", "Application/X-Compress-"]
)
def test_every_packing_is_opened_and_answered_in_its_own_type(word, prefix):
    found = opened(prefix + word, PACK[word](MESSAGE))

    assert (found.text, found.kind) == (MESSAGE, "json")
    content_type, answer = packed(b'{"status":"ok"}', found.packing)
    assert content_type == (prefix + word).lower()
    assert opened(content_type, answer).text == b'{"status":"ok"}'


@pytest.mark.parametrize(
    "named", ["application/json", "application/xml", "text/plain; charset=utf-8", "", "image/png"]
)
def test_a_plain_body_is_known_by_its_first_mark_whatever_its_type(named):
    assert opened(named, MESSAGE).kind == "json"
    assert opened(named, XML).kind == "xml"
    assert opened(named, MESSAGE).packing == PLAIN


@pytest.mark.parametrize("word", ["zlib", "gzip", "deflate"])
def test_a_packed_body_is_known_by_its_first_bytes_when_its_type_says_otherwise(word):
    found = opened("application/octet-stream", PACK[word](XML))

    assert (found.text, found.kind) == (XML, "xml")
    assert found.packing.content_type == f"application/x-compress-{word}"


def test_a_type_that_is_wrong_about_its_body_does_no_harm():
    assert opened("application/x-compress-zlib", gzip.compress(MESSAGE)).text == MESSAGE
    assert opened("application/x-compress-gzip", zlib.compress(MESSAGE)).text == MESSAGE
    assert opened("application/json", zlib.compress(MESSAGE)).packing.form == "zlib"
    assert opened("application/x-compress-zlib", MESSAGE).packing == PLAIN
    assert opened("application/x-deflate", zlib.compress(MESSAGE)).text == MESSAGE


def test_a_plain_answer_says_which_dialect_it_is():
    assert packed(b"<REPLY/>", PLAIN) == ("application/xml", b"<REPLY/>")
    assert packed(b"{}", PLAIN) == ("application/json", b"{}")


def test_an_answer_is_the_same_each_time_it_is_packed():
    packing = Packing("gzip", "application/x-compress-gzip")

    assert packed(b"{}", packing) == packed(b"{}", packing)


@pytest.mark.parametrize("word", ["zlib", "gzip", "deflate"])
def test_junk_behind_a_stream_is_let_go(word):
    assert opened(f"application/x-{word}", PACK[word](MESSAGE) + b"\r\njunk").text == MESSAGE


@pytest.mark.parametrize("word", ["zlib", "gzip", "deflate", "br"])
def test_a_body_that_was_cut_short_or_damaged_is_refused_in_a_sentence(word):
    whole = PACK[word](MESSAGE * 50)

    for broken in (
        whole[:-3],
        whole[: len(whole) // 2],
        whole[:9] + b"\xff\xff\xff\xff" + whole[13:],
    ):
        with pytest.raises(Unreadable, match=r"does not unpack|neither JSON nor XML"):
            opened(f"application/x-{word}", broken)


@pytest.mark.parametrize(
    "body", [b"", b"\0", b" \n", b"hello", b"\x78", b"\x1f\x8b", b"\x89PNG\r\n\x1a\n"]
)
def test_what_is_no_message_is_refused_in_a_sentence(body):
    with pytest.raises(Unreadable) as refusal:
        opened("application/x-compress-zlib", body)

    assert refusal.value.sentence.endswith(".")


@pytest.mark.parametrize("word", ["zlib", "gzip", "deflate", "br"])
def test_a_bomb_is_refused_before_it_fills_the_memory(word):
    bomb = PACK[word](b"{" + b" " * 20_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(Unreadable, match="larger than 4 MB"):
            opened(f"application/x-{word}", bomb, most=4 * 1024 * 1024)
        assert tracemalloc.get_traced_memory()[1] < 14 * 1024 * 1024
    finally:
        tracemalloc.stop()


def test_a_body_of_just_the_limit_is_read_and_one_more_byte_is_not():
    text = b"{" + b" " * 999_998 + b"}"

    assert opened("application/x-zlib", zlib.compress(text), most=1_000_000).text == text
    assert opened("application/json", text, most=1_000_000).text == text
    for content_type, body in (
        ("application/x-zlib", zlib.compress(text + b" ")),
        ("application/json", text + b" "),
    ):
        with pytest.raises(Unreadable, match="larger"):
            opened(content_type, body, most=1_000_000)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_other_encodings_become_utf_8(encoding):
    text = '{"deviceid":"Büro"}'

    assert opened("application/json", text.encode(encoding)).text.decode() == text
