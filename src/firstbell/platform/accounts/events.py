from __future__ import annotations

from firstbell.platform.audit.events import EventType

# What concerns somebody's way in is read by those who look after accounts, not by every reader of history.
KEEPERS = "accounts.view"

ACCOUNT_MADE = EventType("accounts.made", "{by} made an account for {subject}")
ACCOUNT_CHANGED = EventType("accounts.changed", "{by} changed the account of {subject}")
ACCOUNT_CLOSED = EventType("accounts.closed", "{by} closed the account of {subject}")
ACCOUNT_REOPENED = EventType("accounts.reopened", "{by} opened the account of {subject} again")
PERSON_LINKED = EventType(
    "accounts.person_linked", "{by} linked the account of {subject} to {person}"
)
PERSON_UNLINKED = EventType(
    "accounts.person_unlinked", "{by} took the account of {subject} away from {person}"
)
ROLE_GIVEN = EventType("accounts.role_given", "{by} made {subject} {role}")
ROLE_ENDED = EventType("accounts.role_ended", "{by} ended {subject}'s role as {role}")
INVITED = EventType("accounts.invited", "{by} invited {subject} as {role}")
INVITATION_RENEWED = EventType(
    "accounts.invitation_renewed", "{by} made a new invitation link for {subject}"
)
INVITATION_REVOKED = EventType(
    "accounts.invitation_revoked", "{by} took back the invitation of {subject}"
)
JOINED = EventType("accounts.joined", "{subject} accepted an invitation")
TOKEN_MADE = EventType(
    "accounts.token_made", "{by} made the API token {token} for {subject}", KEEPERS
)
TOKEN_REVOKED = EventType(
    "accounts.token_revoked", "{by} revoked the API token {token} of {subject}", KEEPERS
)
SESSION_ENDED = EventType("accounts.session_ended", "{by} signed {subject} out of {where}", KEEPERS)
PASSWORD_CHANGED = EventType("accounts.password_changed", "{subject} set a new password", KEEPERS)
PASSWORD_LINK_MADE = EventType(
    "accounts.password_link_made",
    "{by} made a link with which {subject} can set a new password",
    KEEPERS,
)
FACTOR_ADDED = EventType(
    "accounts.factor_added", "{subject} added {what} to their sign-in", KEEPERS
)
FACTOR_REMOVED = EventType(
    "accounts.factor_removed", "{subject} removed {what} from their sign-in", KEEPERS
)
FACTORS_CLEARED = EventType(
    "accounts.factors_cleared", "{by} took {subject}'s second factors away", KEEPERS
)
SIGN_IN_RULES_CHANGED = EventType("accounts.sign_in_rules_changed", "{by} changed {subject}")
SHARED = EventType("accounts.shared", "{by} shared {what} with {subject}")
