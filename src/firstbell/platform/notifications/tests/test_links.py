"""A link of a mail: good for what it was made for, as long as it was said, and made by nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.platform.notifications import links


def test_what_was_signed_is_read_again():
    assert links.read("one", links.signed("one", "a", 2)) == ["a", 2]


def test_a_link_for_one_thing_is_none_for_another():
    assert links.read("another", links.signed("one", "a")) is None


@pytest.mark.parametrize("token", ["", ":", "a:b:c", "WyJhIl0:1:x"])
def test_a_forged_link_is_none_of_ours(token):
    assert links.read("one", token) is None


def test_a_link_whose_time_is_over_is_told_from_a_forged_one():
    with pytest.raises(links.Expired):
        links.read("one", links.signed("one", "a"), lasts=timedelta(seconds=-1))
