from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import call_command
from django.test import Client

from firstbell.lib import clock
from firstbell.platform.accounts import actions
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.accounts.models import Account, ApiToken, KnownSession, RoleGrant
from firstbell.platform.accounts.states import Role
from firstbell.platform.accounts.tokens import authenticate_token
from firstbell.platform.audit.models import Event
from firstbell.platform.web import housekeeping
from tests.people import PASSWORD


@pytest.fixture
def page(browser_of, asha_account):
    return browser_of(asha_account)


def secret_of(answer):
    """What the page shows that one is led to."""
    if answer.status_code == 302:
        answer = answer.client.get(answer.headers["Location"])
    return re.search(r'id="secret">([^<]+)<', answer.content.decode())[1]


def invite(page, hartley, **more):
    words = {
        "email": "jo@hartley.example",
        "name": "Jo Marsh",
        "role": "technician",
        "school": str(hartley.uid),
    }
    return page.post("/settings/invitations/new/", words | more, follow=True)


def test_an_invited_technician_comes_in_by_the_link(page, hartley):
    answer = invite(page, hartley)
    link = secret_of(answer)
    path = link[link.index("/join/") :]
    assert link in mail.outbox[0].body
    assert "also mailed" in answer.content.decode()

    jo = Client()
    assert "Hartley Vale School" in jo.get(path).content.decode()
    done = jo.post(path, {"name": "Jo Marsh", "password": "seven spare mice"})

    assert (done.status_code, done.url) == (302, "/")
    assert jo.get("/settings/permissions/").status_code == 200
    assert jo.get(path).status_code == 404


def test_without_a_mail_server_the_link_is_shown_all_the_same(page, hartley, settings):
    settings.MAIL_IS_SET = False

    answer = invite(page, hartley)

    assert "It was not mailed" in answer.content.decode()
    assert mail.outbox == []


def test_a_refused_invitation_keeps_what_was_typed(page, hartley, ben_account):
    answer = invite(page, hartley, email=ben_account.email, name="Ben again")

    assert "There is an account for ben@hartley.example already." in answer.content.decode()
    assert "Ben again" in answer.content.decode()


def test_a_weak_password_is_refused_with_a_reason(page, hartley):
    link = secret_of(invite(page, hartley))

    answer = Client().post(link[link.index("/join/") :], {"name": "Jo", "password": "password"})

    assert answer.status_code == 200
    assert "too short" in answer.content.decode()
    assert not Account.objects.filter(email="jo@hartley.example").exists()


def test_the_list_finds_people_by_a_part_of_their_name(
    page, ben_account, okoro_account, tariq_account
):
    everybody = page.get("/settings/people/").content.decode()
    assert "Ben Whitlock" in everybody
    assert "Tariq Aziz" not in everybody

    assert "Ben Whitlock" not in page.get("/settings/people/?q=oko").content.decode()
    assert "Ms Okoro" in page.get("/settings/people/?role=staff").content.decode()


def test_a_role_is_given_and_ended_on_the_persons_page(page, ben_account, hartley):
    here = f"/settings/people/{ben_account.uid}/"
    page.post(f"{here}roles/", {"role": "lead", "school": str(hartley.uid)})
    assert "Lead technician" in page.get(here).content.decode()

    grant = RoleGrant.objects.get(account=ben_account, role="lead")
    page.post(f"{here}roles/{grant.uid}/end/")

    assert not RoleGrant.objects.filter(pk=grant.pk).exists()


def test_a_closed_account_can_be_opened_again(page, ben_account):
    here = f"/settings/people/{ben_account.uid}/"
    page.post(f"{here}close/")
    assert "Closed" in page.get(here).content.decode()

    page.post(f"{here}reopen/")

    ben_account.refresh_from_db()
    assert ben_account.is_active


def test_somebody_who_forgot_gets_a_link_from_the_lead(page, ben_account):
    answer = page.post(f"/settings/people/{ben_account.uid}/password-link/")
    link = secret_of(answer)

    ben = Client()
    there = ben.get(link[link.index("/accounts/") :], follow=True).redirect_chain[-1][0]
    ben.post(there, {"password1": "seven spare mice", "password2": "seven spare mice"})

    ben_account.refresh_from_db()
    assert ben_account.check_password("seven spare mice")


def test_a_name_or_email_is_corrected(page, ben_account):
    here = f"/settings/people/{ben_account.uid}/change/"
    assert page.get(here).status_code == 200

    page.post(here, {"name": "Ben Hall", "email": "hall@hartley.example"})

    ben_account.refresh_from_db()
    assert (ben_account.name, ben_account.email) == ("Ben Hall", "hall@hartley.example")


def test_one_sees_and_ends_ones_own_browsers(ben_account):
    here, there = (
        Client(headers={"user-agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"}),
        Client(),
    )
    for browser in (here, there):
        browser.post("/accounts/login/", {"login": ben_account.email, "password": PASSWORD})
    assert "Firefox on Windows" in here.get("/me/browsers/").content.decode()

    other = KnownSession.objects.exclude(session_key=here.session.session_key).get()
    here.post(f"/browsers/{other.uid}/end/")

    assert there.get("/me/").status_code == 302
    assert here.get("/me/").status_code == 200


def test_all_the_other_browsers_end_at_once(ben_account):
    browsers = [Client() for _ in range(3)]
    for browser in browsers:
        browser.post("/accounts/login/", {"login": ben_account.email, "password": PASSWORD})

    browsers[0].post("/me/browsers/others/end/")

    assert [browser.get("/me/").status_code for browser in browsers] == [200, 302, 302]
    assert Event.objects.filter(
        sentence="Ben Whitlock signed Ben Whitlock out of 2 other browsers"
    ).exists()


