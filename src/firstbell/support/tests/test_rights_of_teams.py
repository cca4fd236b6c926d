"""Teams that keep their tickets for their own people: through every door, for each of the three ways a team opens."""

from __future__ import annotations

import pytest

from firstbell.lib.refusal import NotAllowed
from firstbell.platform.accounts import actions as accounts
from firstbell.platform.accounts.actors import account_actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.audit import timeline
from firstbell.platform.search import finding
from firstbell.support.actions import (
    changing,
    costing,
    due_by_hand,
    following,
    talking,
    ticking,
    trashing,
    working,
)
from firstbell.support.actions.talking import Words
from firstbell.support.models import Entry, Status, Team, Ticket
from firstbell.support.queries import agenda, beside, costs, queue, reporting
from firstbell.support.states import Opening
from firstbell.support.tests.closing import SECRET

pytestmark = pytest.mark.django_db
VIEW, WORK = "support.view", "support.work"
OPENINGS = [Opening.ALL, Opening.SEEN, Opening.OWN]


def pages(ticket, room, person):
    return (
        "/", "/tickets/", "/tickets/?view=nobody", f"/tickets/?view=team-{ticket.team_id}", "/tickets/all/", "/tickets/all/?q=pupil",
        "/tickets/board/", "/tickets/calendar/", "/tickets/calendar/?view=day", f"/tickets/{ticket.number}/", "/tickets/wall/",
        f"/tickets/lookup/?q={ticket.number}", "/tickets/lookup/?q=pupil", f"/search/?q={ticket.number}", "/search/?q=pupil",
        "/history/", "/history.csv", f"/history/of/support.ticket/{ticket.uid}/", f"/history/of/places.room/{room.uid}.csv",
        f"/rooms/{room.uid}/", "/equipment/HV-40031/", f"/people/{person.uid}/", "/service-report/", "/service-report/rooms.csv",
        "/notices/", "/tickets/mail/", "/tickets/bin/", "/api/v1/tickets", f"/api/v1/tickets/{ticket.uid}",
        f"/api/v1/tickets/{ticket.uid}/entries", "/api/v1/history", f"/api/v1/history?subject={ticket.uid}", "/api/v1/search?q=pupil",
    )  # fmt: skip


def said(browser, url):
    answer = browser.get(url)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode(errors="replace")


# Where whoever sees the ticket reads of it.
SHOWN = ("/tickets/", "/tickets/all/", "/tickets/board/", "/search/?q=pupil", "/history/")


@pytest.mark.parametrize("how", OPENINGS)
def test_no_page_list_file_or_call_tells_those_to_whom_it_is_closed(
    how, opened, told, browser_of, ben_account, grace_account, cara_account, asha_account, ict_2, funmi
):  # fmt: skip
    """Ben works at the desk and Grace leads the school; Cara is of the team, and Asha sees every team."""
    ticket = told(opened(how))
    for who in (ben_account, grace_account):
        browser, hidden = browser_of(who), how == Opening.OWN
        for url in pages(ticket, ict_2, funmi):
            there = SECRET in said(browser, url)
            assert not (hidden and there), (who.name, url)
            if not hidden and url in SHOWN and (who == ben_account or "history" not in url):
                assert there, (who.name, url)
    for who in (cara_account, asha_account):
        browser = browser_of(who)
        for url in (*SHOWN, f"/tickets/{ticket.number}/", f"/rooms/{ict_2.uid}/"):
            assert SECRET in said(browser, url), (who.name, url)


@pytest.mark.parametrize("how", OPENINGS)
def test_it_is_counted_found_and_reported_for_those_who_see_it_alone(
    how, opened, told, hartley, ben, grace, cara, asha, ict_2, projector, moment
):  # fmt: skip
    ticket = told(opened(how))
    for actor, sees in (
        (ben, how != Opening.OWN),
        (grace, how != Opening.OWN),
        (cara, True),
        (asha, True),
    ):
        for rows in (
            Ticket.objects.visible_to(actor), Ticket.objects.readable(actor), agenda.rows_of(actor, hartley),
            beside.of_room(actor, ict_2), beside.of_item(actor, projector), reporting.rows_of(actor, hartley),
        ):  # fmt: skip
            assert rows.filter(pk=ticket.pk).exists() == sees, actor.name
        lines = queue.lines(actor, hartley, moment)
        assert (ticket.number in {line.row["number"] for line in lines}) == sees
        assert bool(finding.find(ticket.number, actor=actor).groups) == sees
        assert bool(finding.find("pupil", actor=actor).groups) == sees
        assert bool(costs.of_room(actor, ict_2, moment.date())) == sees
        assert timeline.readable(actor, ticket.uid).exists() == (sees and can(actor, "audit.view"))
        assert can(actor, VIEW, ticket) == sees
    assert reporting.rows_of(None, hartley).filter(pk=ticket.pk).exists() == (how != Opening.OWN)


