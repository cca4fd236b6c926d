from __future__ import annotations

import re

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.core import mail
from django.core.cache import cache
from django.test import Client

from firstbell.platform.accounts import actions
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.accounts.models import KnownSession
from firstbell.platform.audit.models import Event
from tests.people import PASSWORD


@pytest.fixture(autouse=True)
def nobody_has_tried_yet():
    cache.clear()


def sign_in(client, account, password=PASSWORD, **more):
    return client.post("/accounts/login/", {"login": account.email, "password": password}, **more)


def code_of(secret, *, steps_ago=0):
    """What the app shows, or showed so many times thirty seconds ago; the middle one of those that count is now."""
    _, now, _ = yield_hotp_counters_from_time()
    return format_hotp_value(hotp_value(secret, now - steps_ago))


@pytest.fixture
def app_of_ben(ben_account):
    secret = generate_totp_secret()
    TOTP.activate(ben_account, secret)
    RecoveryCodes.activate(ben_account)
    return secret


def test_a_technician_signs_in_with_email_and_password(client, ben_account):
    answer = sign_in(client, ben_account)

    assert (answer.status_code, answer.url) == (302, "/")
    assert client.get("/me/").status_code == 200


@pytest.mark.parametrize(("steps_ago", "let_in"), [(1, True), (4, False)])
def test_a_code_that_has_just_changed_still_counts(
    client, ben_account, app_of_ben, steps_ago, let_in
):
    """Somebody who types while the app goes on to the next code is not sent round again."""
    sign_in(client, ben_account)

    client.post("/accounts/2fa/authenticate/", {"code": code_of(app_of_ben, steps_ago=steps_ago)})

    assert (client.get("/me/").status_code == 200) is let_in


def test_the_ninth_wrong_password_is_refused_with_a_sentence(client, ben_account):
    for _ in range(8):
        assert "do not belong together" in sign_in(client, ben_account, "wrong").content.decode()

    answer = sign_in(client, ben_account, PASSWORD)

    assert answer.status_code == 200
    assert "Too many wrong passwords" in answer.content.decode()


def test_somebody_elses_wrong_passwords_do_not_lock_the_others_out(
    client, ben_account, okoro_account
):
    for _ in range(9):
        sign_in(client, ben_account, "wrong")

    assert sign_in(client, okoro_account).status_code == 302


def test_a_stranger_cannot_pretend_another_address(client, ben_account, settings):
    """Whoever is no trusted proxy has its X-Forwarded-For thrown away before anybody looks at the address."""
    sign_in(client, ben_account, headers={"X-Forwarded-For": "10.9.8.7"})

    assert KnownSession.objects.get().address == "127.0.0.1"


def test_behind_a_trusted_proxy_the_visitors_own_address_counts(ben_account, settings):
    settings.TRUSTED_PROXIES = ["127.0.0.1"]

    sign_in(Client(), ben_account, headers={"X-Forwarded-For": "10.9.8.7"})

    assert KnownSession.objects.get().address == "10.9.8.7"


def test_nobody_signs_up(client, db):
    page = client.get("/accounts/signup/")
    assert page.status_code == 200
    assert (
        "password" not in page.content.decode().lower() or "invit" in page.content.decode().lower()
    )
    client.post("/accounts/signup/", {"email": "me@else.example", "password1": "seven spare mice"})
    assert "_auth_user_id" not in client.session


def test_with_an_authenticator_app_the_password_alone_is_not_enough(
    client, ben_account, app_of_ben
):
    answer = sign_in(client, ben_account)
    assert answer.url == "/accounts/2fa/authenticate/"
    assert client.get("/me/").status_code == 302

    wrong = client.post("/accounts/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 200
    answer = client.post("/accounts/2fa/authenticate/", {"code": code_of(app_of_ben)})

    assert answer.url == "/"
    assert client.get("/me/").status_code == 200


def test_the_secret_of_the_app_is_not_in_the_database(ben_account, app_of_ben):
    kept = Authenticator.objects.get(user=ben_account, type="totp").data["secret"]

    assert app_of_ben not in kept
    assert get_adapter().decrypt(kept) == app_of_ben


def test_an_app_is_set_up_after_the_password_was_asked_again(
    client, ben_account, django_capture_on_commit_callbacks
):
    sign_in(client, ben_account)
    asked = client.get("/accounts/2fa/totp/activate/", follow=True)
    assert asked.redirect_chain[-1][0].startswith("/accounts/reauthenticate/")
    page = client.post(asked.redirect_chain[-1][0], {"password": PASSWORD}, follow=True)
    secret = client.session["mfa.totp.secret"]
    assert secret in page.content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        done = client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)}, follow=True)

    codes = client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert done.status_code == 200
    told = Event.objects.filter(kind="accounts.factor_added").values_list("sentence", flat=True)
    assert "Ben Whitlock added an authenticator app to their sign-in" in told
    first = re.findall(r"\b[0-9a-f]{8}\b", codes)[0]
    lost = Client()
    sign_in(lost, ben_account)
    assert lost.post("/accounts/2fa/authenticate/", {"code": first}).url == "/"
    again = Client()
    sign_in(again, ben_account)
    assert again.post("/accounts/2fa/authenticate/", {"code": first}).status_code == 200


