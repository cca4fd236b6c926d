"""Teams, categories and statuses as a school wants them; what tickets depend on is not taken from under them."""

from __future__ import annotations

import pytest

from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.states import Role
from firstbell.platform.audit.models import Event
from firstbell.platform.notifications.queries import accounts_with
from firstbell.support import receivers
from firstbell.support.actions import putting_away, talking, teaming, working
from firstbell.support.actions.talking import Words
from firstbell.support.models import Area, Category, Status, Team, Ticket
from firstbell.support.queries import areas, giving
from tests.people import account

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(ticket):
    return ticket.team


@pytest.fixture
def av(hartley, asha, moment):
    return teaming.save_team(Team(school=hartley), name="AV", by=asha, at=moment)


def status(name):
    return Status.objects.get(name=name)


def test_a_team_with_open_tickets_is_not_put_away_and_the_sentence_says_how_many(
    team, av, asha, moment
):
    with pytest.raises(Conflict, match="1 open ticket of ICT support would have nobody"):
        putting_away.put_away(team, by=asha, at=moment)


def test_a_team_whose_work_is_passed_on_is_put_away_and_comes_back(ticket, team, av, asha, moment):
    working.move(ticket, av, by=asha, at=moment)
    putting_away.put_away(team, by=asha, at=moment)
    assert not Team.objects.live().filter(pk=team.pk).exists()

    putting_away.bring_back(team, by=asha, at=moment)
    assert Team.objects.live().filter(pk=team.pk).exists()


def test_the_only_team_stays(ticket, asha, moment):
    working.close(ticket, by=asha, at=moment)
    with pytest.raises(Conflict, match="is the only team"):
        putting_away.put_away(ticket.team, by=asha, at=moment)


def test_a_school_has_one_usual_team(team, av, asha, moment):
    teaming.save_team(av, is_default=True, name="AV", by=asha, at=moment)

    assert [row.name for row in Team.objects.filter(is_default=True)] == ["AV"]


def test_two_teams_of_one_name_are_refused(team, av, asha, moment):
    with pytest.raises(Conflict, match="one of that name"):
        teaming.save_team(av, name="ict support", by=asha, at=moment)


def test_what_was_changed_by_whom_is_in_the_history(av, asha, asha_account, ben_account, moment):
    teaming.save_team(av, name="AV and stage", members=[ben_account], by=asha, at=moment)

    event = Event.objects.filter(subject_uid=av.uid).latest("pk")
    assert event.sentence == "Asha Rahman changed AV and stage"
    assert {(one.field, one.was, one.now) for one in event.changes.all()} == {
        ("name", "AV", "AV and stage"), ("people", "", "Ben Whitlock"),
    }  # fmt: skip


def test_those_of_an_area_are_told_of_its_tickets_and_nobody_else(
    ticket, board, hartley, asha, asha_account, ben_account, moment
):
    team = teaming.save_team(ticket.team, name="ICT", members=[asha_account, ben_account], by=asha, at=moment)  # fmt: skip
    teaming.save_area(Area(team=team), name="AV", members=[ben_account], categories=[board], by=asha, at=moment)  # fmt: skip
    opened = Event.objects.get(kind="support.opened")

    assert set(receivers._team(opened)) == {ben_account}
    assert set(accounts_with("support.work", hartley.pk, moment.date())) == {asha_account, ben_account}  # fmt: skip


def test_an_area_is_of_people_of_its_team(ticket, asha, ben_account, moment):
    with pytest.raises(Refusal, match="Ben Whitlock is not of ICT support"):
        teaming.save_area(Area(team=ticket.team), name="AV", members=[ben_account], categories=[], by=asha, at=moment)  # fmt: skip


def test_the_queue_shows_an_area_alone(desk, ticket, board, asha, moment):
    other = Category.objects.get(name="Printing")
    mine = Area(team=ticket.team)
    theirs = Area(team=ticket.team)
    teaming.save_area(mine, name="Classrooms", members=[], categories=[board], by=asha, at=moment)
    teaming.save_area(theirs, name="Printers", members=[], categories=[other], by=asha, at=moment)

    assert ticket.number in desk.get(f"/tickets/?view=area-{mine.pk}").content.decode()
    assert f"/tickets/{ticket.number}/" not in desk.get(f"/tickets/?view=area-{theirs.pk}").content.decode()  # fmt: skip


def test_a_team_lets_its_tickets_take_its_steps_alone(ticket, ben, asha, moment):
    teaming.set_steps(ticket.team, [(status("New"), status("In hand"))], by=asha, at=moment)
    with pytest.raises(Conflict, match="does not set a ticket from “New” to “Booked in”"):
        working.set_status(ticket, status("Booked in"), by=ben, at=moment)

    working.set_status(ticket, status("In hand"), by=ben, at=moment)
    with pytest.raises(Conflict, match="from “In hand” to “Solved”"):
        working.solve(ticket, Words("Done"), by=ben, at=moment)
    assert not ticket.entries.filter(body="Done").exists()


def test_who_asked_closes_only_where_the_team_lets_them(ticket, teacher, asha, moment):
    teaming.save_team(ticket.team, name="ICT", they_close=False, by=asha, at=moment)
    with pytest.raises(Refusal, match="closes tickets itself"):
        working.close(ticket, by=teacher, at=moment)


