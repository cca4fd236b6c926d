"""Every address of the installation, asked by everybody who might: made from the URL map, so that none is forgotten."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from firstbell.platform.accounts.actors import account_actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.accounts.states import Role
from tests.architecture.house import our_pages
from tests.people import account
from tests.permissions import (  # noqa: F401 -- their examples
    agent_things,
    answer_things,
    article_things,
    count_things,
    mail_things,
    partner_things,
    rooms,
    rule_things,
    setup_things,
    software_things,
    support_things,
    timetable_things,
)
from tests.permissions.things import EXAMPLES, World, undone

# Answers that a person gets who may do it: shown, done, or told what is missing in an empty form.
ANSWERED = {200, 201, 204, 302, 303, 400, 409, 422}
# Pages of a role in the whole trust, which the leads of one school do not hold.
WHOLE_TRUST = {"school_add", "sign_in_rules", "schools"}
# Addresses that are not asked, each with the reason.
WITHOUT = {
    "start": "only before there is an account",
    "start_demo": "only before there is an account",
    "equipment:count_sync": "a phone asks with a token of its own, whoever is signed in",
    "equipment:count_photo": "the same, for a picture of what was scanned",
}
PAGES = our_pages()


@pytest.fixture
def world(hartley, other_school, ben_account, asha_account):
    cache.clear()
    return World(hartley=hartley, ben=ben_account, lead=asha_account)


@pytest.fixture
def everybody(
    world, okoro_account, sam_account, grace_account, tariq_account, hartley, other_school
):
    """Who asks: their name, their browser, and who they are to the rules; a stranger is nobody."""
    somebody = {
        "student": sam_account,
        "teacher": okoro_account,
        "technician": world.ben,
        "lead": world.lead,
        "lead of the trust": account("lee@trust.example", "Lee Marsh", Role.LEAD, None),
        "leader": grace_account,
        "business manager": account("bev@hartley.example", "Bev Lowe", Role.BUSINESS, hartley),
        "supplier": account("sue@supply.example", "Sue Park", Role.SUPPLIER, hartley),
        "technician of another school": tariq_account,
        "lead of another school": account(
            "lena@nether.example", "Lena Fox", Role.LEAD, other_school
        ),
    }
    people = [("stranger", Client(raise_request_exception=False), None)]
    for name, who in somebody.items():
        browser = Client(raise_request_exception=False)
        browser.force_login(who, backend="allauth.account.auth_backends.AuthenticationBackend")
        people.append((name, browser, account_actor(who)))
    return people


def ask(browser, method, url, words):
    with undone():
        answer = browser.get(url) if method == "GET" else browser.post(url, words)
        if answer.streaming:
            b"".join(answer.streaming_content)
        return answer


def expected(page, example, actor):
    """The statuses that the permission table and the thing's visibility allow."""
    permission = getattr(page.view, "permission", "")
    if not permission:
        return ANSWERED if example else ANSWERED | {403, 404}
    if actor is None:
        return {302}
    if not can(actor, permission):
        return {403, 404} if page.pattern.pattern.converters else {403}
    if example is None:
        return ANSWERED | {403, 404} if page.name in WHOLE_TRUST else ANSWERED
    if not example.is_seen_by(actor, permission):
        return example.unseen
    if not can(actor, permission, example.thing):
        return {403, 404}
    return ANSWERED


def kept_out(page, answer, allowed, actor):
    """What is wrong with an answer, if anything."""
    if answer.status_code not in allowed:
        return f"{answer.status_code}, not {sorted(allowed)}"
    asked_to_sign_in = actor is None and getattr(page.view, "permission", "")
    if asked_to_sign_in and page.name != "home" and not answer.url.startswith("/accounts/login/"):
        return f"sent to {answer.url}"
    return ""


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_everybody_gets_what_the_rules_say(page, world, everybody):
    if page.name in WITHOUT:
        pytest.skip(WITHOUT[page.name])
    make = EXAMPLES.get(page.name)
    example = make(world) if make else None
    url = reverse(page.name, kwargs=example.words if example else {})
    wrong, reached = [], set()
    for method in ("GET", "POST"):
        for name, browser, actor in everybody:
            answer = ask(browser, method, url, example.post if example else {})
            if answer.status_code == 405:
                continue
            if answer.status_code in ANSWERED:
                reached.add(name)
            problem = kept_out(page, answer, expected(page, example, actor), actor)
            wrong += [f"{method} {name}: {problem}"] if problem else []
    assert not wrong, "\n".join(wrong)
    assert reached - {"stranger"}, "Nobody is let in: the example is not there"


def test_no_address_goes_without_an_example():
    missing = [
        page.name
        for page in PAGES
        if page.pattern.pattern.converters and page.name not in {*EXAMPLES, *WITHOUT}
    ]

    assert not missing, f"Give tests/permissions a thing for {', '.join(sorted(missing))}"
    assert not {*WITHOUT} - {page.name for page in PAGES}, "An excuse for what is not there"
