from __future__ import annotations

import pytest
from django.urls import reverse

from firstbell.equipment.actions import moving, planning
from firstbell.equipment.models import PlanSpot
from firstbell.equipment.queries.planned import on_plan
from firstbell.lib.refusal import NotAllowed, Refusal
from firstbell.places.models import Floor
from firstbell.platform.audit.models import Event


@pytest.fixture
def ground(ict_2):
    floor = Floor.objects.create(
        school=ict_2.school, building=ict_2.building, name="Ground floor", level=0
    )
    ict_2.floor = floor
    ict_2.save()
    return floor


@pytest.fixture
def board(add, ict_2, ground):
    return add(tag="BRD-1", home_id=ict_2.pk)


def test_a_projector_is_put_on_the_plan_of_its_floor_and_moved_there_without_more_news(
    board, ground, asha, moment
):
    planning.put_on_plan(board, by=asha, at=moment)
    planning.put_on_plan(board, x=120, y=900, by=asha, at=moment)

    [shown] = on_plan(ground, asha)
    assert (shown.plan_spot.x, shown.plan_spot.y) == (120, 900)
    said = Event.objects.filter(kind="equipment.put_on_plan").values_list("sentence", flat=True)
    assert list(said) == [f"Asha Rahman put {board} on the plan of Ground floor of ICT block"]


def test_an_item_that_moves_home_is_on_the_old_plan_no_longer(board, ground, store, asha, moment):
    planning.put_on_plan(board, by=asha, at=moment)
    moving.move([board], to=store, by=asha, at=moment, and_home=True)

    assert not on_plan(ground, asha).exists()


def test_an_item_without_a_floor_or_beside_the_paper_is_refused(add, board, store, asha, moment):
    loose = add(tag="BRD-2", home_id=store.pk)
    with pytest.raises(Refusal, match="no home on a floor"):
        planning.put_on_plan(loose, by=asha, at=moment)
    with pytest.raises(Refusal, match="beside the plan"):
        planning.put_on_plan(board, x=1001, by=asha, at=moment)
    with pytest.raises(Refusal, match="not on a plan"):
        planning.take_off_plan(board, by=asha, at=moment)
    assert not PlanSpot.objects.exists()


def test_a_teacher_puts_nothing_on_the_plan(board, okoro, moment):
    with pytest.raises(NotAllowed):
        planning.put_on_plan(board, by=okoro, at=moment)


def test_asha_puts_a_board_on_the_plan_drags_it_and_takes_it_off(
    board, ground, asha_account, browser_of
):
    browser = browser_of(asha_account)
    floor = reverse("places:floor", args=[ground.uid])

    assert "Equipment on the plan" in browser.get(floor).text
    browser.post(reverse("equipment:plan_add", args=[ground.uid]), {"item": str(board.uid)})
    assert f'id="item-{board.uid}"' in browser.get(floor).text
    dragged = browser.post(
        reverse("equipment:plan", args=[board.uid]), {"x": 10, "y": 20}, headers={"X-Plan": "1"}
    )
    assert dragged.status_code == 204
    assert PlanSpot.objects.get().x == 10
    wrong = browser.post(reverse("equipment:plan", args=[board.uid]), {"x": "wide", "y": 20})
    assert wrong.status_code in (400, 409)
    browser.post(reverse("equipment:plan_off", args=[board.uid]))
    assert not PlanSpot.objects.exists()


def test_the_api_puts_it_there_and_takes_it_off(board, ground, asha_account, asha, moment, client):
    from firstbell.platform.accounts.actions import make_token  # noqa: PLC0415 -- for this test alone

    _, secret = make_token(
        asha_account, name="Plans", scopes=["read", "write"], by=asha, at=moment, expires_at=None
    )
    headers = {"Authorization": f"Bearer {secret}"}
    url = f"/api/v1/items/{board.uid}/plan"
    put = client.put(url, {"x": 5, "y": 7}, content_type="application/json", headers=headers)
    assert (put.status_code, put.json()) == (200, {"x": 5, "y": 7})
    assert client.delete(url, headers=headers).status_code == 204
