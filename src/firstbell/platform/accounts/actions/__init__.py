"""Every change to who may sign in and what they may do."""

from __future__ import annotations

from firstbell.platform.accounts.actions.invitations import (
    Invitee,
    accept,
    invitation_for,
    invite,
    renew,
    take_back,
)
from firstbell.platform.accounts.actions.people import (
    change_account,
    close_account,
    follow_person,
    link_person,
    make_account,
    make_password_link,
    reopen_account,
    unlink_person,
)
from firstbell.platform.accounts.actions.rights import require_over
from firstbell.platform.accounts.actions.roles import end_role, give_role
from firstbell.platform.accounts.actions.sessions import end_all_sessions, end_session, note_session
from firstbell.platform.accounts.actions.sign_in import (
    change_rules,
    clear_factors,
    note_factor,
    note_password,
)
from firstbell.platform.accounts.actions.tokens import hash_secret, make_token, revoke_token

__all__ = [
    "Invitee", "accept", "change_account", "change_rules", "clear_factors", "close_account", "end_all_sessions", "end_role",
    "end_session", "follow_person", "give_role", "hash_secret", "invitation_for", "invite", "link_person", "make_account", "make_password_link",
    "make_token", "note_factor", "note_password", "note_session", "renew", "reopen_account", "require_over",
    "revoke_token", "take_back", "unlink_person",
]  # fmt: skip
