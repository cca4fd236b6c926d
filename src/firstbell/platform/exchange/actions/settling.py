"""Which column is what, and the rules for this file: settled by a person, remembered for the next file like it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction

from firstbell.lib.parsing import DateOrder, Unclear
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.exchange import profiles, sheets
from firstbell.platform.exchange.actions.stages import cells_of, may, send_off, step
from firstbell.platform.exchange.cells import SPILL
from firstbell.platform.exchange.models import ImportProfile, ImportSession, MappingProfile
from firstbell.platform.exchange.states import Mode, State


@dataclass(frozen=True)
class Settled:
    """What the person chose; `fill` is field -> {"value": text, "always": bool}."""

    mapping: Mapping[str, str]
    fill: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    mode: str = Mode.BOTH
    match: str = ""
    date_order: str = DateOrder.DMY.name
    policies: Mapping[str, str] = field(default_factory=dict)


def settle(session: ImportSession, settled: Settled, *, by: Actor, at: datetime) -> None:
    """Take the choices, remember them for files with these headings, and begin the dry run."""
    may(session, by)
    _take(session, settled)
    with transaction.atomic():
        step(
            session, State.CHECKING, of=(State.MAPPING, State.CHECKED, State.FAILED), problem="",
            mapping=session.mapping, fill=session.fill, mode=session.mode, match=session.match,
            date_order=session.date_order, policies=session.policies, counts={},
        )  # fmt: skip
        if session.profile_id is not None:
            ImportProfile.objects.filter(pk=session.profile_id).update(used_at=at)
        MappingProfile.objects.update_or_create(
            school_id=session.school_id, sheet=session.sheet,
            fingerprint=profiles.fingerprint(session.reading["headers"]),
            defaults={
                "mapping": session.mapping, "used_at": at,
                "settings": {
                    "mode": session.mode, "match": session.match, "fill": session.fill, "policies": session.policies,
                },
            },
        )  # fmt: skip
        send_off(session, "exchange.check", "Check", by=by, at=at)


def _take(session: ImportSession, settled: Settled) -> None:
    sheet = sheets.named(session.sheet)
    known = sheets.labels(sheet.columns())
    mapping = {
        at: key
        for at, key in settled.mapping.items()
        if key in known or (key == SPILL and sheet.spill)
    }
    twice = [
        known[key] for key, count in Counter(mapping.values()).items() if count > 1 and key != SPILL
    ]
    if twice:
        raise Refusal(f"Two columns cannot both be the {twice[0].lower()}. Leave one of them out.")
    if not mapping:
        raise Refusal("Say of at least one column what it is.")
    session.mapping = mapping
    session.fill = {
        key: {"value": str(given["value"]).strip(), "always": bool(given.get("always"))}
        for key, given in settled.fill.items()
        if key in known and str(given.get("value", "")).strip()
    }
    _take_rules(session, settled)


def _take_rules(session: ImportSession, settled: Settled) -> None:
    sheet = sheets.named(session.sheet)
    session.mode = settled.mode if settled.mode in Mode.values else Mode.BOTH
    session.date_order = (
        settled.date_order if settled.date_order in DateOrder.__members__ else DateOrder.DMY.name
    )
    offered = {match.key: match for match in sheet.matches()}
    session.match = settled.match if settled.match in offered else ""
    session.policies = {
        policy.key: settled.policies.get(policy.key, policy.choices[0][0])
        for policy in sheet.policies
    }
    try:
        keys = cells_of(session).keys
    except Unclear as unclear:
        raise Refusal(unclear.sentence) from None
    if session.mode == Mode.UPDATE and not (
        session.match and keys & set(offered[session.match].columns)
    ):
        raise Refusal(
            "To change what is there, a column must say which thing is meant: a tag or a serial."
        )
