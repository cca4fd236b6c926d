"""Teams that are part of another, and those who manage one without setting up the whole desk."""

from __future__ import annotations

import pytest

from firstbell.lib import clock
from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.jobs import outbox
from firstbell.platform.notifications.models import Notice
from firstbell.support.actions import (
    opening,
    putting_away,
    readying,
    setups,
    teaming,
    ticking,
    working,
)
from firstbell.support.models import Area, ChecklistTemplate, Macro, Seat, Team, Ticket, teams
from firstbell.support.queries import agenda, queue
from firstbell.support.states import Opening, Right

pytestmark = pytest.mark.django_db
MANAGE, SETUP, WORK = "support.manage_team", "support.change_setup", "support.work"


@pytest.fixture
def wifi(add_team, network):
    return add_team("Wi-Fi", parent=network, opening=Opening.OWN)


@pytest.fixture
def theirs(hartley, ict_2, asha, moment):
    def make(team):
        made = opening.open_ticket(hartley, opening.Report(body="Slow", room=ict_2), by=system_actor(), at=moment)  # fmt: skip
        return working.move(made, team, by=asha, at=moment)

    return make


def test_who_is_of_the_team_above_has_the_same_right_below(wifi, theirs, ben, ben_account, cara, asha, network, moment):  # fmt: skip
    ticket = theirs(wifi)
    assert can(cara, WORK, ticket)
    assert can(cara, MANAGE, wifi)
    assert not Ticket.objects.visible_to(ben).filter(pk=ticket.pk).exists()
    people = {Seat.objects.get(team=network).account: Right.MANAGES, ben_account: Right.LOOKS}
    teaming.save_team(network, people=people, by=asha, at=moment)
    assert Ticket.objects.visible_to(ben).filter(pk=ticket.pk).exists()
    assert not can(ben, WORK, ticket)


def test_who_is_of_a_part_has_no_right_above(add_team, network, theirs, ben, ben_account):
    part = add_team(
        "Phones", parent=network, people={ben_account: Right.ANSWERS}, opening=Opening.OWN
    )
    assert can(ben, WORK, theirs(part))
    assert not Ticket.objects.visible_to(ben).filter(pk=theirs(network).pk).exists()


def test_ten_levels_are_the_most_and_nothing_goes_in_a_circle(add_team, asha, moment):
    chain = [add_team("Level 1")]
    for number in range(2, teams.DEPTH + 1):
        chain.append(add_team(f"Level {number}", parent=chain[-1]))
    with pytest.raises(Refusal, match="10 levels are the most"):
        add_team("Level 11", parent=chain[-1])
    with pytest.raises(Refusal, match="10 levels are the most"):
        teaming.save_team(chain[0], parent=add_team("Above"), by=asha, at=moment)
    with pytest.raises(
        Refusal, match="Level 10 is part of Level 1, so Level 1 cannot be part of it"
    ):
        teaming.save_team(chain[0], parent=chain[-1], by=asha, at=moment)
    with pytest.raises(Refusal, match="is itself"):
        teaming.save_team(chain[0], parent=chain[0], by=asha, at=moment)


def test_a_part_of_another_schools_team_is_refused(add_team, other_school, asha, moment):
    elsewhere = Team.objects.create(school=other_school, name="Theirs", created_at=moment)
    with pytest.raises(Refusal, match="of another school"):
        add_team("Ours", parent=elsewhere)


def test_a_part_of_what_is_put_away_is_refused_and_what_has_parts_is_not_put_away(
    add_team, network, asha, moment
):
    part = add_team("Phones", parent=network)
    with pytest.raises(Conflict, match="1 team is part of Network"):
        putting_away.put_away(network, by=asha, at=moment)
    putting_away.put_away(part, by=asha, at=moment)
    putting_away.put_away(part := add_team("Cables"), by=asha, at=moment)
    with pytest.raises(Refusal, match="Cables is put away"):
        add_team("Plugs", parent=part)


def test_a_closed_part_is_managed_from_above_until_nobody_is_left_there(
    wifi, network, ben_account, asha, moment
):
    assert not Seat.objects.filter(team=wifi).exists()
    with pytest.raises(Refusal, match="Say who manages"):
        teaming.save_team(network, people={ben_account: Right.ANSWERS}, opening=Opening.ALL, by=asha, at=moment)  # fmt: skip
    assert Seat.objects.get(team=network).right == Right.MANAGES


def test_the_queue_of_a_team_shows_its_parts_too(wifi, network, theirs, cara, hartley, browser_of, cara_account, moment):  # fmt: skip
    one, other = theirs(wifi), theirs(network)
    lines = queue.lines(cara, hartley, moment)
    numbers = {line.row["number"] for line in queue.within(lines, cara, f"team-{network.pk}")}
    assert numbers == {one.number, other.number}
    below = {line.row["number"] for line in queue.within(lines, cara, f"team-{wifi.pk}")}
    assert below == {one.number}
    assert queue.within(lines, cara, "team-x") == []
    assert agenda.rows_of(cara, hartley, f"team-{network.pk}").count() == 2
    page = browser_of(cara_account).get("/tickets/").content.decode()
    assert "\u203a Wi-Fi" in page


def test_the_settings_show_them_as_a_tree(wifi, network, desk):
    page = desk.get("/settings/desk/teams/").content.decode()
    assert page.index("Network") < page.index("Wi-Fi")
    assert "is-in-1" in page
    assert "Its own people alone" in page
    form = desk.get(f"/settings/desk/teams/{wifi.uid}/").content.decode()
    assert "Part of" in form


