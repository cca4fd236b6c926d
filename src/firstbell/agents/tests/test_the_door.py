from __future__ import annotations

import json
import logging
import zlib
from base64 import b64encode
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.test import Client
from django.utils.module_loading import import_string

from firstbell.agents import handlers
from firstbell.agents.actions import keys
from firstbell.agents.models import Device, Key, LogLine, NetReport
from firstbell.agents.tests.machines import machine
from firstbell.platform.accounts.actors import system_actor

SHARED = Path(__file__).resolve().parents[4].parent / "shared" / "data" / "agents"
PROLOG = b"<?xml version='1.0'?><REQUEST><DEVICEID>ICT1-01-2026-09-01-08-00-00</DEVICEID><QUERY>PROLOG</QUERY></REQUEST>"
CONTACT = {
    "action": "contact", "deviceid": "ICT1-01-2026-09-01-08-00-00", "name": "GLPI-Agent", "version": "1.18",
    "installed-tasks": ["inventory", "deploy"], "enabled-tasks": ["inventory"], "httpd-port": 62354,
}  # fmt: skip


def test_an_agent_with_an_id_is_sent_to_its_contact_first(agent):
    assert agent().says(PROLOG) == {"status": "pending", "expiration": 0}


def test_an_old_agent_is_asked_for_its_inventory(agent):
    heard = agent(xml=True).says(PROLOG)

    assert "<RESPONSE>SEND</RESPONSE>" in heard
    assert "<PROLOG_FREQ>" in heard


def test_a_contact_is_told_what_not_to_report(agent):
    heard = agent().says(CONTACT)

    assert heard["status"] == "ok"
    assert heard["tasks"]["inventory"]["no-category"] == "environment,process,user"
    assert "deploy" in heard["disabled"]


def test_a_contact_brings_the_port_and_the_tasks_of_a_known_device(agent, only_device):
    agent().post(machine("ICT1-01"))

    agent().post(CONTACT)

    assert (only_device().port, only_device().tasks) == (62354, "inventory")


def test_any_path_behind_the_key_is_the_same_door(client, address):
    body = json.dumps(CONTACT)

    for path in (address, address.rstrip("/"), f"{address}front/inventory.php"):
        assert client.post(path, body, content_type="application/json").json()["status"] == "ok"


@pytest.mark.parametrize(
    "query", [{"action": "getConfig", "machineid": "X", "task[Deploy]": "3.6"}]
)
def test_who_asks_for_work_gets_a_correct_nothing(agent, query):
    assert agent().asks(**query) == {"schedule": []}
    assert agent().asks(action="setStatus", machineid="X") == {}


def test_what_collect_posts_as_a_form_is_answered_with_a_correct_nothing(client, address):
    form = "_sid=1&_cpt=0&uuid=collect-1&size=12"

    for action in ("setAnswer", "jobsDone"):
        answer = client.post(
            f"{address}?action={action}&uuid=collect-1&method=POST", form,
            content_type="application/x-www-form-urlencoded",
        )  # fmt: skip
        assert (answer.status_code, answer.json()) == (200, {})
    assert not LogLine.objects.exists()


def test_only_an_approved_device_is_given_work(agent, monkeypatch, only_device):
    work = {"task": "Deploy", "remote": "https://school.example/work/1/"}
    monkeypatch.setattr(handlers.WORK, "_by_room", {"software": lambda asked: work})
    agent().post(machine("ICT1-01"))
    query = {"action": "getConfig", "machineid": only_device().deviceid, "task[Deploy]": "3.6"}

    assert agent().asks(**query) == {"schedule": []}
    Device.objects.update(approval="approved")
    assert agent().asks(**query)["schedule"] == [work]
    assert agent().asks(**{**query, "machineid": "guessed-2026-01-01-00-00-00"}) == {"schedule": []}