def test_where_a_second_factor_is_demanded_technicians_are_led_to_it(
    client, ben_account, okoro_account, moment
):
    actions.change_rules(technicians_need_second_factor=True, by=system_actor(), at=moment)
    sign_in(client, ben_account)

    assert client.get("/me/").url == "/accounts/2fa/"
    assert client.get("/accounts/2fa/").status_code == 200
    teacher = Client()
    sign_in(teacher, okoro_account)
    assert teacher.get("/me/").status_code == 200

    TOTP.activate(ben_account, generate_totp_secret())
    assert client.get("/me/").status_code == 200


def test_a_new_password_ends_the_other_browsers(ben_account):
    here, there = Client(), Client()
    sign_in(here, ben_account)
    sign_in(there, ben_account)

    words = {
        "oldpassword": PASSWORD,
        "password1": "seven spare mice",
        "password2": "seven spare mice",
    }
    answer = here.post("/accounts/password/change/", words)

    assert answer.status_code == 302
    assert here.get("/me/").status_code == 200
    assert there.get("/me/").status_code == 302
    assert Event.objects.filter(kind="accounts.password_changed").count() == 1


def test_a_forgotten_password_is_set_anew_by_mail(client, ben_account):
    client.post("/accounts/password/reset/", {"email": ben_account.email})
    link = re.search(r"http://testserver(/\S+)", mail.outbox[0].body)[1]

    page = client.get(link, follow=True)
    words = {"password1": "seven spare mice", "password2": "seven spare mice"}
    client.post(page.redirect_chain[-1][0], words)

    assert sign_in(Client(), ben_account, "seven spare mice").status_code == 302


def test_a_closed_account_stays_outside(client, ben_account, asha, moment):
    actions.close_account(ben_account, by=asha, at=moment)

    answer = sign_in(client, ben_account, follow=True)

    assert answer.status_code == 200
    assert client.get("/me/").status_code == 302


@pytest.mark.parametrize(
    "page", ["login/", "logout/", "inactive/", "signup/", "password/reset/", "password/reset/done/",
             "password/reset/key/done/", "3rdparty/login/error/", "3rdparty/login/cancelled/"],
)  # fmt: skip
def test_every_page_of_signing_in_answers_a_stranger(client, db, page):
    assert client.get(f"/accounts/{page}").status_code in (200, 302, 401)


@pytest.mark.parametrize(
    "page", ["2fa/", "2fa/totp/activate/", "2fa/webauthn/", "2fa/webauthn/add/", "2fa/recovery-codes/",
             "2fa/recovery-codes/generate/", "password/change/", "reauthenticate/", "logout/"],
)  # fmt: skip
def test_every_page_of_ones_own_sign_in_answers(client, ben_account, app_of_ben, page):
    sign_in(client, ben_account)
    client.post("/accounts/2fa/authenticate/", {"code": code_of(app_of_ben)})
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    assert client.get(f"/accounts/{page}", follow=True).status_code == 200


def test_what_somebody_signs_in_with_is_said_in_words(client, ben_account, app_of_ben):
    client.force_login(ben_account)

    page = client.get("/me/").content.decode()

    assert "authenticator app, recovery codes" in page


def test_a_passkey_is_added_in_words_that_a_technician_uses(client, ben_account):
    sign_in(client, ben_account)

    again = client.get("/accounts/2fa/webauthn/add/").url
    page = client.post(again, {"password": PASSWORD}, follow=True).content.decode()

    assert "Sign in with it alone, without a password" in page
    assert not re.search("Passwordless|Master key", page)


@pytest.mark.parametrize("where", ["cancelled", "error"])
def test_a_sign_in_elsewhere_that_failed_leads_back(client, db, where):
    page = client.get(f"/accounts/3rdparty/login/{where}/").content.decode()

    assert 'href="/accounts/login/">Back to signing in</a>' in page
    assert not re.search("Login|[Tt]hird-[Pp]arty", page)


def test_after_a_restore_without_keys_the_app_is_refused_in_words(
    client, ben_account, app_of_ben, settings
):
    settings.SECRET_KEY = "another installation's"
    sign_in(client, ben_account)

    answer = client.post("/accounts/2fa/authenticate/", {"code": code_of(app_of_ben)})

    assert answer.status_code == 409
    assert "restored without its keys" in answer.content.decode()


def test_a_page_of_second_factors_is_shown_also_without_keys(
    client, ben_account, app_of_ben, settings
):
    settings.SECRET_KEY = "another installation's"
    client.force_login(ben_account)

    assert client.get("/accounts/2fa/").status_code == 200
