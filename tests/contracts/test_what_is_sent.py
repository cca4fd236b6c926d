"""What a call does not know is refused in a sentence, not passed over."""

from __future__ import annotations

import typing

import pytest
from django.test import Client
from pydantic import BaseModel

from firstbell.config.api import api
from firstbell.platform.tenancy.models import School


@pytest.fixture
def browser(browser_of, asha_account):
    return browser_of(asha_account)


@pytest.fixture
def change(browser, hartley):
    def send(body):
        url = f"/api/v1/schools/{hartley.uid}"
        return browser.patch(url, body, "application/json", headers={"If-Match": "1"})

    return send


def test_a_key_that_a_body_does_not_know_is_refused_and_nothing_changed(change, hartley):
    answer = change({"urn": "100001", "colour": "blue"})

    assert answer.status_code == 422
    assert "colour: Nobody here knows this key." in answer.json()["detail"]
    assert (School.objects.get().urn, change({"urn": "100001"}).status_code) == ("", 200)


def test_a_key_deep_in_a_body_is_refused_with_its_place(browser, hartley):
    body = {"names": [{"name": "Draw", "maker": "Kettle"}]}

    answer = browser.post("/api/v1/naming-rules/trial", body, "application/json")

    assert answer.status_code == 422
    assert list(answer.json()["fields"]) == ["body.names.0.maker"]


def test_a_filter_that_a_list_does_not_know_is_refused_with_those_it_knows(browser):
    answer = browser.get("/api/v1/devices?hostnam=ICT1-01&limit=5")

    assert answer.status_code == 422
    told = answer.json()
    assert told["detail"].startswith("“hostnam” is no filter of this. It knows address, after, ")
    assert told["fields"] == {"hostnam": "Not known here"}


def test_what_takes_no_filters_says_so(browser, hartley):
    answer = browser.get(f"/api/v1/schools/{hartley.uid}?expand=all")

    assert (answer.status_code, answer.json()["detail"]) == (
        422,
        "“expand” is no filter of this. It takes no filters.",
    )


def test_a_field_of_a_form_that_nobody_reads_is_refused(browser, hartley):
    answer = browser.post("/api/v1/imports", {"colour": "blue"})

    assert answer.status_code == 422


def test_a_word_as_long_as_a_page_is_not_said_back(browser):
    answer = browser.get(f"/api/v1/devices?{'x' * 5_000}=1")

    assert answer.status_code == 422
    assert len(answer.content) < 2_000


def test_a_stranger_is_asked_who_they_are_before_anything_else(db):
    assert Client().get("/api/v1/devices?hostnam=1").status_code == 401


def operations():
    for router in api._get_bound_routers():
        for view in router.path_operations.values():
            yield from view.operations


def schemas_of(kind, found):
    if isinstance(kind, type) and issubclass(kind, BaseModel) and kind not in found:
        found.add(kind)
        for field in kind.model_fields.values():
            schemas_of(field.annotation, found)
    for part in typing.get_args(kind):
        schemas_of(part, found)


def test_no_body_of_any_call_lets_unknown_keys_pass():
    found: set[type[BaseModel]] = set()
    for operation in operations():
        for model in operation.models:
            if model.__ninja_param_source__ == "body":
                for field in model.model_fields.values():
                    schemas_of(field.annotation, found)

    lax = {one.__name__ for one in found if one.model_config.get("extra") != "forbid"}
    assert len(found) > 100
    assert not lax, f"Make them of platform.api.sent.Sent: {', '.join(sorted(lax))}"
