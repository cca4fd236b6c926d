from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.platform.accounts import actions
from firstbell.platform.accounts.models import ApiToken
from firstbell.platform.accounts.permissions import can
from firstbell.platform.accounts.tokens import authenticate_token


@pytest.fixture
def token(ben_account, ben, moment):
    return actions.make_token(ben_account, name="Sync", scopes=["read"], by=ben, at=moment)


def test_a_token_acts_for_its_account_within_its_scopes(token, hartley, moment):
    actor = authenticate_token(f"Bearer {token[1]}", moment)

    assert actor.name == "Ben Whitlock by Sync"
    assert can(actor, "web.view", hartley)
    assert not can(actor, "accounts.own")


def test_nothing_but_a_token_in_use_is_let_in(token, moment):
    for header in ("", "Bearer", "Bearer ", "Bearer fb_wrong", f"Basic {token[1]}", token[1]):
        assert authenticate_token(header, moment) is None


def test_a_token_is_never_stored(token):
    stored = ApiToken.objects.values().get()
    assert token[1] not in str(stored)


def test_a_revoked_token_is_dead_at_once(token, ben, moment):
    actions.revoke_token(token[0], by=ben, at=moment)

    assert authenticate_token(f"Bearer {token[1]}", moment) is None
    with pytest.raises(Conflict):
        actions.revoke_token(token[0], by=ben, at=moment)


def test_a_token_runs_out(ben_account, ben, moment):
    _, secret = actions.make_token(
        ben_account, name="", scopes=["*"], by=ben, at=moment, expires_at=moment + timedelta(days=1)
    )

    assert authenticate_token(f"Bearer {secret}", moment + timedelta(hours=23))
    assert authenticate_token(f"Bearer {secret}", moment + timedelta(days=1)) is None


def test_a_closed_account_has_no_tokens(token, asha, ben_account, moment):
    actions.close_account(ben_account, by=asha, at=moment)

    assert authenticate_token(f"Bearer {token[1]}", moment) is None


def test_its_last_use_is_written_once_a_minute(token, moment):
    header = f"Bearer {token[1]}"
    authenticate_token(header, moment)
    authenticate_token(header, moment + timedelta(seconds=59))
    assert ApiToken.objects.get().last_used_at == moment

    authenticate_token(header, moment + timedelta(seconds=60))
    assert ApiToken.objects.get().last_used_at == moment + timedelta(seconds=60)


def test_a_token_makes_no_tokens(ben_account, ben, moment):
    _, all_of_it = actions.make_token(ben_account, name="All", scopes=["*"], by=ben, at=moment)
    actor = authenticate_token(f"Bearer {all_of_it}", moment)

    with pytest.raises(NotAllowed, match="cannot make tokens"):
        actions.make_token(ben_account, name="More", scopes=["*"], by=actor, at=moment)


def test_nobody_makes_a_token_for_somebody_else(okoro, ben_account, asha, tariq_account, moment):
    with pytest.raises(NotAllowed):
        actions.make_token(ben_account, name="", scopes=["read"], by=okoro, at=moment)
    with pytest.raises(NotAllowed, match="outside your schools"):
        actions.make_token(tariq_account, name="", scopes=["read"], by=asha, at=moment)


def test_a_scope_must_be_known(ben_account, ben, moment):
    for scopes in ([], ["raed"]):
        with pytest.raises(Refusal):
            actions.make_token(ben_account, name="", scopes=scopes, by=ben, at=moment)
