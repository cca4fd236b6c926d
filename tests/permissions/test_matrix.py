"""Every address of the installation, asked by everybody who might: made from the URL map, so that none is forgotten."""

from __future__ import annotations

from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.urls.converters import IntConverter, UUIDConverter

from firstbell.platform.accounts.actors import account_actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.accounts.states import Role
from tests.architecture.house import our_pages
from tests.people import account
from tests.permissions import rooms  # noqa: F401 -- their examples
from tests.permissions.things import EXAMPLES, World

# Answers that a person gets who may do it: shown, done, or told what is missing in an empty form.
ANSWERED = {200, 201, 204, 302, 303, 400, 409, 422}
# Pages of a role in the whole trust, which the leads of one school do not hold.
WHOLE_TRUST = {"school_add", "sign_in_rules", "schools"}
# Pages that take what to show from the query, and show nothing without.
NEEDS_A_QUERY = {"labels_ruler_for"}
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


@contextmanager
def undone():
    """Whatever a request changes is taken back, so that everybody meets the same world."""
    mark = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(mark)


def ask(browser, method, url, words):
    with undone():
        answer = browser.get(url) if method == "GET" else browser.post(url, words)
        if answer.streaming:
            b"".join(answer.streaming_content)
        return answer


def nothing_like_it(page):
    """Words for an address whose room gives no example: a thing that is not there."""
    words = {}
    for name, converter in page.pattern.pattern.converters.items():
        words[name] = (
            uuid4()
            if isinstance(converter, UUIDConverter)
            else 1
            if isinstance(converter, IntConverter)
            else "nothing"
        )
    return words


def expected(page, example, actor):
    """The statuses that the permission table and the thing's visibility allow."""
    permission = getattr(page.view, "permission", "")
    if not permission:
        return ANSWERED | {403, 404}
    if actor is None:
        return {302}
    if not can(actor, permission):
        return {403, 404} if page.pattern.pattern.converters else {403}
    if example is None:
        return (
            ANSWERED | {403, 404}
            if page.pattern.pattern.converters or page.name in WHOLE_TRUST
            else ANSWERED
        )
    if not example.is_seen_by(actor, permission):
        return {404}
    if not can(actor, permission, example.thing):
        return {403, 404}
    return ANSWERED


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_everybody_gets_what_the_rules_say(page, world, everybody):
    if page.name.startswith(("style", "start")):
        pytest.skip("only in development, or before there is an account")
    make = EXAMPLES.get(page.name)
    example = make(world) if make else None
    url = reverse(page.name, kwargs=example.words if example else nothing_like_it(page))
    wrong, asked = [], 0
    for method in ("GET", "POST"):
        for name, browser, actor in everybody:
            answer = ask(browser, method, url, example.post if example else {})
            if answer.status_code == 405:
                continue
            asked += 1
            allowed = expected(page, example, actor)
            if answer.status_code not in allowed:
                wrong.append(f"{method} {name}: {answer.status_code}, not {sorted(allowed)}")
            elif (
                actor is None and answer.status_code == 302 and getattr(page.view, "permission", "")
            ):
                assert answer.url.startswith("/accounts/login/") or page.name == "home"
    assert not wrong, "\n".join(wrong)
    assert asked


def test_whoever_lacks_a_thing_for_an_address_adds_it():
    """Addresses that were only asked for a thing that is not there."""
    missing = [
        page.name for page in PAGES if page.pattern.pattern.converters and page.name not in EXAMPLES
    ]
    if missing:
        pytest.skip(f"No example in tests/permissions/things.py for {', '.join(sorted(missing))}")
