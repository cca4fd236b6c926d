"""Every page names what it needs, and is short."""

from __future__ import annotations

import ast

import pytest

from firstbell.platform.accounts.permissions import table
from tests.architecture.house import module_of, our_pages, sources, tree_of

# Pages for people who have not signed in: each is here with its reason.
PUBLIC = {
    "start": "the first start, while nobody has an account",
    "start_demo": "the first start, while nobody has an account",
    "choose_theme": "light or dark is a cookie",
    "healthz": "for whatever watches",
    "metrics": "for this machine, or with a token",
    "account_reset_password": "who forgot the password cannot sign in",
    "join": "an invited person has no account yet",
    "agents:door": "agents bring their key in the address",
    "code": "a phone's camera opens it; who finds a device may say so",
    "code_found": "who finds a device may say so",
    "equipment:accept": "the link in a mail asks whoever has no account for a yes",
    "equipment:accept_paper": "the link in a mail asks whoever has no account for a yes",
    "equipment:booking_feed": "a calendar program has the address and signs in nowhere",
    "equipment:count_sync": "a phone in a count brings its own token, also when nobody is signed in any more",
    "equipment:count_photo": "the same, for a picture of what was scanned",
    "equipment:count_worker": "a script",
    "found": "who finds a device may say so",
    "notices_stop": "the link in a mail that ends such mails",
    "offline": "the page for a phone without a network",
    "service_worker": "a script",
    "support:agenda_feed": "a calendar program has the address and signs in nowhere",
    "support:partner_page": "the signed link of a mail to a partner outside, good for its days",
    "support:opinion": "the signed link of a mail that asks how it went",
    "support:approve": "the link in a mail by which somebody approves, who may have no account",
    "support:concern_here": "whom to tell of a concern, where a label is enough to report",
    "support:report_here": "a label inside the school's own networks, where the school allows it",
    "style": "the pieces of the pages, only in development",
}
_STATEMENTS = 20


@pytest.mark.parametrize("page", our_pages(), ids=str)
def test_a_page_names_its_permission_or_is_public(page):
    named = getattr(page.view, "permission", None)
    if getattr(page.view, "public", False):
        assert page.name in PUBLIC, "add it to PUBLIC with its reason, or let it need a permission"
    else:
        assert named in table(), "decorate it with @needs"


def _is_view(function: ast.FunctionDef) -> bool:
    first = function.args.args[:1]
    return bool(first) and first[0].arg == "request" and function.returns is not None


def statements(function: ast.FunctionDef) -> int:
    return sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 1


def test_views_are_short():
    long = [
        f"{module_of(path)}.{node.name}: {statements(node)}"
        for path in sources()
        if {"web", "pages", "api"} & set(path.parts)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.FunctionDef) and _is_view(node) and statements(node) > _STATEMENTS
    ]
    assert long == []
