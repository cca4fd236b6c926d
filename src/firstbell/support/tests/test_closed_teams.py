"""What a closed team keeps: who sees it all the same, what is taken back, and what it must have."""

from __future__ import annotations

import pytest

from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts import actions as accounts
from firstbell.platform.accounts.actors import account_actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.audit import timeline
from firstbell.platform.audit.models import Event
from firstbell.platform.jobs import outbox
from firstbell.platform.notifications.models import Notice
from firstbell.platform.search import finding
from firstbell.platform.webhooks import delivering
from firstbell.platform.webhooks.models import Subscription
from firstbell.support.actions import (
    following,
    joining,
    opening,
    parenting,
    talking,
    teaming,
    working,
)
from firstbell.support.actions.talking import Words
from firstbell.support.models import Entry, Seat, Team, Ticket, Watcher
from firstbell.support.queries import agenda_feeds, beside
from firstbell.support.states import Opening, Right
from firstbell.support.tests.closing import SECRET

pytestmark = pytest.mark.django_db
VIEW, WORK = "support.view", "support.work"


def said(browser, url):
    answer = browser.get(url)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace")


def test_who_looks_does_not_work_it_and_who_answers_does(opened, told, team, ben, ben_account, cara_account, asha, moment):  # fmt: skip
    ticket = told(opened(Opening.OWN))
    people = {cara_account: Right.MANAGES}
    teaming.save_team(team, people={**people, ben_account: Right.LOOKS}, by=asha, at=moment)
    assert Ticket.objects.visible_to(ben).filter(pk=ticket.pk).exists()
    assert timeline.readable(ben, ticket.uid).exists()
    assert not can(ben, WORK, ticket)
    teaming.save_team(team, people={**people, ben_account: Right.ANSWERS}, by=asha, at=moment)
    assert can(ben, WORK, ticket)
    assert not can(ben, "support.manage_team", team)


def test_owner_and_whoever_raised_it_keep_it(
    opened, told, team, teacher, ben, ben_account, cara, asha, moment
):
    working.assign(ticket := told(team), ben_account, by=asha, at=moment)
    opened(Opening.OWN)
    assert Ticket.objects.visible_to(ben).filter(pk=ticket.pk).exists()
    assert can(ben, WORK, Ticket.objects.get(pk=ticket.pk))
    assert Ticket.objects.own(teacher).filter(pk=ticket.pk).exists()
    working.assign(Ticket.objects.get(pk=ticket.pk), None, by=cara, at=moment)
    assert not Ticket.objects.visible_to(ben).filter(pk=ticket.pk).exists()


def test_a_technician_who_raised_it_reads_it_as_theirs_and_no_note(
    opened, hartley, ict_2, ben, ben_account, cara, browser_of, moment
):
    team = opened(Opening.OWN)
    made = opening.open_ticket(hartley, opening.Report(body=SECRET, room=ict_2), by=ben, at=moment)
    working.move(made, team, by=ben, at=moment)
    talking.note(made, Words("Nobody else reads this"), by=cara, at=moment)
    browser = browser_of(ben_account)

    answer = browser.get(f"/tickets/{made.number}/", follow=True)
    assert answer.redirect_chain[0][0] == f"/mine/tickets/{made.number}/"
    assert SECRET in answer.content.decode()
    assert "Nobody else reads this" not in answer.content.decode()
    assert not Entry.objects.read_by(ben, made).filter(public=False).exists()
    assert browser.post(f"/tickets/{made.number}/words/", {"body": "x", "to": "team"}).status_code == 404  # fmt: skip


def test_whoever_is_named_in_a_note_sees_that_ticket_and_no_other(
    opened, told, team, ben, ben_account, cara, moment
):
    ticket, other = told(opened(Opening.OWN)), told(team)
    talking.note(ticket, Words("@Ben Whitlock, is this yours?"), by=cara, at=moment)

    assert set(Ticket.objects.visible_to(ben).filter(team=team)) == {ticket}
    assert not can(ben, WORK, ticket)
    assert finding.find(ticket.number, actor=ben).groups
    [group] = finding.find("pupil", actor=ben).groups
    assert {one.uid for one in group.found} == {ticket.uid}
    assert other.uid not in {one.uid for one in group.found}
    following.let_go(ticket, ben_account, by=cara, at=moment)
    assert not Ticket.objects.visible_to(ben).filter(team=team).exists()