def verbs(ticket, to, moment):
    """Everything that works a ticket."""
    words = Words("Done")
    return (
        lambda by: working.take(ticket, by=by, at=moment),
        lambda by: working.assign(ticket, to, by=by, at=moment),
        lambda by: working.set_status(ticket, Status.objects.get(name="In hand"), by=by, at=moment),
        lambda by: working.solve(ticket, words, by=by, at=moment),
        lambda by: working.close(ticket, by=by, at=moment),
        lambda by: talking.reply(ticket, words, by=by, at=moment),
        lambda by: talking.note(ticket, words, by=by, at=moment),
        lambda by: changing.change(ticket, title="Else", by=by, at=moment),
        lambda by: ticking.add(ticket, "A step", by=by, at=moment),
        lambda by: costing.log(ticket, 5, by=by, at=moment),
        lambda by: due_by_hand.take_off(ticket, by=by, at=moment),
        lambda by: following.copy_in(ticket, "a@b.example", by=by, at=moment),
        lambda by: trashing.throw_away(ticket, by=by, at=moment),
    )


@pytest.mark.parametrize("how", [Opening.SEEN, Opening.OWN])
def test_nobody_else_works_it(how, opened, told, ben, ben_account, cara, asha, moment):
    ticket = told(opened(how))
    for verb in verbs(ticket, ben_account, moment):
        with pytest.raises(NotAllowed, match="Filter, whose own people"):
            verb(ben)
    assert not can(ben, WORK, ticket)
    assert can(cara, WORK, ticket)
    assert can(asha, WORK, ticket)
    working.take(ticket, by=cara, at=moment)
    assert Ticket.objects.get(pk=ticket.pk).owner_id == cara.account_id


@pytest.mark.parametrize("how", [Opening.SEEN, Opening.OWN])
def test_nobody_else_works_it_by_page_call_or_many_at_once(how, opened, told, browser_of, ben_account, moment):  # fmt: skip
    ticket = told(opened(how))
    browser, was = browser_of(ben_account), Ticket.objects.values().get(pk=ticket.pk)
    for address, words in (
        ("take", {}), ("owner", {"to": ben_account.uid}), ("status", {"status": Status.objects.get(name="In hand").pk}),
        ("closed", {}), ("words", {"body": "Mine", "to": "team"}), ("words", {"body": "Mine", "to": "public"}),
        ("change", {"title": "Else"}), ("bin", {}), ("announcement", {"said": "All is well"}), ("time", {"minutes": 4}),
    ):  # fmt: skip
        answer = browser.post(f"/tickets/{ticket.number}/{address}/", words)
        assert answer.status_code in (302, 403, 404), address
    browser.post("/tickets/all/act/take/", {"pick": [str(ticket.uid)]})
    _, secret = accounts.make_token(ben_account, name="Test", scopes=["*"], by=account_actor(ben_account), at=moment)  # fmt: skip
    held = {"Authorization": f"Bearer {secret}", "If-Match": str(ticket.version)}
    for address in ("take", "solution", "entries"):
        answer = browser.post(
            f"/api/v1/tickets/{ticket.uid}/{address}", {"body": "Mine"}, content_type="application/json", headers=held
        )  # fmt: skip
        assert answer.status_code in (403, 404, 422), address
    assert Ticket.objects.values().get(pk=ticket.pk) == was
    assert not Entry.objects.filter(body="Mine").exists()


def test_open_to_everybody_nothing_is_kept_from_anybody(opened, told, ben, ben_account, moment):
    """As every team begins."""
    assert Team().opening == Opening.ALL
    ticket = told(opened(Opening.ALL))
    working.take(ticket, by=ben, at=moment)
    assert ticket.owner_id == ben.account_id
