from __future__ import annotations

import json

import pytest

from firstbell.lib.agentprotocol import Hidden, Unreadable, readable
from firstbell.lib.agentprotocol.showing import MOST_INDENTED

HIDDEN = Hidden({"processes", "users"}, {"key", "login"})


def xml(inside: str) -> bytes:
    return f"<?xml version='1.0'?><REQUEST><CONTENT>{inside}</CONTENT></REQUEST>".encode()


def test_json_is_indented_and_stays_what_it_was():
    told = {"deviceid": "PC", "content": {"bios": {"ssn": "5CD"}, "telepathy": [{"range": "für"}]}}

    shown = readable(json.dumps(told).encode(), "json", HIDDEN)

    assert json.loads(shown) == told
    assert '\n    "bios": {\n' in shown
    assert "für" in shown


@pytest.mark.parametrize(
    "text",
    [
        b'{"content": {"processes": [{"cmd": "SECRET"}], "bios": {}}}',
        b'{"content": {"Processes": [{"cmd": "SECRET"}], "bios": {}}}',
        b'{"processes": [{"cmd": "SECRET"}], "content": {"bios": {}}}',
        b'{"content": {"licenseinfos": [{"KEY": "SECRET"}], "bios": {}}}',
        b'{"content": {"licenseinfos": [{"k\\u0065y": ["SECRET"]}], "bios": {}}}',
        b'{"content": {"x": [{"y": [{"login": {"a": "SECRET"}}]}], "bios": {}}}',
        b'{"content": {"x": [{"key": "SECRET", "key": "SECRET"}], "bios": {}}}',
    ],
)
def test_json_shows_nothing_that_is_hidden_however_it_was_written(text):
    shown = readable(text, "json", HIDDEN)

    assert "SECRET" not in shown
    assert "bios" in shown


@pytest.mark.parametrize(
    "inside",
    [
        "<PROCESSES><CMD>SECRET</CMD></PROCESSES>",
        "<processes><PROCESSES>SECRET</PROCESSES><CMD>SECRET</CMD></processes>",
        "<PROCESSES kept='>'><CMD>SECRET</CMD></PROCESSES>",
        "<USERS><DOMAIN>SECRET</DOMAIN></USERS>",
        "<USER><DOMAIN>SECRET</DOMAIN></USER>",
        "<LICENSEINFOS><KEY>SECRET</KEY></LICENSEINFOS>",
        "<LICENSEINFOS><key><![CDATA[SECRET]]></key></LICENSEINFOS>",
        "<LICENSEINFOS><KEY ><!-- SECRET -->SECRET<A>SECRET</A></KEY></LICENSEINFOS>",
    ],
)
def test_xml_shows_nothing_that_is_hidden_however_it_was_written(inside):
    shown = readable(xml(f"{inside}<BIOS><SSN>5CD</SSN></BIOS>"), "xml", HIDDEN)

    assert "SECRET" not in shown
    assert "\n    <BIOS>\n      <SSN>5CD</SSN>\n    </BIOS>\n" in shown


def test_xml_has_a_line_for_each_mark_and_its_text_behind_it():
    text = xml("<BIOS>\n<SSN> 5CD </SSN><SKU/><NOTE>a &amp; b<![CDATA[<c>]]></NOTE></BIOS>")

    assert readable(text, "xml", HIDDEN).split("\n") == [
        "<REQUEST>",
        "  <CONTENT>",
        "    <BIOS>",
        "      <SSN>5CD</SSN>",
        "      <SKU/>",
        "      <NOTE>a &amp; b<![CDATA[<c>]]></NOTE>",
        "    </BIOS>",
        "  </CONTENT>",
        "</REQUEST>",
    ]


def test_latin_letters_of_an_old_agent_are_read_as_they_were_meant():
    text = "<?xml version='1.0' encoding='ISO-8859-1'?><REQUEST><TAG>Schüler</TAG></REQUEST>"

    assert "Schüler" in readable(text.encode("latin-1"), "xml", HIDDEN)


@pytest.mark.parametrize("text", [b"<A", b"<A><B></A>", b"</A></A><B>x", b"<A b='", b"x < y", b""])
def test_xml_that_is_no_tree_is_shown_as_far_as_it_goes(text):
    assert isinstance(readable(text, "xml", HIDDEN), str)


@pytest.mark.parametrize("text", [b'{"a": ', b"[" * 100_000, b'{"a":' * 100_000])
def test_json_that_cannot_be_read_is_refused_in_a_sentence(text):
    with pytest.raises(Unreadable, match="cannot be read"):
        readable(text, "json", HIDDEN)


def test_a_very_long_message_is_not_indented():
    text = json.dumps({"content": {"bios": {"ssn": "5CD"}}, "pad": "x" * MOST_INDENTED}).encode()

    assert "\n" not in readable(text, "json", HIDDEN)
