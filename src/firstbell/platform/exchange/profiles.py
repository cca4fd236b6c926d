"""Named profiles: which there are for a kind of list, how well each fits a file, and what it says of one."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from firstbell.lib.sheets import normalise
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import can
from firstbell.platform.exchange import sheets
from firstbell.platform.exchange.models import ImportProfile, ImportSession, MappingProfile
from firstbell.platform.exchange.states import Scope


class Fit(NamedTuple):
    profile: ImportProfile
    found: int
    of: int


def offered(actor: Actor, sheet: str = "") -> list[ImportProfile]:
    """Those that this person may use, of the lists that they may bring in."""
    rows = ImportProfile.objects.visible_to(actor).select_related("account", "school")
    rows = rows.filter(sheet=sheet) if sheet else rows
    known = {one.name for one in sheets.all_sheets() if can(actor, one.permission)}
    return [row for row in rows.order_by("sheet", "name", "pk") if row.sheet in known]


def fitting(actor: Actor, session: ImportSession) -> list[Fit]:
    """Those for this kind of list, the best fit first: how many of their headings the file has."""
    headers = {normalise(header) for header in session.reading.get("headers", ())}
    found = []
    for profile in offered(actor, session.sheet):
        wanted = {normalise(heading) for heading, field in profile.headings.items() if field}
        found.append(Fit(profile, len(wanted & headers), len(wanted)))
    return sorted(found, key=lambda fit: -fit.found)


@dataclass(frozen=True, slots=True)
class Saved:
    """What is known of a file before it is looked at: `places` is column (as text, from 0) -> field, "" leaves it out.

    Without a `name` it was remembered of the last file with these very headings.
    """

    places: Mapping[str, str]
    settings: Mapping[str, Any]
    sentence: str = "As you had it last time."
    name: str = ""
    missing: Sequence[str] = ()

    @property
    def date_order(self) -> str:
        return str(self.settings.get("date_order", ""))


def saved_for(session: ImportSession, headers: Sequence[str]) -> Saved | None:
    """The profile that was chosen, as long as it is about this kind of list; else what is remembered."""
    profile = session.profile
    if profile is not None and profile.sheet == session.sheet:
        return _named(profile, headers)
    row = MappingProfile.objects.filter(
        school=session.school_id, sheet=session.sheet, fingerprint=fingerprint(headers)
    ).first()
    if row is None:
        return None
    places = {str(at): row.mapping.get(str(at), "") for at in range(len(headers))}
    return Saved(places, row.settings)


def _named(profile: ImportProfile, headers: Sequence[str]) -> Saved:
    """Columns are known by their headings, wherever they stand; of others it says nothing."""
    known = {normalise(heading): field for heading, field in profile.headings.items()}
    there = [normalise(header) for header in headers]
    return Saved(
        {str(at): known[header] for at, header in enumerate(there) if header in known},
        profile.settings, f"As {profile} has it.", profile.name,
        [one for one, field in profile.headings.items() if field and normalise(one) not in there],
    )  # fmt: skip


def fingerprint(headers: Sequence[str]) -> str:
    return hashlib.sha256("\x1f".join(normalise(header) for header in headers).encode()).hexdigest()


def of_session(session: ImportSession) -> tuple[dict[str, str], dict[str, Any]]:
    """How this file was understood: its headings and its rules."""
    headers: list[str] = session.reading["headers"]
    headings = {header: session.mapping.get(str(at), "") for at, header in enumerate(headers)}
    return headings, {
        "mode": session.mode, "match": session.match, "fill": session.fill, "policies": session.policies,
        "date_order": session.date_order,
    }  # fmt: skip


def may_change(actor: Actor, profile: ImportProfile) -> bool:
    """Whose it is; of those that are shared, whoever brings files in where they are shared."""
    if actor.account_id is not None and profile.account_id == actor.account_id:
        return True
    if profile.scope == Scope.TRUST:
        return actor.schools("exchange.import") is None
    return profile.scope == Scope.SCHOOL and can(actor, "exchange.import", profile)


def in_words(profile: ImportProfile) -> Mapping[str, str]:
    """Heading -> the field in words."""
    labels = sheets.labels(sheets.named(profile.sheet).columns())
    spill = {"+notes": "Kept in the notes", "": "Left out"}
    return {
        heading: spill.get(field) or labels.get(field, "A field that is there no more")
        for heading, field in profile.headings.items()
    }