def test_the_answer_is_packed_as_the_question_was(client, address):
    packed = client.post(
        address,
        zlib.compress(json.dumps(CONTACT).encode()),
        content_type="Application/X-Compress-ZLIB",
    )
    plain = client.post(address, json.dumps(CONTACT), content_type="application/json")

    assert packed["Content-Type"] == "application/x-compress-zlib"
    assert json.loads(zlib.decompress(packed.content))["status"] == "ok"
    assert plain["Content-Type"] == "application/json"


HOSTILE = {
    "nothing": b"",
    "cut short": zlib.compress(json.dumps(machine()).encode())[:400],
    "no message": b"GIF89a hello",
    "JSON that is broken off": b'{"action": "inventory", "content": {',
    "entities": b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "aaaa">]><REQUEST>&a;</REQUEST>',
    "a bomb": zlib.compress(b"{" + b" " * 80_000_000),
    "a list": b"[]",
    "an unknown action": b'{"action": "format-disk", "deviceid": "X"}',
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_what_cannot_be_read_is_refused_in_words_and_logged(client, address, key, body):
    answer = client.post(
        address, body, content_type="application/x-compress-zlib", HTTP_GLPI_AGENT_ID="a"
    )

    assert answer.status_code == 400
    text = answer.content if answer.content[:1] == b"{" else zlib.decompress(answer.content)
    assert json.loads(text)["status"] == "error"
    line = LogLine.objects.get()
    assert (line.level, line.school, line.key_label) == ("refused", key.school, "GPO")
    assert Device.objects.count() == 0


def test_an_old_agent_is_refused_in_its_own_words(client, address):
    answer = client.post(address, b"<REQUEST><QUERY>SNMPTHING", content_type="application/xml")

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/xml")
    assert b"<ERROR>" in answer.content


def test_a_body_that_is_too_large_is_refused(client, address, monkeypatch):
    monkeypatch.setattr("firstbell.agents.web.door.LARGEST", 100)

    answer = client.post(
        address, b"x" * 101, content_type="application/json", HTTP_GLPI_AGENT_ID="a"
    )

    assert answer.json()["message"].startswith("The body is larger")


def test_a_revoked_key_and_one_that_has_run_out_are_refused(agent, key, moment):
    assert keys.revoke(key, by=system_actor(), at=moment) is None
    heard = agent().post(CONTACT)

    assert heard.status_code == 403
    assert "was revoked" in heard.json()["message"]
    Key.objects.update(revoked_at=None, expires_on=moment.date() - timedelta(days=400))
    assert "has run out" in agent().post(CONTACT).json()["message"]
    assert LogLine.objects.filter(level="refused").count() == 2


def test_guessing_keys_fills_no_log(agent, key):
    for number in range(5):
        heard = agent(at=f"/agent/guess{number}/").post(CONTACT)

    assert heard.status_code == 404
    assert LogLine.objects.count() == 1


def test_a_key_with_a_password_asks_for_it_as_agents_know_it(client, hartley, moment):
    key = keys.make(hartley, label="Outside", by=system_actor(), at=moment, with_password=True)
    address, words = f"/agent/{key.secret}/", json.dumps(CONTACT)
    right = "Basic " + b64encode(f"{key.basic_user}:{key.basic_password}".encode()).decode()

    asked = client.post(address, words, content_type="application/json")
    given = client.post(address, words, content_type="application/json", HTTP_AUTHORIZATION=right)
    wrong = client.post(
        address, words, content_type="application/json", HTTP_AUTHORIZATION="Basic x:y"
    )

    assert (asked.status_code, asked["WWW-Authenticate"]) == (401, 'Basic realm="Firstbell"')
    assert (given.status_code, wrong.status_code) == (200, 401)


@pytest.fixture
def behind_a_proxy(settings):
    settings.AGENT_CERT_HEADER = ["X-Client-Verify", "X-Client-Fingerprint"]
    settings.TRUSTED_PROXIES = ["127.0.0.0/8"]


