"""Whoever has left may be lent something by mistake: the desk says so, and their page tells no untruth after."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from firstbell.equipment.actions import custody, lending, scanning
from firstbell.people.actions import leavers
from firstbell.people.models import Membership


@pytest.fixture
def left(okafor, hartley, moment):
    """Ms Okafor's stay, which ended yesterday."""
    day = moment.date()
    stay = Membership.objects.create(
        person=okafor, school=hartley, kind="staff", from_on=day.replace(year=2019), to_on=day - timedelta(days=1),
    )  # fmt: skip
    okafor.now = stay
    okafor.save()
    return stay


def lend_to(person, hartley, asha, moment):
    basket = lending.begin(hartley, by=asha, at=moment)
    return scanning.choose_holder(basket, person, scan_id=uuid4(), by=asha, at=moment)


def test_the_desk_is_told_that_somebody_has_left(left, okafor, hartley, asha, moment):
    said = lend_to(okafor, hartley, asha, moment)

    assert (said.tone, said.title) == ("careful", "Lending to Chi Okafor")
    assert said.said == "They have left: their last day was Mon 23 Nov. Now scan the things."


def test_whoever_came_back_has_not_left(left, okafor, hartley, asha, moment):
    Membership.objects.create(person=okafor, school=hartley, kind="staff", from_on=moment.date())

    assert lend_to(okafor, hartley, asha, moment).tone == "good"


def test_the_page_of_a_closed_leaver_does_not_say_that_everything_is_back_when_it_is_not(
    left, okafor, add, asha, moment, asha_account, browser_of
):
    leavers.close(left, by=asha, at=moment)
    custody.give(add(tag="HV-1"), to=okafor, by=asha, at=moment)

    page = browser_of(asha_account).get(f"/people/{okafor.uid}/leaving/").content.decode()

    assert "something is out again" in page
    assert "Everything was back or written off on" not in page.split("something is out again")[0]
