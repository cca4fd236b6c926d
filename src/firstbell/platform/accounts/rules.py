from __future__ import annotations

from firstbell.platform.accounts.permissions import (
    BUSINESS,
    EVERYONE,
    LEAD,
    LEADER,
    TECHNICIAN,
    allow,
)

allow("web.view", "Sign in and see the home page", *EVERYONE)
allow("tenancy.view", "See the school's name and settings", *EVERYONE)
allow("tenancy.change", "Change the school's own settings", LEAD)
allow("tenancy.add", "Add a school to the trust", LEAD)
allow(
    "audit.view", "Read the history of everything in the school", TECHNICIAN, LEAD, BUSINESS, LEADER
)
allow("merges.undo", "Undo a merge of records that one may merge", TECHNICIAN, LEAD)
allow("audit.annul", "Annul an entry of the history that was made by mistake", LEAD)
allow("accounts.view", "See who has an account", LEAD)
allow("accounts.change", "Invite people, give and end roles, end sessions", LEAD)
allow(
    "accounts.own",
    "Change their own sign-in and settings, make API tokens for themselves",
    *EVERYONE,
)
allow("jobs.view", "See what runs in the background and how it went", TECHNICIAN, LEAD)
allow("jobs.change", "Try a failed piece of background work again", LEAD)