def test_who_asked_opens_again_only_where_the_team_lets_them(ticket, teacher, ben, asha, moment):
    working.solve(ticket, Words("New lead"), by=ben, at=moment)
    teaming.save_team(ticket.team, name="ICT", they_reopen=False, by=asha, at=moment)
    with pytest.raises(Conflict, match="Report it again"):
        talking.ask_back(ticket, Words("Dark again"), by=teacher, at=moment)


def test_a_category_of_open_tickets_stays(ticket, board, asha, moment):
    with pytest.raises(Conflict, match="1 open ticket is about Board or screen"):
        putting_away.put_away(board, by=asha, at=moment)


def test_a_category_is_no_part_of_itself(board, asha, moment):
    part = teaming.save_category(Category(), name="Interactive", parent=board, by=asha, at=moment)
    with pytest.raises(Refusal, match="part of itself"):
        teaming.save_category(board, parent=part, by=asha, at=moment)
    with pytest.raises(Conflict, match="1 part of Board or screen would stand alone"):
        putting_away.put_away(board, by=asha, at=moment)


def test_a_status_is_called_as_the_school_likes_and_means_the_same(ticket, asha, moment):
    new = status("New")
    teaming.save_status(new, name="Just in", by=asha, at=moment)
    assert Ticket.objects.get().status.name == "Just in"

    with pytest.raises(Conflict, match="1 ticket stand at Just in"):
        teaming.save_status(new, phase="open", by=asha, at=moment)


def test_the_last_status_of_a_phase_stays(started, asha, moment):
    with pytest.raises(Conflict, match="only status that means “solved”"):
        putting_away.put_away(status("Solved"), by=asha, at=moment)


def test_a_status_where_tickets_stand_stays(ticket, ben, asha, moment):
    working.set_status(ticket, status("Booked in"), by=ben, at=moment)
    with pytest.raises(Conflict, match="1 open ticket stands at Booked in"):
        putting_away.put_away(status("Booked in"), by=asha, at=moment)


def test_they_are_put_in_order(desk, started):
    first, second = Status.objects.live()[:2]
    desk.post(f"/settings/desk/statuses/{second.uid}/place/", {"to": "up"})

    assert list(Status.objects.live())[:2] == [second, first]


def test_the_pages_add_change_and_put_away(desk, hartley, ticket, ben_account):
    desk.post("/settings/desk/teams/new/", {"name": "AV", "opening": "all", f"people-{ben_account.uid}": "answers", "reopen_days": 7, "remind_days": 3, "close_days": 5})  # fmt: skip
    made = Team.objects.get(name="AV")
    assert (made.school, list(made.members.all())) == (hartley, [ben_account])

    page = desk.get("/settings/desk/teams/").content.decode()
    assert "Ben Whitlock" in page
    form = desk.get(f"/settings/desk/teams/{made.uid}/").content.decode()
    assert "Asha Rahman added the team AV" in form

    desk.post(f"/settings/desk/teams/{made.uid}/away/")
    assert Team.objects.get(pk=made.pk).archived_at is not None


def test_a_refusal_stands_on_the_page(desk, ticket):
    answer = desk.post(f"/settings/desk/teams/{ticket.team.uid}/away/", follow=True)

    assert "1 open ticket of ICT support would have nobody" in answer.content.decode()


def test_every_page_of_them_is_there(desk, ticket, board, asha, moment):
    area = teaming.save_area(Area(team=ticket.team), name="AV", members=[], categories=[board], by=asha, at=moment)  # fmt: skip
    team, some = ticket.team, status("In hand")
    for url in (
        "teams/", "teams/new/", f"teams/{team.uid}/", f"teams/{team.uid}/areas/", f"teams/{team.uid}/areas/new/",
        f"areas/{area.uid}/", f"teams/{team.uid}/steps/", "categories/", "categories/new/", f"categories/{board.uid}/",
        "statuses/", "statuses/new/", f"statuses/{some.uid}/",
    ):  # fmt: skip
        assert desk.get(f"/settings/desk/{url}").status_code == 200, url


def test_another_schools_team_is_not_there(browser_of, ticket, other_school):
    lena = account("lena@nether.example", "Lena Fox", Role.LEAD, other_school)
    assert browser_of(lena).get(f"/settings/desk/teams/{ticket.team.uid}/").status_code == 404
    assert browser_of(lena).post(f"/settings/desk/teams/{ticket.team.uid}/away/").status_code == 404


def test_an_area_is_of_a_building_too_and_gets_what_is_there(ticket, ict_2, raised, asha, asha_account, ben_account, moment):  # fmt: skip
    team = teaming.save_team(ticket.team, name="ICT", members=[asha_account, ben_account], by=asha, at=moment)  # fmt: skip
    area = teaming.save_area(Area(team=team), name="Block", members=[ben_account], buildings=[ict_2.building], by=asha, at=moment)  # fmt: skip
    elsewhere = raised(moment, room=None)

    assert list(areas.people_of(ticket)) == [ben_account]
    assert set(areas.people_of(elsewhere)) == {asha_account, ben_account}
    assert list(Ticket.objects.filter(areas.inside(area))) == [ticket]


def test_whoever_leads_a_team_is_told_what_is_late_and_others_are_not(ticket, ben_account, asha, moment):  # fmt: skip
    teaming.save_team(ticket.team, name="ICT", lead=ben_account, by=asha, at=moment)

    assert list(giving.led_by(ticket, moment.date())) == [ben_account]
