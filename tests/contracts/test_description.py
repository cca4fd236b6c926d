"""The published description says of each call what that call reads and answers."""

from __future__ import annotations

from collections import defaultdict

import pytest

from firstbell.config.api import api
from firstbell.platform.api.naming import Described, in_full

BODY = ("requestBody", "content", "application/json", "schema", "$ref")


@pytest.fixture(scope="module")
def description():
    return api.get_openapi_schema(path_prefix="/api/v1/")


def named(description, method, path):
    ref = description["paths"][path][method]
    for step in BODY:
        ref = ref[step]
    return description["components"]["schemas"][ref.rpartition("/")[2]]


@pytest.mark.parametrize(
    ("path", "keys"),
    [
        ("/api/v1/items/{uid}/stock/moves", {"kind", "quantity"}),
        ("/api/v1/items/{uid}/place", {"and_home"}),
        ("/api/v1/people", {"people"}),
        ("/api/v1/categories", {"tag_prefix", "used_up"}),
        ("/api/v1/handovers/{uid}/holder", {"person", "room", "scan_id"}),
    ],
)
def test_a_call_is_described_with_its_own_body(description, path, keys):
    assert keys <= set(named(description, "post", path)["properties"])


def test_no_two_shapes_share_a_name():
    names = defaultdict(set)
    for name, modules in Described(api, "").named.items():
        for module in modules:
            said = in_full(module, name) if name in api.shared else name
            names[said].add((module, name))

    assert {name for name, classes in names.items() if len(classes) > 1} == set()


def test_a_name_that_only_one_class_has_stays_as_short_as_it_is(description):
    assert {"ItemOut", "EquipmentStockMoveIn", "EquipmentMoveIn"} <= set(
        description["components"]["schemas"]
    )