def test_a_team_without_people_is_told_as_the_one_above_is(wifi, theirs, cara_account, ben_account):
    ticket = theirs(wifi)
    working.assign(ticket, None, by=system_actor(), at=clock.now())
    outbox.deliver_waiting()
    assert not Notice.objects.filter(account=ben_account, title__contains=ticket.number).exclude(title__contains="opened").exists()  # fmt: skip
    assert {cara_account} == set(teams.workers(wifi))


# Whoever manages a team.


def test_whoever_manages_a_team_sets_what_is_its_own_and_nothing_else(network, cara, cara_account, ben_account, moment):  # fmt: skip
    people = {cara_account: Right.MANAGES, ben_account: Right.ANSWERS}
    teaming.save_team(network, people=people, signature="{person}", words="Switches", by=cara, at=moment)  # fmt: skip
    area = teaming.save_area(Area(team=network), name="Phones", members=[ben_account], by=cara, at=moment)  # fmt: skip
    teaming.remove_area(area, by=cara, at=moment)
    for words in ({"name": "Mine"}, {"opening": Opening.ALL}, {"parent": None, "is_default": True}, {"keep_years": 1}):  # fmt: skip
        with pytest.raises(NotAllowed):
            teaming.save_team(Team.objects.get(pk=network.pk), by=cara, at=moment, **words)
    for verb in (putting_away.put_away,):
        with pytest.raises(NotAllowed):
            verb(network, by=cara, at=moment)
    with pytest.raises(NotAllowed):
        setups.shift(network, [network], up=True, by=cara, at=moment)
    with pytest.raises(NotAllowed):
        teaming.save_team(Team(school=network.school), name="More", by=cara, at=moment)


def test_whoever_answers_sets_nothing(network, cara_account, ben, ben_account, asha, moment):
    teaming.save_team(network, people={cara_account: Right.MANAGES, ben_account: Right.ANSWERS}, by=asha, at=moment)  # fmt: skip
    with pytest.raises(NotAllowed):
        teaming.save_team(network, words="Switches", by=ben, at=moment)


def test_what_a_team_has_ready_is_its_managers_and_the_desks_is_not(
    network, wifi, hartley, cara, asha, moment
):
    own = {"school": hartley, "team": network, "name": "Restart", "body": "It is restarted"}
    made = readying.add(Macro, own, by=cara, at=moment)
    readying.change(made, {"body": "It is on again"}, by=cara, at=moment)
    steps = readying.add(ChecklistTemplate, {"school": hartley, "team": wifi, "name": "Aerial", "lines": "Up"}, by=cara, at=moment)  # fmt: skip
    for team in (None, Team.objects.get(name="ICT support")):
        with pytest.raises(NotAllowed):
            readying.add(Macro, {**own, "team": team, "name": "Else"}, by=cara, at=moment)
        with pytest.raises(NotAllowed):
            readying.change(Macro.objects.get(pk=made.pk), {"team": team}, by=cara, at=moment)
    with pytest.raises(NotAllowed):
        readying.add(Macro, {**own, "school": None, "name": "Else"}, by=cara, at=moment)
    putting_away.put_away(steps, by=cara, at=moment)


def test_a_checklist_of_a_team_is_offered_on_its_tickets_alone(
    network, theirs, ticket, hartley, cara, moment
):
    readying.add(ChecklistTemplate, {"school": hartley, "team": network, "name": "Aerial", "lines": "Up", "kind": "fault"}, by=cara, at=moment)  # fmt: skip
    assert ticking.offered(theirs(network)).exists()
    assert not ticking.offered(ticket).exists()


def test_the_pages_of_whoever_manages_one(
    network, add_team, wifi, browser_of, cara_account, ben_account, moment
):
    other = add_team("Phones")
    browser = browser_of(cara_account)
    page = browser.get("/settings/desk/teams/").content.decode()
    assert "Network" in page
    assert "Wi-Fi" in page
    assert "Phones" not in page
    assert "New team" not in page
    form = browser.get(f"/settings/desk/teams/{network.uid}/").content.decode()
    assert 'name="opening"' not in form
    assert 'name="name"' not in form
    assert "How long" not in form
    words = {
        "words": "Switches", "reopen_days": 7, "remind_days": 3, "close_days": 5, f"people-{cara_account.uid}": "manages",
        f"people-{ben_account.uid}": "looks", "name": "Mine", "opening": "all",
    }  # fmt: skip
    assert browser.post(f"/settings/desk/teams/{network.uid}/", words).status_code == 302
    found = Team.objects.get(pk=network.pk)
    assert (found.name, found.opening, found.words) == ("Network", Opening.OWN, "Switches")
    assert Seat.objects.get(team=network, account=ben_account).right == Right.LOOKS
    assert browser.get(f"/settings/desk/teams/{other.uid}/").status_code == 404
    assert browser.get(f"/settings/desk/teams/{wifi.uid}/areas/").status_code == 200
    assert browser.get("/settings/desk/categories/").status_code == 403
    assert browser.get("/settings/desk/teams/new/").status_code in (403, 404)
    assert browser.get("/settings/ready/").status_code == 200
    assert browser.get("/settings/").content.decode().count("/settings/desk/teams/") == 1
    assert browser_of(ben_account).get("/settings/desk/teams/").status_code == 403


def test_the_pages_of_what_is_ready_offer_their_teams_alone(
    network, browser_of, cara_account, hartley
):
    browser = browser_of(cara_account)
    form = browser.get("/settings/ready/answers/new/").context["form"]
    assert list(form.fields["team"].queryset) == [network]
    assert "school" not in form.fields
    browser.post("/settings/ready/answers/new/", {"name": "Restart", "body": "Done", "team": network.uid, "public": "yes"})  # fmt: skip
    made = Macro.objects.get(name="Restart")
    assert (made.team, made.school) == (network, hartley)
