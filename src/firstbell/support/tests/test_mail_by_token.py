"""Mailboxes that are opened by tokens, against a real OAuth 2 server, a real Dovecot and a real SMTP server."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from django.conf import settings as django_settings
from django.db import connection
from django.urls import reverse

from firstbell.lib.mails.tests.making import mail
from firstbell.lib.refusal import Refusal
from firstbell.platform.jobs import outbox
from firstbell.platform.notifications.models import Notice
from firstbell.support import jobs
from firstbell.support.actions import consenting, fetching, talking
from firstbell.support.actions.talking import Words
from firstbell.support.models import Consent, Letter, Mailbox, Ticket
from firstbell.support.tests.granting import Granting, TokenPost, dovecot_conf, granting
from firstbell.support.tests.mailboxes import mailbox
from firstbell.support.tests.posting import DOVECOT, Dovecot, dovecot, free_port

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db,
    pytest.mark.skipif(not Path(DOVECOT).exists(), reason="Dovecot is not installed"),
]
HELP = "help@hartley.example"


@pytest.fixture(scope="module")
def back() -> str:
    return f"{django_settings.BASE_URL}{reverse('support:mail_consent')}"


@pytest.fixture(scope="module")
def provider(back) -> Iterator[Granting]:
    with granting(back) as running:
        yield running


@pytest.fixture(scope="module")
def imap(provider, tmp_path_factory) -> Iterator[Dovecot]:
    folder = tmp_path_factory.mktemp("oauth")
    for one in (folder, folder.parent, folder.parent.parent):
        one.chmod(0o755)
    with dovecot(dovecot_conf(provider.port, folder)) as running:
        yield running


@pytest.fixture
def post(provider) -> Iterator[TokenPost]:
    handler = TokenPost(provider)
    handler.port = free_port()
    server = Controller(
        handler, hostname="127.0.0.1", port=handler.port, auth_require_tls=False,
        decode_data=False, auth_exclude_mechanism=["LOGIN", "PLAIN"],
    )  # fmt: skip
    server.start()
    yield handler
    server.stop()


@pytest.fixture(autouse=True)
def disk(settings, tmp_path):
    settings.DATA = tmp_path
    settings.MAIL_IS_SET = False  # only the mailbox's own server is there


@pytest.fixture
def box(imap, post, hartley, started, moment) -> Mailbox:
    return mailbox(
        hartley, moment, port=imap.port, user=HELP, password="", smtp_host="127.0.0.1", smtp_port=post.port,
        smtp_security="none",
    )  # fmt: skip


def application(there: Granting, **more: str) -> dict[str, str]:
    return {
        "provider": "other", "flow": "person", "client_id": "firstbell", "client_secret": "for tests only",
        "authorise_url": f"{there.url}/auth", "token_url": f"{there.url}/token", "scopes": "mail offline_access",
        **more,
    }  # fmt: skip


@pytest.fixture
def consent(box, provider, back, asha, moment) -> Consent:
    made = consenting.set_up(box, by=asha, at=moment, **application(provider))
    way = consenting.begin(made, back=back, by=asha)
    came = provider.says_yes(way.address, HELP, back)
    code = came.partition("code=")[2].partition("&")[0]
    consenting.give(made, code, verifier=way.verifier, back=back, by=asha, at=moment)
    return made


def test_somebody_gives_consent_on_the_page_and_mail_comes_and_goes(
    client, asha_account, imap, post, box, provider, back, ben, moment
):
    client.force_login(asha_account)
    where = reverse("support:mailbox_sign_in", args=[box.uid])
    assert client.post(where, application(provider)).status_code == 302
    assert "Waits for consent" in client.get(where).content.decode()

    away = client.get(reverse("support:mailbox_consent", args=[box.uid]))
    assert away["Location"].startswith(f"{provider.url}/auth?")
    assert "code_challenge_method=S256" in away["Location"]
    came = provider.says_yes(away["Location"], HELP, back)
    answer = client.get(came.removeprefix(django_settings.BASE_URL), follow=True)
    assert "Consent is given" in answer.content.decode()

    imap.put(mail("No sound in I2."), HELP)
    jobs.fetch_mail(moment)
    talking.reply(Ticket.objects.get(), Words("The cable?"), by=ben, at=moment)
    outbox.deliver_waiting()
    assert jobs.send_mail(moment).endswith("sent.")
    assert set(Letter.objects.values_list("state", flat=True)) == {"sent"}
    assert (len(post.letters), set(post.users)) == (2, {HELP})


def test_an_answer_that_nobody_asked_for_is_no_consent(client, asha_account, box, provider, asha, moment):  # fmt: skip
    consenting.set_up(box, by=asha, at=moment, **application(provider))
    client.force_login(asha_account)
    there = reverse("support:mail_consent")
    for asked in ("?code=stolen", "?code=stolen&state=x", ""):
        answer = client.get(f"{there}{asked}", follow=True)
        assert "no answer to a question of ours" in answer.content.decode()
    assert not Consent.objects.get().is_given


def test_tokens_lie_encrypted_and_are_shown_nowhere(client, asha_account, consent, box):
    with connection.cursor() as cursor:
        cursor.execute("SELECT access_token, refresh_token, client_secret FROM support_consent")
        kept = cursor.fetchone()
    for lies, is_ in zip(kept, (consent.access_token, consent.refresh_token, "for tests only"), strict=True):  # fmt: skip
        assert is_ not in lies
    client.force_login(asha_account)
    shown = client.get(reverse("support:mailbox_sign_in", args=[box.uid])).content.decode()
    assert not any(secret in shown for secret in (consent.access_token, consent.refresh_token, "for tests only"))  # fmt: skip


def test_a_token_is_renewed_before_it_ends_and_by_one_alone(consent, imap, box, moment):
    first = consenting.token(box, at=moment)
    soon = consent.expires_at - consenting.AHEAD
    Consent.objects.update(renewing_until=soon + timedelta(seconds=9))
    assert consenting.token(box, at=soon) == first  # somebody else is at it, and it still holds

    Consent.objects.update(renewing_until=None)
    second = consenting.token(box, at=soon)
    assert second != first
    assert Consent.objects.get().refresh_token != consent.refresh_token
    imap.put(mail("by the second"), HELP)
    assert fetching.look(box, at=soon) == 1


def test_consent_that_is_taken_back_is_said_clearly_and_told_once(consent, provider, box, asha, asha_account, moment):  # fmt: skip
    provider.take_back(consent.refresh_token)
    later = consent.expires_at
    for minute in range(3):
        with pytest.raises(Refusal):
            fetching.look(box, at=later + timedelta(minutes=minute))
    outbox.deliver_waiting()

    box.refresh_from_db()
    assert "does not let Firstbell into help@hartley.example any more" in box.problem
    assert Notice.objects.filter(account=asha_account, kind="support.consent_gone").count() == 1

    Consent.objects.update(lost_at=None, refresh_token="", access_token="")
    with pytest.raises(Refusal, match="Nobody has given consent"):
        fetching.look(box, at=later)


def test_a_provider_that_is_away_for_a_while_takes_nothing_back(consent, box, moment):
    Consent.objects.update(token_url=f"http://localhost:{free_port()}/token")
    soon = consent.expires_at - consenting.AHEAD
    assert consenting.token(box, at=soon) == consent.access_token
    with pytest.raises(Refusal, match="gives no token"):
        consenting.token(box, at=consent.expires_at)
    assert Consent.objects.get().lost_at is None


def test_an_application_that_signs_in_by_itself_needs_nobody(box, provider, imap, post, asha, moment):  # fmt: skip
    Mailbox.objects.update(user="itself@hartley.example")
    box.refresh_from_db()
    consenting.set_up(box, by=asha, at=moment, **application(provider, flow="itself", scopes="mail"))  # fmt: skip
    imap.put(mail("No sound"), "itself@hartley.example")
    jobs.fetch_mail(moment)
    assert jobs.send_mail(moment).endswith("sent.")

    assert (Ticket.objects.count(), post.users) == (1, ["itself@hartley.example"])

    Consent.objects.update(client_secret="")
    Consent.objects.update(expires_at=moment)
    with pytest.raises(Refusal, match="any more"):
        fetching.look(box, at=moment)


def test_the_token_of_another_address_opens_nothing(consent, box, moment):
    Mailbox.objects.update(user="head@hartley.example")
    box.refresh_from_db()
    with pytest.raises(Refusal, match="could not be read"):
        fetching.look(box, at=moment)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"token_url": "http://provider.example/token"}, "token_url"),
        ({"provider": "google", "flow": "itself"}, "flow"),
        ({"provider": "microsoft", "flow": "itself"}, "tenant"),
    ],
)
def test_what_would_not_be_safe_or_cannot_be_is_refused(hartley, started, asha, moment, provider, values, field):  # fmt: skip
    box = mailbox(hartley, moment)
    with pytest.raises(Refusal) as refused:
        consenting.set_up(box, by=asha, at=moment, **application(provider, **values))
    assert field in refused.value.fields
    assert not Consent.objects.exists()
