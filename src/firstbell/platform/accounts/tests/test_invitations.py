from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.lib.refusal import Conflict, NotAllowed, NotFound
from firstbell.platform.accounts import actions
from firstbell.platform.accounts.actions import Invitee
from firstbell.platform.accounts.actors import account_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import can
from firstbell.platform.accounts.states import Role

JO = Invitee("jo@hartley.example", "Jo Marsh")


@pytest.fixture
def invited(asha, hartley, moment):
    return actions.invite(JO, role=Role.TECHNICIAN, school=hartley, by=asha, at=moment)


def test_an_invitation_makes_an_account_with_its_role(invited, hartley, moment):
    _, secret = invited

    jo = actions.accept(secret, name="Jo Marsh", password="seven spare mice", at=moment)

    assert jo.check_password("seven spare mice")
    assert can(account_actor(jo, on=moment.date()), "web.view", hartley)


def test_a_link_works_once(invited, moment):
    _, secret = invited
    actions.accept(secret, name="Jo", password="seven spare mice", at=moment)

    with pytest.raises(NotFound, match="was used"):
        actions.accept(secret, name="Jo again", password="seven spare mice", at=moment)


def test_a_link_runs_out_after_two_weeks(invited, moment):
    with pytest.raises(NotFound, match="run out"):
        actions.invitation_for(invited[1], moment + timedelta(days=14, seconds=1))


def test_an_invitation_is_taken_back(invited, asha, moment):
    invitation, secret = invited

    actions.take_back(invitation, by=asha, at=moment)

    with pytest.raises(NotFound):
        actions.accept(secret, name="Jo", password="seven spare mice", at=moment)
    with pytest.raises(Conflict):
        actions.renew(invitation, by=asha, at=moment)


def test_a_new_link_ends_the_old_one(invited, asha, moment):
    invitation, old = invited

    new = actions.renew(invitation, by=asha, at=moment + timedelta(days=20))

    with pytest.raises(NotFound):
        actions.invitation_for(old, moment + timedelta(days=21))
    assert actions.invitation_for(new, moment + timedelta(days=33)) == invitation


def test_nobody_is_invited_twice(invited, asha, ben_account, hartley, moment):
    with pytest.raises(Conflict, match="invitation already"):
        actions.invite(
            Invitee("JO@hartley.example"), role=Role.STAFF, school=hartley, by=asha, at=moment
        )
    with pytest.raises(Conflict, match="account"):
        actions.invite(
            Invitee(ben_account.email), role=Role.STAFF, school=hartley, by=asha, at=moment
        )


def test_a_lead_invites_to_their_own_school_only(asha, other_school, moment):
    with pytest.raises(NotAllowed):
        actions.invite(JO, role=Role.STAFF, school=other_school, by=asha, at=moment)
    with pytest.raises(NotAllowed):
        actions.invite(JO, role=Role.LEAD, school=None, by=asha, at=moment)
    assert Account.objects.filter(email=JO.email).count() == 0