def test_whoever_only_followed_it_follows_it_no_longer_when_it_is_closed(
    opened, told, team, ben, cara, moment
):
    ticket = told(team)
    following.follow(ticket, by=ben, at=moment)
    opened(Opening.OWN)
    talking.note(ticket, Words("Quietly"), by=cara, at=moment)
    outbox.deliver_waiting()

    assert Watcher.objects.filter(ticket=ticket).exists()
    assert not Ticket.objects.visible_to(ben).filter(pk=ticket.pk).exists()
    assert not Notice.objects.filter(account=ben.account_id, title__contains=SECRET).exists()


def test_what_was_told_is_taken_back_when_it_is_closed_and_told_again_when_opened(
    opened, told, team, ben, ben_account, cara_account, okoro_account, asha, moment
):  # fmt: skip
    Seat.objects.create(team=team, account=ben_account)
    ticket = told(team)
    outbox.deliver_waiting()
    notices = Notice.objects.filter(title__contains=SECRET)
    assert notices.filter(account=ben_account).exists()
    assert timeline.readable(ben, ticket.uid).exists()

    teaming.save_team(
        team, opening=Opening.OWN, people={cara_account: Right.MANAGES}, by=asha, at=moment
    )
    assert not notices.filter(account=ben_account).exists()
    assert notices.filter(account=okoro_account).exists()
    assert not timeline.readable(ben, ticket.uid).exists()
    assert not timeline.visible_to(ben).filter(sentence__contains=SECRET).exists()

    opened(Opening.ALL)
    assert timeline.readable(ben, ticket.uid).exists()
    assert finding.find(ticket.number, actor=ben).groups


def test_passed_into_it_says_what_is_left_of_it_then_does_it(
    opened, ticket, team, browser_of, ben_account, ben
):
    browser = browser_of(ben_account)
    opened(Opening.OWN)
    assert "you will not see it" in said(browser, f"/tickets/{ticket.number}/")

    answer = browser.post(f"/tickets/{ticket.number}/team/", {"team": team.uid}, follow=True)
    assert answer.redirect_chain[-1][0] == "/tickets/"
    assert "whose own people alone see it" in answer.content.decode()
    assert not Ticket.objects.visible_to(ben).filter(pk=ticket.pk).exists()
    assert not timeline.readable(ben, ticket.uid).exists()


def test_passed_to_those_whom_others_may_watch_it_is_looked_at(
    opened, ticket, team, browser_of, ben_account
):
    browser = browser_of(ben_account)
    opened(Opening.SEEN)
    assert "you may look then" in said(browser, f"/tickets/{ticket.number}/")
    answer = browser.post(f"/tickets/{ticket.number}/team/", {"team": team.uid}, follow=True)
    page = answer.content.decode()
    assert "you may look" in page
    assert "data-fb-reply" not in page
    board = said(browser, "/tickets/board/")
    assert f"Move {ticket.number}" not in board


def test_webhooks_and_channels_are_told_nothing_of_it(opened, told, hartley):
    ticket = told(opened(Opening.OWN))
    Subscription(is_on=True)
    for event in Event.objects.filter(subject_uid=ticket.uid).exclude(kind="support.opened"):
        assert event.audience == f"support.team.{ticket.team_id}"
        assert delivering.offer(event) == 0


def test_a_calendar_that_others_read_has_its_number_alone(
    opened, told, hartley, cara_account, client
):
    told(opened(Opening.OWN))
    url = agenda_feeds.url_of(cara_account, hartley)
    text = client.get(url).content.decode()
    assert SECRET not in text
    assert "Filter" in text


def test_the_wall_shows_none_of_it_even_to_its_people(
    opened, told, browser_of, cara_account, ict_2
):
    told(opened(Opening.ALL))
    wall = browser_of(cara_account)
    before = wall.get("/tickets/wall/").context["open"]
    opened(Opening.OWN)
    assert wall.get("/tickets/wall/").context["open"] == before - 1


