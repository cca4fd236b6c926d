from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from firstbell.equipment.actions import custody
from firstbell.platform.notes import actions as notes
from firstbell.platform.tags import actions as tags


@pytest.fixture
def asks(browser_of, asha_account):
    """How many queries the page of an item asks, the second time it is opened, and its text."""
    client = browser_of(asha_account)

    def open_page(item):
        client.get(f"/equipment/{item.uid}/")
        with CaptureQueriesContext(connection) as asked:
            page = client.get(f"/equipment/{item.uid}/")
        return len(asked), page.content.decode()

    return open_page


def test_kinds_of_things_that_an_item_has_none_of_cost_one_query_together(add, asks):
    asked, page = asks(add(tag="HV-1"))

    assert asked <= 12
    assert "Nobody has it" in page
    assert "Merged into it" not in page
    assert "As it reports itself" not in page
    assert "Programs" not in page


def test_what_one_item_has_is_on_its_page_and_on_no_other(add, asks, okafor, asha, moment):
    full, bare = add(tag="HV-1"), add(tag="HV-2")
    notes.write(full, "The hinge is loose", by=asha, at=moment)
    tags.tag_many([full], tags.named(["On trial"], by=asha, at=moment), by=asha, at=moment)
    custody.give(full, to=okafor, by=asha, at=moment)

    _, page = asks(full)
    _, other = asks(bare)

    assert all(words in page for words in ("The hinge is loose", "On trial", "Chi Okafor"))
    assert "The hinge is loose" not in other
    assert "Chi Okafor" not in other
    assert "Nobody has it" in other


def test_a_new_tag_is_offered_at_once(add, asks, asha, moment):
    one, other = add(tag="HV-1"), add(tag="HV-2")
    asks(other)
    tags.tag_many([one], tags.named(["On trial"], by=asha, at=moment), by=asha, at=moment)

    assert '<option value="On trial">' in asks(other)[1]
