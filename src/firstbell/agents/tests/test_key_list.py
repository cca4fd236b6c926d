"""Enrolment keys as a list, on the page and by API."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.agents.actions import keys
from firstbell.agents.models import Key
from firstbell.lib import clock
from firstbell.platform.audit.models import Event

HOME, API = "/settings/enrolment-keys/", "/api/v1/enrolment-keys"


@pytest.fixture
def lead(browser_of, asha_account):
    return browser_of(asha_account)


@pytest.fixture
def three(hartley, asha):
    """One in use, one that has run out and was used, one that is revoked."""
    now = clock.now()

    def make(label, **words):
        return keys.make(hartley, label=label, by=asha, at=now - timedelta(days=40), **words)

    make("Intune", approves=True, with_password=True)
    run_out = make("Mac lab", expires_on=(now - timedelta(days=2)).date())
    Key.objects.filter(pk=run_out.pk).update(last_used_at=now, used_count=7)
    keys.revoke(make("Group policy"), by=asha, at=now)
    return {key.label: key for key in Key.objects.all()}


def labels(lead, query=""):
    """Those on the page, in its order."""
    page = lead.get(f"{HOME}{query}").content.decode()
    places = {label: page.find(f">{label}</a>") for label in ("Intune", "Mac lab", "Group policy")}
    return [label for label, at in sorted(places.items(), key=lambda pair: pair[1]) if at > 0]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Intune", "Mac lab", "Group policy"]), ("?state=in_use", ["Intune"]), ("?state=run_out", ["Mac lab"]),
        ("?state=revoked", ["Group policy"]), ("?state.not=in_use,run_out", ["Group policy"]),
        ("?used.empty=", ["Intune", "Group policy"]), ("?password=yes", ["Intune"]), ("?approves=no", ["Mac lab", "Group policy"]),
        ("?devices.over=5", ["Mac lab"]), ("?q=lab", ["Mac lab"]),
    ],
)  # fmt: skip
def test_keys_are_narrowed_the_revoked_ones_last(three, lead, query, found):
    assert labels(lead, query) == found


def test_keys_are_taken_away_without_their_secrets(three, lead):
    every = "label,state,approves,devices,used,until,password,certificate,made,revoked"
    file = lead.get(f"/lists/agents.keys/export.csv?columns={every}")
    text = b"".join(file.streaming_content).decode("utf-8-sig")

    assert text.splitlines()[1].startswith("Intune,In use,Needs no approval,0,")
    for key in three.values():
        assert key.secret not in text
        assert not key.basic_password or key.basic_password not in text


def test_several_are_revoked_at_once_and_what_is_revoked_is_left_out(three, lead):
    picked = {"pick": [str(key.uid) for key in three.values()], "sure": "1"}

    said = lead.post("/lists/agents.keys/do/revoke/", picked, follow=True).content.decode()

    assert "Group policy is revoked already." in said
    assert Key.objects.filter(revoked_at=None).count() == 0
    assert Event.objects.filter(kind="agents.key_revoked").count() == 3


def test_only_leads_see_the_keys(three, browser_of, ben_account, grace_account):
    for account in (ben_account, grace_account):
        assert browser_of(account).get(HOME).status_code == 403
        assert browser_of(account).get("/lists/agents.keys/export.csv").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Intune", "Mac lab", "Group policy"]), ("?state=in_use", ["Intune"]), ("?state=run_out", ["Mac lab"]),
        ("?state=revoked", ["Group policy"]), ("?label=LAB", ["Mac lab"]), ("?used=true", ["Mac lab"]),
        ("?used=false&approves=false", ["Group policy"]),
    ],
)  # fmt: skip
def test_keys_are_narrowed_by_api(three, lead, query, found):
    assert [row["label"] for row in lead.get(f"{API}{query}").json()["items"]] == found


def test_one_key_says_by_api_how_it_stands(three, lead):
    told = lead.get(f"{API}/{three['Mac lab'].uid}").json()

    assert (told["state"], told["used_count"], told["school"]["name"]) == (
        "run_out",
        7,
        "Hartley Vale School",
    )
    assert three["Mac lab"].secret not in str(told)
