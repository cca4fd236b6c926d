"""The lines to copy, and changing a key afterwards."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from firstbell.agents.actions import keys
from firstbell.agents.queries.lines import lines_for, own_authority, own_certificate
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.audit.models import Event

ADDRESS = "https://firstbell.school.example/agent/secret/"


@pytest.fixture
def lead(browser_of, asha_account):
    return browser_of(asha_account)


def by_place(key):
    return {line.where: line.text for line in lines_for(key, ADDRESS)}


def test_there_is_a_line_for_each_kind_of_machine(key):
    lines = by_place(key)

    assert "GLPI-Agent-1.18_arm64.pkg" in lines["macOS, Apple silicon"]
    assert "GLPI-Agent-1.18_x86_64.pkg" in lines["macOS, Intel"]
    assert "glpi-agent_1.18-1_all.deb" in lines["Debian, Ubuntu"]
    assert "glpi-agent-1.18-1.noarch.rpm" in lines["Fedora, Red Hat"]
    assert f'SERVER="{ADDRESS}"' in lines["Windows, Intune"]


def test_a_service_that_was_started_without_an_address_is_started_again_with_it(key):
    """A package starts it while it is put in: before its configuration is there."""
    for where, start in (
        ("Debian, Ubuntu", "systemctl restart glpi-agent"),
        ("Fedora, Red Hat", "systemctl enable glpi-agent"),
        ("macOS, Intel", "launchctl start org.glpi-project.glpi-agent"),
    ):
        text = by_place(key)[where]
        assert text.index("firstbell.cfg") < text.index(start) < text.index("glpi-agent --force")


def test_a_key_that_wants_a_certificate_says_so_in_every_line(hartley, asha, moment):
    key = keys.make(hartley, label="Certified", by=asha, at=moment, client_certificate=True)
    lines = by_place(key)

    assert all("SSL_CERT_FILE=" in text or "ssl-cert-file = " in text for text in lines.values())
    assert "An agent that is there" not in lines
    assert "client.pem" in own_certificate(key)


def test_a_school_with_an_authority_of_its_own_is_told_what_to_add(key, lead, settings):
    settings.BASE_URL = "https://firstbell.school.example"

    page = lead.post(f"/settings/enrolment-keys/{key.uid}/lines/").content.decode()

    for line in own_authority():
        assert line.where in page
    assert "CA_CERT_FILE=&quot;C:\\ProgramData\\Firstbell\\ca.pem&quot;" in page
    assert own_certificate(key) == ""


def test_the_page_says_where_the_files_of_its_lines_are(key, lead):
    page = lead.post(f"/settings/enrolment-keys/{key.uid}/lines/").content.decode()

    assert 'href="https://github.com/glpi-project/glpi-agent/releases"' in page
    assert "fusioninventory-agent" in page


def test_no_folder_is_promised_where_files_are_brought_in(hartley, lead):
    page = lead.get(reverse("agents:upload")).content.decode()

    assert "one file or many at once" in page


def test_where_nothing_is_encrypted_no_authority_is_spoken_of(key, lead):
    page = lead.post(f"/settings/enrolment-keys/{key.uid}/lines/").content.decode()

    assert "is not encrypted" in page
    assert "CA_CERT_FILE" not in page


def test_a_key_is_given_another_last_day_on_its_page(key, lead):
    url = f"/settings/enrolment-keys/{key.uid}/"

    assert f"{url}change/" in lead.get(url).content.decode()
    assert lead.get(f"{url}change/").status_code == 200
    lead.post(f"{url}change/", {"approves": "on", "expires_on": "2099-07-31"})

    key.refresh_from_db()
    assert (key.approves, key.expires_on) == (True, date(2099, 7, 31))
    assert Event.objects.filter(kind="agents.key_changed").count() == 1


def test_a_last_day_that_is_over_is_refused_as_when_it_is_made(key, lead, asha, moment):
    url = f"/settings/enrolment-keys/{key.uid}/change/"

    assert (
        "It would be over already" in lead.post(url, {"expires_on": "2020-07-31"}).content.decode()
    )
    with pytest.raises(Refusal, match="over already"):
        keys.change(key, by=asha, at=moment, approves=False, expires_on=date(2020, 1, 1))


def test_a_revoked_key_is_not_changed(key, asha, moment):
    keys.revoke(key, by=asha, at=moment)

    with pytest.raises(Conflict, match="is revoked"):
        keys.change(key, by=asha, at=moment, approves=True, expires_on=None)


def test_a_key_is_changed_and_its_lines_are_shown_by_api(key, lead):
    url = f"/api/v1/enrolment-keys/{key.uid}"

    def change(version, **words):
        return lead.patch(url, words, "application/json", headers={"If-Match": str(version)})

    changed = change(1, approves=True).json()
    told = lead.post(f"{url}/lines").json()

    assert (changed["approves"], changed["expires_on"], changed["version"]) == (True, None, 2)
    assert change(1, approves=False).status_code == 412
    assert told["address"].endswith(f"/agent/{key.secret}/")
    assert len(told["lines"]) == 8
    assert Event.objects.filter(kind="agents.key_shown").count() == 1


def test_a_key_with_a_password_is_made_by_api(hartley, lead):
    body = {"school": str(hartley.uid), "label": "Outside", "with_password": True, "client_certificate": True}  # fmt: skip

    made = lead.post("/api/v1/enrolment-keys", body, "application/json").json()

    assert (made["with_password"], made["client_certificate"]) == (True, True)
    [listed] = lead.get("/api/v1/enrolment-keys").json()["items"]
    assert "address" not in listed
