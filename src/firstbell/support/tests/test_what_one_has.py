"""From what somebody has themselves, a fault is one tap away."""

from __future__ import annotations

import pytest
from django.urls import reverse

from firstbell.equipment.actions import custody
from firstbell.support.models import Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine(projector, funmi, asha, moment):
    custody.give(projector, to=funmi, by=asha, at=moment)
    return projector


def test_my_equipment_leads_to_the_report_of_that_thing(hers, mine):
    url = reverse("support:report_item", args=[mine.uid])

    assert f'href="{url}"' in hers.get("/mine/").content.decode()
    assert hers.get(url).status_code == 200


def test_it_is_reported_by_whoever_has_it(hers, mine, funmi, board):
    url = reverse("support:report_item", args=[mine.uid])

    hers.post(url, {"category": str(board.uid), "body": "The screen is cracked", "stops": "no"})

    made = Ticket.objects.get()
    assert (made.requester, made.source) == (funmi, "mine")