def test_nobody_outside_is_given_it(opened, told, ben_account, cara, moment):
    ticket = told(opened(Opening.SEEN))
    assert ben_account not in beside.workers(ticket, moment)
    with pytest.raises(Refusal, match="is not of Filter"):
        working.assign(ticket, ben_account, by=cara, at=moment)


def test_it_is_merged_with_none_that_others_see(opened, told, ticket, cara, asha, moment):
    own = told(opened(Opening.OWN))
    with pytest.raises(Refusal, match="own people alone"):
        joining.merge(own, into=ticket, by=asha, at=moment)
    with pytest.raises(Refusal, match="not the same people"):
        parenting.put_under([own], ticket, by=asha, at=moment)


def test_a_closed_team_has_somebody_who_manages_it(team, cara_account, ben_account, asha, moment):
    with pytest.raises(Refusal, match="Say who manages Filter first"):
        teaming.save_team(
            team, opening=Opening.OWN, people={ben_account: Right.ANSWERS}, by=asha, at=moment
        )
    with pytest.raises(Refusal, match="leads Filter"):
        teaming.save_team(
            Team.objects.get(pk=team.pk), opening=Opening.SEEN, people={cara_account: Right.MANAGES}, lead=ben_account, by=asha, at=moment,
        )  # fmt: skip
    assert Team.objects.get(pk=team.pk).opening == Opening.ALL


def test_nobody_gets_by_a_team_what_they_may_not_at_the_desk(
    team, okoro_account, grace_account, asha, moment
):
    for who, right in ((okoro_account, Right.LOOKS), (grace_account, Right.ANSWERS)):
        with pytest.raises(Refusal):
            teaming.save_team(team, people={who: right}, by=asha, at=moment)
    teaming.save_team(team, people={grace_account: Right.LOOKS}, by=asha, at=moment)


def test_a_change_of_its_people_is_told_in_the_history(
    team, cara_account, ben_account, asha, moment
):
    people = {cara_account: Right.MANAGES, ben_account: Right.LOOKS}
    teaming.save_team(team, people=people, opening=Opening.OWN, by=asha, at=moment)
    event = Event.objects.filter(subject_uid=team.uid, kind="support.setup_changed").latest("pk")
    changes = {one.field: (one.was, one.now) for one in event.changes.all()}
    assert changes["people"] == ("Cara Nolan (manages)", "Ben Whitlock (looks), Cara Nolan (manages)")  # fmt: skip
    assert "its tickets" in changes or "opening" in changes


def test_logged_into_a_closed_team_it_is_logged_once_and_the_page_says_so(
    opened, board, browser_of, ben_account, asha, ict_2, hartley, moment
):
    """By form, in the corridor and by API; whoever logged it for somebody else sees it no more."""
    teaming.save_category(board, team=opened(Opening.OWN), by=asha, at=moment)
    browser = browser_of(ben_account)
    words = {"title": "No picture", "room": ict_2.uid, "category": board.uid, "kind": "fault", "stops": "no", "source": "phone", "people": 1, "requester_name": "Mr Bell"}  # fmt: skip
    answer = browser.post("/tickets/new/", words, follow=True)
    assert answer.status_code == 200
    assert "whose own people alone see it" in answer.content.decode()
    answer = browser.post("/tickets/corridor/", {"line": "ICT 2 board no sound"}, follow=True)
    assert answer.status_code == 200
    assert "own people" not in answer.content.decode()
    _, secret = accounts.make_token(ben_account, name="Test", scopes=["*"], by=account_actor(ben_account), at=moment)  # fmt: skip
    body = {"school": str(hartley.uid), "body": "Dark", "category": str(board.uid), "requester_name": "Mr Bell"}  # fmt: skip
    made = browser.post("/api/v1/tickets", body, content_type="application/json", headers={"Authorization": f"Bearer {secret}"})  # fmt: skip
    assert made.status_code == 201, made.content
    assert Ticket.objects.count() == 3
    assert browser.get(f"/tickets/{made.json()['number']}/").status_code == 404
