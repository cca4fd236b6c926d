"""A team that keeps its tickets for its own people: Cara manages it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.platform.accounts.actors import account_actor
from firstbell.platform.accounts.states import Role
from firstbell.platform.jobs import outbox
from firstbell.support.actions import (
    costing,
    due_by_hand,
    opening,
    starting,
    talking,
    teaming,
    working,
)
from firstbell.support.actions.talking import Words
from firstbell.support.models import Team, Ticket
from firstbell.support.states import Opening, Right
from tests.people import account

SECRET = "Something about a pupil"


@pytest.fixture
def cara_account(hartley):
    return account("cara@hartley.example", "Cara Nolan", Role.TECHNICIAN, hartley)


@pytest.fixture
def cara(cara_account, moment):
    return account_actor(cara_account, on=moment.date())


@pytest.fixture
def team(hartley, started, cara_account, asha, moment):
    """Beside the usual team, which everything goes to."""
    starting.team_of(hartley, None, at=moment)
    made = Team(school=hartley)
    return teaming.save_team(made, name="Filter", people={cara_account: Right.MANAGES}, by=asha, at=moment)  # fmt: skip


@pytest.fixture
def opened(team, asha, moment):
    """opened(Opening.OWN): the team, open as it says."""

    def make(how):
        return teaming.save_team(team, opening=how, by=asha, at=moment)

    return make


@pytest.fixture
def told(hartley, teacher, projector, ict_2, board, cara, asha, moment):
    """A ticket of a team, with everything that leaves a trace."""

    def make(team):
        report = opening.Report(body=SECRET, items=[projector], room=ict_2, category=board)
        made = opening.open_ticket(hartley, report, by=teacher, at=moment)
        working.move(made, team, by=asha, at=moment)
        talking.note(made, Words("We look at the log"), by=cara, at=moment)
        talking.reply(made, Words("On my way"), by=cara, at=moment)
        costing.add(made, costing.Spent("A lead", 500, moment.date()), by=cara, at=moment)
        due_by_hand.set_due(made, moment + timedelta(days=1), "Promised", by=cara, at=moment)
        working.assign(made, None, by=asha, at=moment)
        outbox.deliver_waiting()
        return Ticket.objects.get(pk=made.pk)

    return make


@pytest.fixture
def add_team(hartley, started, asha, moment):
    """add_team("Wi-Fi", parent=network): one more team, beside the usual one."""
    starting.team_of(hartley, None, at=moment)

    def make(name, **values):
        return teaming.save_team(Team(school=hartley), name=name, by=asha, at=moment, **values)

    return make


@pytest.fixture
def network(add_team, cara_account):
    return add_team("Network", people={cara_account: Right.MANAGES}, opening=Opening.OWN)
