"""What becomes of a device that nobody knew: its item is found or made, or it waits, by the rules of its school."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from fnmatch import fnmatchcase
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from firstbell.agents import events
from firstbell.agents.actions import catalogue, companions
from firstbell.agents.models import ArrivalRule, Device
from firstbell.agents.queries import telling
from firstbell.agents.queries.matching import Candidate, Marks, Verdict, recognise
from firstbell.agents.states import Approval, Arrival, MarkKind, MatchKind
from firstbell.equipment.actions import registering
from firstbell.equipment.actions.registering import Draft
from firstbell.equipment.models import Item
from firstbell.equipment.queries import identities
from firstbell.equipment.queries.identities import Carrier
from firstbell.equipment.states import IdentityKind, Lifecycle, Source
from firstbell.lib import natural
from firstbell.lib.agentprotocol import Facts
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.audit.events import announce
from firstbell.platform.database.remembered import Remembered

HOW = "Reported itself"
_REPORTED = str(Source.REPORTED)
_rules: Remembered[list[ArrivalRule]] = Remembered(ArrivalRule)


class Newcomer(NamedTuple):
    """A device that has no item yet, and what its report tells."""

    device: Device
    facts: Facts
    told: Marks
    order: Sequence[MatchKind]


def settle(new: Newcomer, *, by: Actor, at: datetime) -> Item | None:
    """Its item, found or made; None while it waits. Its approval and what is doubtful are set, not yet saved."""
    device = new.device
    found = identities.carriers(
        telling.pairs(new.told, telling.OF_ITEMS) | companions.pairs(new.facts)
    )
    verdict = _known(new, found)
    then = _rule(device, known=verdict.found is not None)
    device.approval = {Arrival.APPROVE: Approval.APPROVED, Arrival.REFUSE: Approval.REFUSED}.get(
        then, Approval.WAITING
    )
    if then in (Arrival.HOLD, Arrival.REFUSE):
        return None
    return _settled(new, verdict, found, by, at)


def register(new: Newcomer, *, by: Actor, at: datetime) -> Item | None:
    """A person says that it belongs in the register, whatever the rules say."""
    pairs = telling.pairs(new.told, telling.OF_ITEMS) | companions.pairs(new.facts)
    found = identities.carriers(pairs)
    return _settled(new, _known(new, found), found, by, at)


def _settled(
    new: Newcomer, verdict: Verdict, found: Sequence[Carrier], by: Actor, at: datetime
) -> Item | None:
    device = new.device
    if verdict.found is not None:
        return _link(new, verdict, by, at)
    rivals = [one.id for one in verdict.others]
    rivals += [one.item_id for one in found if _is_elsewhere(one, new)]
    if rivals:
        device.doubt = _doubt(rivals[0])
    if any(_has_its_serial(one, new.told) for one in found):
        device.approval = Approval.WAITING
        return None
    return _add(new, found, by, at)


def _known(new: Newcomer, found: Sequence[Carrier]) -> Verdict:
    here = [
        Candidate(one.item_id, one.marks) for one in found if one.school_id == new.device.school_id
    ]
    mine = telling.pairs(new.told, telling.OF_ITEMS)
    sharing = [one for one in here if telling.pairs(one.marks) & mine]
    return recognise(new.told, sharing, new.order)


def _rule(device: Device, *, known: bool) -> Arrival:
    usual = Arrival.APPROVE if device.key is not None and device.key.approves else Arrival.REGISTER
    for rule in _rules.get(device.school_id, lambda: _rules_of(device.school_id)):
        if _fits(rule, device, known=known):
            return Arrival(rule.then)
    return usual


def _rules_of(school_id: int) -> list[ArrivalRule]:
    return list(ArrivalRule.objects.filter(school_id=school_id).order_by("order", "pk"))


def _fits(rule: ArrivalRule, device: Device, *, known: bool) -> bool:
    return (
        (rule.key_id is None or rule.key_id == device.key_id)
        and (rule.known is None or rule.known == known)
        and (not rule.hostname or fnmatchcase(device.hostname.casefold(), rule.hostname.casefold()))
        and (not rule.network or _within(device.address, rule.network))
    )


def _within(address: str | None, network: str) -> bool:
    try:
        return address is not None and ip_address(address) in ip_network(network, strict=False)
    except ValueError:
        return False


def _is_elsewhere(one: Carrier, new: Newcomer) -> bool:
    mine = telling.pairs(new.told, telling.OF_ITEMS)
    return one.school_id != new.device.school_id and bool(telling.pairs(one.marks) & mine)


def _has_its_serial(one: Carrier, told: Marks) -> bool:
    """Nothing else may be registered with it."""
    return bool(one.marks.get("serial", frozenset()) & told.get(MarkKind.SERIAL, frozenset()))


def _doubt(item_id: int) -> str:
    item = Item.objects.select_related("category", "model", "school").get(pk=item_id)
    return f"It may be {item} of {item.school}: they share a serial, a UUID or a network address."[
        :300
    ]


def _link(new: Newcomer, verdict: Verdict, by: Actor, at: datetime) -> Item | None:
    assert verdict.found is not None and verdict.rule is not None  # noqa: S101, PT018 -- asked by the caller
    item = Item.objects.select_related("category", "model", "school").get(pk=verdict.found.id)
    other = Device.objects.filter(item=item).first()
    if other is not None:
        new.device.doubt = f"{other} reports as {item} already."[:300]
        return None
    new.device.matched_by = verdict.rule
    announce(
        events.LINKED, item, by=by, at=at, about=[new.device], device=str(new.device), how=f"by {verdict.rule.label}"
    )  # fmt: skip
    return item


def _add(new: Newcomer, found: Sequence[Carrier], by: Actor, at: datetime) -> Item:
    """The machine and what hangs on it, in one go."""
    beside = companions.unknown(new.facts, found)
    facts = new.facts
    kinds = [
        catalogue.Kind(facts.category, facts.maker, facts.model),
        *(one.kind for one in beside),
    ]
    machine, *others = catalogue.place(kinds, by=by, at=at)
    own = _draft(new, machine, at)
    drafts = [own]
    for one, placed in zip(beside, others, strict=True):
        drafts.append(companions.draft(one, placed, at=at)._replace(goes_with=0))
    # Its tag and every serial were asked for just now.
    made = registering.register(new.device.school, drafts, by=by, at=at, asked=True)
    item = registering.item_of(made[0], own, new.device.school, machine.model)
    known = companions.known(facts, found)
    companions.follow(known, item, by=by, at=at)
    return item


def _draft(new: Newcomer, placed: catalogue.Placed, at: datetime) -> Draft:
    model = placed.model
    serial = new.facts.serial[:120] if MarkKind.SERIAL in new.told else ""
    values = {
        "name": new.device.hostname, "serial": serial, "model_id": model.pk if model else None,
        "lifecycle": Lifecycle.IN_SERVICE, "seen_at": at, "seen_how": HOW,
        "sources": {"name": _REPORTED, "serial": _REPORTED, "model_id": _REPORTED},
    }  # fmt: skip
    label = str(model or "")
    told = identities_of(new.facts, new.told)
    return Draft(placed.category, values, tag=_own_tag(new), label=label, told=told)


def _own_tag(new: Newcomer) -> str:
    """The tag that somebody wrote into its firmware, unless another item wears it."""
    tag = new.facts.asset_tag[:60]
    if not tag or identities.by_tag_key([natural.key(tag)]):
        return ""
    return tag


def identities_of(facts: Facts, told: Marks) -> dict[IdentityKind, list[str]]:
    """What its item is told apart by from now on; of a part of a report only the kinds that it tells."""
    values = {
        IdentityKind.HOSTNAME: [facts.hostname] if facts.hostname else [],
        IdentityKind.UUID: [facts.uuid] if MarkKind.UUID in told else [],
        IdentityKind.MAC: facts.own_macs,
    }
    return {kind: found for kind, found in values.items() if found}