def test_a_key_may_want_a_client_certificate(
    behind_a_proxy, hartley, moment, catalogue, only_device
):
    key = keys.make(
        hartley, label="Certified", by=system_actor(), at=moment, client_certificate=True
    )
    address, words = f"/agent/{key.secret}/", json.dumps(machine())
    seen = {"HTTP_X_CLIENT_VERIFY": "SUCCESS", "HTTP_X_CLIENT_FINGERPRINT": "ab12"}

    without = Client().post(address, words, content_type="application/json")
    with_it = Client().post(address, words, content_type="application/json", **seen)

    assert (without.status_code, with_it.status_code) == (403, 200)
    assert only_device().certificate == "ab12"


def test_nobody_else_may_say_that_the_certificate_was_right(
    behind_a_proxy, settings, hartley, moment
):
    settings.TRUSTED_PROXIES = ["10.0.0.1"]
    key = keys.make(
        hartley, label="Certified", by=system_actor(), at=moment, client_certificate=True
    )

    answer = Client().post(
        f"/agent/{key.secret}/",
        json.dumps(CONTACT),
        content_type="application/json",
        HTTP_X_CLIENT_VERIFY="SUCCESS",
    )

    assert answer.status_code == 403


def test_what_was_found_on_a_network_is_kept_as_it_came(agent, monkeypatch):
    told: list[handlers.Discovered] = []
    monkeypatch.setattr(handlers.DISCOVERED, "_by_room", {"network": told.append})
    found = (
        b"<REQUEST><CONTENT><DEVICE><IP>10.20.0.9</IP><MAC>00:1a:2b:3c:4d:5e</MAC></DEVICE>"
        b"<MODULEVERSION>5</MODULEVERSION><PROCESSNUMBER>7</PROCESSNUMBER></CONTENT>"
        b"<DEVICEID>ICT1-01-2026</DEVICEID><QUERY>NETDISCOVERY</QUERY></REQUEST>"
    )

    agent(xml=True).post(found)

    row = NetReport.objects.get()
    assert (row.kind, b"10.20.0.9" in bytes(row.body)) == ("netdiscovery", True)
    assert told[0].kind == "netdiscovery"


def _bodies():
    return sorted(SHARED.glob("captures/*/*-request.body.json")) + sorted(
        SHARED.glob("captures/*/*-request.body.xml")
    )


@pytest.mark.slow
@pytest.mark.skipif(not SHARED.exists(), reason="the recordings are not on this machine")
def test_every_recorded_message_gets_an_answer_that_is_no_refusal(client, address):
    for path in _bodies():
        kind = "application/json" if path.suffix == ".json" else "application/xml"
        answer = client.post(address, path.read_bytes(), content_type=kind)
        assert answer.status_code == 200, (path, answer.content)


@pytest.fixture
def servers_log(settings):
    """What the server's own log says, as it is set up."""
    lines = StringIO()
    console = logging.StreamHandler(lines)
    for name in settings.LOGGING["handlers"]["console"]["filters"]:
        console.addFilter(import_string(settings.LOGGING["filters"][name]["()"])())
    log = logging.getLogger("django.request")
    log.addHandler(console)
    yield lines.getvalue
    log.removeHandler(console)


def test_what_agents_are_refused_does_not_fill_the_servers_log(client, address, servers_log):
    for _ in range(3):
        client.post(f"{address}inventory", b"nothing an agent says", content_type="text/plain")
        client.get("/agent/guessed/")
    client.get("/nothing/")

    assert servers_log() == "Not Found: /nothing/\n"


def test_the_address_is_in_no_line_of_the_servers_log(servers_log):
    """What broke is told with its path, and this path is the key."""
    logging.getLogger("django.request").error(
        "Internal Server Error: %s", "/agent/secret/inventory"
    )

    assert servers_log() == "Internal Server Error: /agent/\u2026/inventory\n"
