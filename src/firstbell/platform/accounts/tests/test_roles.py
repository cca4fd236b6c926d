from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.lib.refusal import Conflict, NotAllowed
from firstbell.platform.accounts import actions, queries
from firstbell.platform.accounts.actors import account_actor, system_actor
from firstbell.platform.accounts.models import RoleGrant
from firstbell.platform.accounts.permissions import can
from firstbell.platform.accounts.states import Role
from firstbell.platform.audit.models import Event


@pytest.fixture
def head_of_it(asha_account, moment):
    """Asha as lead of the whole trust."""
    return actions.give_role(
        asha_account, role=Role.LEAD, school=None, by=system_actor(), at=moment
    )


@pytest.fixture
def trust_lead(head_of_it, asha_account, moment):
    return account_actor(asha_account, on=moment.date())


def test_a_role_that_ends_counts_no_more_at_once(asha, ben_account, hartley, moment):
    grant = RoleGrant.objects.get(account=ben_account)

    actions.end_role(grant, by=asha, at=moment)

    assert not can(account_actor(ben_account, on=moment.date()), "web.view", hartley)
    assert "ended Ben Whitlock's role as technician" in Event.objects.order_by("-id")[0].sentence


def test_a_role_given_by_mistake_this_morning_leaves_no_row(asha, ben_account, hartley, moment):
    grant = actions.give_role(ben_account, role=Role.LEAD, school=hartley, by=asha, at=moment)

    actions.end_role(grant, by=asha, at=moment)

    assert not RoleGrant.objects.filter(account=ben_account, role=Role.LEAD).exists()


def test_the_last_lead_of_the_trust_stays(trust_lead, head_of_it, asha_account, moment):
    with pytest.raises(Conflict, match="last lead technician"):
        actions.end_role(head_of_it, by=trust_lead, at=moment)
    with pytest.raises(Conflict, match="last lead technician"):
        actions.close_account(asha_account, by=trust_lead, at=moment)

    asha_account.refresh_from_db()
    assert asha_account.is_active
    assert RoleGrant.objects.filter(pk=head_of_it.pk, to_on=None).exists()


def test_the_last_lead_may_go_once_there_is_another(trust_lead, head_of_it, ben_account, moment):
    actions.give_role(ben_account, role=Role.LEAD, school=None, by=trust_lead, at=moment)

    actions.end_role(head_of_it, by=trust_lead, at=moment)

    assert queries.trust_leads(moment.date()).count() == 1


def test_a_schools_lead_does_not_decide_over_the_whole_trust(asha, ben_account, moment):
    with pytest.raises(NotAllowed, match="whole trust"):
        actions.give_role(ben_account, role=Role.LEAD, school=None, by=asha, at=moment)


def test_a_schools_lead_does_not_close_the_account_of_somebody_elsewhere(
    asha, tariq_account, moment
):
    with pytest.raises(NotAllowed, match="outside your schools"):
        actions.close_account(tariq_account, by=asha, at=moment)


def test_a_schools_lead_sees_the_accounts_of_that_school(asha, ben_account, tariq_account):
    assert ben_account in queries.visible_accounts(asha)
    assert tariq_account not in queries.visible_accounts(asha)


def test_technicians_and_teachers_change_no_accounts(ben, okoro, sam_account, hartley, moment):
    for somebody in (ben, okoro):
        with pytest.raises(NotAllowed):
            actions.give_role(sam_account, role=Role.LEAD, school=hartley, by=somebody, at=moment)
        with pytest.raises(NotAllowed):
            actions.close_account(sam_account, by=somebody, at=moment)


def test_a_new_email_is_refused_when_somebody_has_it(asha, ben_account, okoro_account, moment):
    with pytest.raises(Conflict, match="already"):
        actions.change_account(
            ben_account, name="Ben", email="OKORO@hartley.example", by=asha, at=moment
        )


def test_a_changed_account_says_what_changed(asha, ben_account, moment):
    actions.change_account(
        ben_account,
        name="Ben Whitlock-Hall",
        email=ben_account.email,
        by=asha,
        at=moment + timedelta(hours=1),
    )

    change = Event.objects.order_by("-id")[0].changes.get()
    assert (change.field, change.was, change.now) == ("name", "Ben Whitlock", "Ben Whitlock-Hall")


def test_only_the_trust_decides_how_technicians_sign_in(asha, trust_lead, moment):
    with pytest.raises(NotAllowed):
        actions.change_rules(technicians_need_second_factor=True, by=asha, at=moment)

    actions.change_rules(technicians_need_second_factor=True, by=trust_lead, at=moment)

    assert queries.technicians_need_second_factor()
