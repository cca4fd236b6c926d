"""Damage at return: who had it then, what happened, what is charged."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstbell.equipment import events
from firstbell.equipment.models import Damage, HandoverLine
from firstbell.lib.refusal import Conflict
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import Change, announce, changes_between


def note(line: HandoverLine, *, by: Actor, at: datetime) -> Damage:
    """Written down in the moment it is seen; words, pictures and a charge can follow."""
    item, row = line.item, line.custody
    require(by, "equipment.give", item)
    holder = str(row.holder) if row else "nobody"
    with transaction.atomic():
        damage, is_new = Damage.objects.get_or_create(
            line=line,
            defaults={
                "school_id": item.school_id, "item": item, "person": row.person if row else None, "held_by": holder[:200],
                "condition": line.condition, "found_at": at, "found_by": by.name[:200], "created_at": at,
            },
        )  # fmt: skip
        if is_new:
            about = [row.holder] if row else []
            announce(events.DAMAGED, item, by=by, at=at, about=[*about, damage], holder=holder)
        else:
            Damage.objects.filter(pk=damage.pk).update(condition=line.condition)
    return damage


def forget(line: HandoverLine) -> None:
    """It was not broken after all; only where nobody has said more of it."""
    Damage.objects.filter(line=line, note="", charge_pence=None, settled_at=None).delete()


def change(damage: Damage, *, note: str, charge_pence: int | None, by: Actor, at: datetime) -> None:
    require(by, "equipment.give", damage)
    wanted = {"note": note.strip(), "charge_pence": charge_pence}
    changes = changes_between(damage, wanted)
    if not changes:
        return
    damage.note, damage.charge_pence = note.strip(), charge_pence
    shown = [one if one.field != "charge pence" else _pounds(one) for one in changes]
    with transaction.atomic():
        damage.bump("note", "charge_pence")
        announce(events.DAMAGE_CHANGED, damage.item, by=by, at=at, about=[damage], changes=shown)


def _pounds(change: Change) -> Change:
    def said(pence: int | None) -> str:
        return "" if pence is None else f"£{pence / 100:,.2f}"

    return Change("charge", said(change.was), said(change.now))


def settle(damage: Damage, *, by: Actor, at: datetime) -> None:
    """Paid, mended or let go: nothing more is to be done about it."""
    require(by, "equipment.give", damage)
    with transaction.atomic():
        rows = Damage.objects.filter(pk=damage.pk, settled_at=None)
        if not rows.update(settled_at=at, settled_by=by.name[:200]):
            raise Conflict("It is settled already.")
        announce(events.DAMAGE_SETTLED, damage.item, by=by, at=at, about=[damage])