def test_a_teacher_ends_nobody_elses_browser(browser_of, okoro_account, ben_account):
    ben = Client()
    ben.post("/accounts/login/", {"login": ben_account.email, "password": PASSWORD})

    answer = browser_of(okoro_account).post(f"/browsers/{KnownSession.objects.get().uid}/end/")

    assert answer.status_code == 404
    assert ben.get("/me/").status_code == 200


def test_the_lead_signs_somebody_out_everywhere(page, ben_account):
    ben = Client()
    ben.post("/accounts/login/", {"login": ben_account.email, "password": PASSWORD})

    page.post(f"/settings/people/{ben_account.uid}/sign-out/")

    assert ben.get("/me/").status_code == 302


def test_a_token_is_shown_once_and_revoked(browser_of, ben_account):
    page = browser_of(ben_account)
    answer = page.post("/me/tokens/new/", {"name": "Sync", "scopes": ["read"], "days": "30"})
    secret = secret_of(answer)
    assert authenticate_token(f"Bearer {secret}", clock.now()).name == "Ben Whitlock by Sync"
    listing = page.get("/me/tokens/").content.decode()
    assert "Sync" in listing
    assert secret not in listing

    page.post(f"/me/tokens/{ApiToken.objects.get().uid}/revoke/")

    assert authenticate_token(f"Bearer {secret}", clock.now()) is None


def test_looking_again_at_a_new_token_neither_shows_it_nor_makes_another(browser_of, ben_account):
    page = browser_of(ben_account)
    made = page.post("/me/tokens/new/", {"name": "Sync", "scopes": ["read"], "days": "30"})
    first = page.get(made.headers["Location"])
    secret = secret_of(first)

    again = page.get(made.headers["Location"], follow=True)

    assert first.headers["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert again.redirect_chain[-1][0] == "/me/tokens/"
    assert "It was shown once" in again.content.decode()
    assert secret not in again.content.decode()
    assert ApiToken.objects.count() == 1


def test_what_is_shown_once_is_sealed_until_then(browser_of, ben_account):
    page = browser_of(ben_account)
    page.post("/me/tokens/new/", {"name": "Sync", "scopes": ["read"], "days": "30"})

    kept = str(dict(page.session))
    secret = secret_of(page.get("/shown-once/"))

    assert secret not in kept
    assert secret not in str(dict(page.session))


def test_only_whoever_leads_the_trust_sets_its_rules(page, asha_account, moment):
    assert (
        page.post("/settings/sign-in/", {"technicians_need_second_factor": "on"}).status_code == 403
    )

    actions.give_role(
        asha_account, role=Role.LEAD, school=None, by=system_actor(), at=moment.replace(year=2024)
    )
    answer = page.post("/settings/sign-in/", {"technicians_need_second_factor": "on"})

    assert answer.status_code == 302


def test_everybody_reads_who_may_do_what(browser_of, sam_account):
    text = browser_of(sam_account).get("/settings/permissions/").content.decode()

    assert "Invite people, give and end roles, end sessions" in text


def test_a_school_is_described(page, hartley):
    here = f"/settings/schools/{hartley.uid}/"
    words = {
        "name": "Hartley Vale School", "short_name": "Hartley", "phase": "secondary", "nation": "ENG", "urn": "12",
        "contact": "01632 960 100", "address": "", "financial_year_start": "9",
    }  # fmt: skip
    assert "six digits" in page.post(here, words).content.decode()

    page.post(here, words | {"urn": "123456"})

    hartley.refresh_from_db()
    assert (hartley.urn, hartley.contact) == ("123456", "01632 960 100")
    assert "changed Hartley Vale School" in page.get(here).content.decode()


def test_a_school_joins_the_trust(page, asha_account, moment):
    words = {"name": "Thornbury Primary", "phase": "primary", "nation": "ENG"}
    assert page.post("/settings/schools/add/", words).status_code == 403

    actions.give_role(
        asha_account, role=Role.LEAD, school=None, by=system_actor(), at=moment.replace(year=2024)
    )
    page.post("/settings/schools/add/", words)
    page.post("/settings/schools/", {"name": "The Vale Trust"})

    text = page.get("/settings/schools/").content.decode()
    assert "Thornbury Primary" in text
    assert "The Vale Trust" in text


def test_the_house_forgets_browsers_that_are_signed_in_no_more(ben_account):
    gone, here = Client(), Client()
    for browser in (gone, here):
        browser.post("/accounts/login/", {"login": ben_account.email, "password": PASSWORD})
    Session.objects.filter(session_key=gone.session.session_key).update(expire_date=clock.now())

    housekeeping.forget_sessions(clock.now() + timedelta(hours=2))

    assert [known.session_key for known in KnownSession.objects.all()] == [here.session.session_key]


def test_a_lead_who_forgot_gets_a_link_on_the_machine_itself(asha_account, capsys):
    call_command("password", account="ASHA@hartley.example")
    link = capsys.readouterr().out.strip()

    page = Client()
    there = page.get(link[link.index("/accounts/") :], follow=True).redirect_chain[-1][0]
    page.post(there, {"password1": "seven spare mice", "password2": "seven spare mice"})

    asha_account.refresh_from_db()
    assert asha_account.check_password("seven spare mice")


def test_without_a_mail_server_the_page_says_who_can_help(client, db, settings):
    settings.MAIL_IS_SET = False

    assert "Ask your lead technician" in client.get("/accounts/password/reset/").content.decode()


def test_whoever_may_not_is_told_what_it_is_and_who_could_let_them(browser_of, okoro_account):
    refused = browser_of(okoro_account).get("/settings/people/")

    assert refused.status_code == 403
    said = refused.content.decode()
    assert "You may not do this here: " in said
    assert "The lead technician gives out the roles." in said
    assert "Today" in said
