from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from firstbell.lib.agentprotocol import replies

HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'


def test_an_xml_prolog_sends_for_the_inventory_and_says_when_to_come_again():
    assert replies.prolog_xml(24) == (
        HEAD + b"<REPLY><PROLOG_FREQ>24</PROLOG_FREQ><RESPONSE>SEND</RESPONSE></REPLY>"
    )
    assert (
        replies.prolog_xml(0, send=False) == HEAD + b"<REPLY><PROLOG_FREQ>1</PROLOG_FREQ></REPLY>"
    )
    with_option = replies.prolog_xml(24, options=['<OPTION><NAME>WAKEONLAN</NAME><PARAM MAC="00:11:22:33:44:55"/></OPTION>'])  # fmt: skip
    assert (
        ElementTree.fromstring(with_option).find("OPTION/PARAM").get("MAC") == "00:11:22:33:44:55"
    )


def test_no_xml_answer_is_ever_empty():
    for answer in (
        replies.send(),
        replies.prolog_xml(1),
        replies.prolog_xml(1, send=False),
        replies.error_xml("No."),
    ):
        assert len(ElementTree.fromstring(answer)) > 0
    assert replies.send() == HEAD + b"<REPLY><RESPONSE>SEND</RESPONSE></REPLY>"


def test_a_json_prolog_asks_for_a_contact_before_anything_else():
    assert replies.prolog_json() == b'{"status":"pending","expiration":0}'


def test_a_contact_is_told_what_not_to_send_and_what_not_to_run():
    answer = json.loads(replies.contact(24))

    assert answer == {
        "status": "ok",
        "expiration": 24,
        "tasks": {
            "inventory": {
                "server": "glpi",
                "version": "11.0.0",
                "no-category": "environment,process",
            }
        },
        "disabled": [
            "collect",
            "deploy",
            "esx",
            "netdiscovery",
            "netinventory",
            "remoteinventory",
            "wakeonlan",
        ],
    }


def test_a_contact_offers_the_tasks_there_are():
    answer = json.loads(
        replies.contact("90m", tasks=("inventory", "deploy"), no_categories=(), message="Büro")
    )

    assert answer["tasks"] == {
        "deploy": {"server": "glpi", "version": "1.0.0"},
        "inventory": {"server": "glpi", "version": "11.0.0"},
    }
    assert "deploy" not in answer["disabled"]
    assert (answer["expiration"], answer["message"]) == ("90m", "Büro")


def test_short_answers_are_what_agents_expect():
    assert replies.ok(24) == b'{"status":"ok","expiration":24}'
    assert replies.pending("2s") == b'{"status":"pending","expiration":"2s"}'
    assert replies.jobs() == b'{"schedule":[]}'
    assert replies.nothing() == b"{}"
    assert replies.token("t1") == b'{"token":"t1"}'
    assert replies.credentials() == b'{"status":"ok","credentials":[]}'


def test_jobs_are_where_to_fetch_them():
    assert json.loads(replies.jobs([("Deploy", "https://fb/rest/deploy/x")])) == {
        "configValidityPeriod": 600,
        "schedule": [{"task": "Deploy", "remote": "https://fb/rest/deploy/x"}],
    }


@pytest.mark.parametrize(
    "sentence", ["This key was revoked.", 'A < B & C > D "q" é', "with \x00 and \x1b inside"]
)
def test_an_error_is_read_in_both_dialects(sentence):
    plain = sentence.replace("\x00", "").replace("\x1b", "")

    assert ElementTree.fromstring(replies.error(sentence, "xml")).findtext("ERROR") == plain
    assert json.loads(replies.error(sentence, "json")) == {
        "status": "error",
        "message": sentence,
        "expiration": 24,
    }
