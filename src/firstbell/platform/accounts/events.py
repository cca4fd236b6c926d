from __future__ import annotations

from firstbell.platform.audit.events import EventType

ACCOUNT_MADE = EventType("accounts.made", "{by} made an account for {subject}")
ACCOUNT_CHANGED = EventType("accounts.changed", "{by} changed the account of {subject}")
ROLE_GIVEN = EventType("accounts.role_given", "{by} made {subject} {role}")
ROLE_ENDED = EventType("accounts.role_ended", "{by} ended {subject}'s role as {role}")
INVITED = EventType("accounts.invited", "{by} invited {subject} as {role}")
INVITATION_REVOKED = EventType("accounts.invitation_revoked", "{by} took back the invitation of {subject}")
JOINED = EventType("accounts.joined", "{subject} accepted an invitation")
TOKEN_MADE = EventType("accounts.token_made", "{by} made the API token {token} for {subject}")
TOKEN_REVOKED = EventType("accounts.token_revoked", "{by} revoked the API token {token} of {subject}")
SESSION_ENDED = EventType("accounts.session_ended", "{by} signed {subject} out of {where}")
SHARED = EventType("accounts.shared", "{by} shared {what} with {subject}")
