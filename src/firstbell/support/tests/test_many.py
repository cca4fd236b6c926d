"""The same done to many tickets: those that refuse are named with their reason, and the others are done."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.lib import clock
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.fields import actions as fields
from firstbell.platform.lists.models import BulkRun
from firstbell.platform.tags import actions as tags
from firstbell.platform.tags.models import TagLink
from firstbell.platform.tags.queries import tags_of
from firstbell.support.actions import joining, opening, working
from firstbell.support.actions.talking import Words
from firstbell.support.models import Category, Status, Team, Ticket

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(hartley, teacher, ict_2, started, moment):
    report = opening.Report(body="No sound in here", room=ict_2)
    return [opening.open_ticket(hartley, report, by=teacher, at=moment) for _ in range(3)]


def do(desk, action, tickets, **words):
    picks = [str(one.uid) for one in tickets]
    return desk.post(f"/lists/support.tickets/do/{action}/", {"pick": picks, "sure": "1", **words})


def test_the_open_ones_are_passed_on_and_the_solved_one_is_named(desk, three, hartley, ben, moment):
    network = Team.objects.create(school=hartley, name="Network")
    working.solve(three[0], Words("Done"), by=ben, at=moment)
    answer = do(desk, "move", three, team=str(network.uid))

    assert Ticket.objects.filter(team=network).count() == 2
    page = desk.get(answer.url).content.decode()
    assert f"{three[0].number} is solved. Reopen it first." in page


def test_status_and_category_of_many(desk, three):
    about, waits = (
        Category.objects.get(name="Board or screen"),
        Status.objects.get(name="Booked in"),
    )
    do(desk, "category", three, category=str(about.uid))
    do(desk, "status", three, status=str(waits.uid))

    assert Ticket.objects.filter(category=about, status=waits).count() == 3


def test_taken_by_mistake_they_are_put_back(desk, three, asha_account):
    do(desk, "take", three)
    assert Ticket.objects.filter(owner=asha_account).count() == 3

    do(desk, "put_back", three)
    assert Ticket.objects.filter(owner=None).count() == 3
    assert BulkRun.objects.count() == 2


def test_the_trusts_own_fields_of_many_are_set_and_cleared_as_ticked(desk, three, moment):
    assert "Change fields" not in desk.get("/tickets/all/").content.decode()
    for label, more in (("Budget code", {}), ("Alarm code", {"is_secret": True})):
        fields.add_field(noun="support.ticket", label=label, kind="text", by=system_actor(), at=moment, **more)  # fmt: skip
    page = desk.post("/lists/support.tickets/do/change/", {"pick": [str(three[0].uid)]})
    assert "Change Budget code" in page.content.decode()
    assert "Alarm code" not in page.content.decode()

    do(desk, "change", three, set_custom_budget_code="on", custom_budget_code="ICT-7")
    do(desk, "change", three[:1], set_custom_budget_code="on", custom_budget_code="")

    kept = Ticket.objects.order_by("pk").values_list("custom", flat=True)
    assert list(kept) == [{}, {"budget_code": "ICT-7"}, {"budget_code": "ICT-7"}]


def test_where_no_two_may_have_the_same_the_first_has_it_and_the_others_are_named(
    desk, three, moment
):
    fields.add_field(noun="support.ticket", label="Job", kind="text", is_unique=True, by=system_actor(), at=moment)  # fmt: skip
    answer = do(desk, "change", three, set_custom_job="on", custom_job="7")

    assert sum(one.custom == {"job": "7"} for one in Ticket.objects.all()) == 1
    page = desk.get(answer.url).content.decode()
    assert page.count("Job") >= 2


def test_a_date_by_hand_is_set_on_many_and_taken_off_and_the_solved_one_is_named(
    desk, three, ben, moment, monkeypatch
):
    monkeypatch.setattr(clock, "now", lambda: moment)
    working.solve(three[0], Words("Done"), by=ben, at=moment)
    when = moment + timedelta(days=3)
    answer = do(desk, "due", three, when=f"{when:%Y-%m-%dT%H:%M}", why="Open evening")

    assert Ticket.objects.filter(hand_due_why="Open evening").count() == 2
    assert "Reopen it first" in desk.get(answer.url).content.decode()
    assert "Say why" not in desk.get(answer.url).content.decode()

    do(desk, "due_off", three)
    assert not Ticket.objects.exclude(hand_due_at=None).exists()


def test_many_are_tagged_found_by_the_tag_and_shown_with_it(desk, three):
    do(desk, "tag", three[:2], new="exam")

    found = desk.get("/tickets/all/?tags=exam").content.decode()
    assert [one.number in found for one in three] == [True, True, False]
    assert three[2].number not in desk.get("/tickets/all/?q=exam").content.decode()
    assert three[0].number in desk.get("/tickets/all/?q=exam").content.decode()
    assert desk.get("/tickets/").content.decode().count(">exam</span>") == 2


def test_a_ticket_is_tagged_on_its_page_and_the_tag_comes_off_again(desk, three):
    tag = f"/tags/of/support.ticket/{three[0].uid}/"
    desk.post(tag, {"name": "exam"})
    page = desk.get(f"/tickets/{three[0].number}/").content.decode()
    assert 'href="/tickets/all/?tags=exam"' in page
    assert '<option value="exam">' in page

    desk.post(tag, {"off": "exam"})
    assert not TagLink.objects.exists()


def test_the_tags_of_both_are_on_what_two_became(three, asha, moment):
    for ticket, name in zip(three, ("exam", "hall"), strict=False):
        tags.tag_many([ticket], tags.named([name], by=asha, at=moment), by=asha, at=moment)
    joining.merge(three[0], into=three[1], by=asha, at=moment)

    assert [tag.name for tag in tags_of(three[1].uid)] == ["exam", "hall"]


def test_whoever_did_something_in_the_queue_is_back_in_the_queue(desk, three):
    picks = {"pick": [str(three[0].uid)], "sure": "1"}
    back = desk.post("/lists/support.tickets/do/take/", {**picks, "back": "/tickets/?view=mine"})
    assert back.url == "/tickets/?view=mine"

    astray = desk.post("/lists/support.tickets/do/put_back/", {**picks, "back": "https://elsewhere.example/tickets/?x"})  # fmt: skip
    assert astray.url == "/tickets/all/"


def test_in_the_queue_those_may_pick_who_work(browser_of, desk, three, grace_account):
    assert f'name="pick" value="{three[0].uid}"' in desk.get("/tickets/").content.decode()

    seen = browser_of(grace_account).get("/tickets/").content.decode()
    assert three[0].number in seen
    assert 'name="pick"' not in seen
