"""Taking a report: one transaction for the device, its item, and what the rooms above make of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal, NamedTuple

from django.db import transaction

from firstbell.agents import events, handlers
from firstbell.agents.actions import arriving, companions, finding, keeping, logbook, sections
from firstbell.agents.actions.arriving import Newcomer
from firstbell.agents.actions.keys import note_use
from firstbell.agents.models import Device, Key
from firstbell.agents.queries import columns, privacy, settings, telling
from firstbell.agents.queries.matching import Marks
from firstbell.agents.states import Approval, LastUser, Level
from firstbell.equipment.actions import reporting
from firstbell.equipment.models import Item
from firstbell.equipment.queries import identities
from firstbell.lib.agentprotocol import Facts, Opened, Report, documents, facts
from firstbell.lib.refusal import Conflict
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce
from firstbell.platform.database import bulk, locks, together
from firstbell.platform.tenancy.models import School

Outcome = Literal["new", "changed", "unchanged", "older"]
# A clock this far ahead is wrong, and what it says proves nothing.
_AHEAD = timedelta(days=2)


class RefusedDevice(Conflict):
    """Somebody said no to this device."""


@dataclass(frozen=True)
class Came:
    """How a report came in: by which key (none for a file), from where, in which body."""

    school: School
    opened: Opened
    key: Key | None = None
    agent_uuid: str = ""
    address: str | None = None
    certificate: str = ""
    body_hash: str = ""


class Taken(NamedTuple):
    device: Device
    outcome: Outcome


def actor_of(name: str) -> Actor:
    return system_actor("agent", f"The agent of {name or 'a device'}")


def receive(report: Report, came: Came, *, at: datetime, by: Actor | None = None) -> Taken:
    """Take a report that was read; when this returns inside no other transaction, all of it is on the disk."""
    policy = settings.policy_of(came.school)
    keeps, left_out = LastUser(policy.last_user), settings.own_words(policy)
    report = privacy.asked_of(report, left_out)
    found = facts(report, came.agent_uuid)
    actor = by or actor_of(found.hostname)
    require(actor, "agents.change", came.school)
    kept, keys = privacy.wanted_of(report, keeps)
    if report.partial and "licenseinfos" not in report.sections:
        keys = []
    docs = sections.with_keys(documents(kept), keys)
    with transaction.atomic(), together.sent():
        told = telling.marks_of(found, report, identities.junk())
        locks.wait_for(f"agents {kind} {norm}" for kind, norm in telling.pairs(told))
        work = _Work(came, kept, found, told, docs, keeps, left_out, actor, at)
        return work.take()


@dataclass
class _Work:
    """One report being taken, inside its transaction."""

    came: Came
    report: Report
    facts: Facts
    told: Marks
    docs: sections.Documents
    keeps: LastUser
    left_out: list[str]
    by: Actor
    at: datetime

    def take(self) -> Taken:
        came = self.came
        looked_for = telling.with_other_order(self.told, self.facts.uuid)
        found = finding.find(looked_for, came.school.pk, came.key)
        if found.device is None:
            return self._begin(found)
        if found.device.approval == Approval.REFUSED:
            raise RefusedDevice(f"{found.device} is refused here. A technician can approve it.")
        if self._is_older(found.device):
            return self._set_aside(found.device)
        return self._go_on(found.device, found)

    def _begin(self, found: finding.Found) -> Taken:
        """A device that nobody knew."""
        device = self._new_device(found.doubt)
        new = Newcomer(device, self.facts, self.told, found.order)
        device.item = arriving.settle(new, by=self.by, at=self.at)
        device.sighted_on = self.at.date() if device.item else None
        bulk.insert_one(device)
        finding.begin_marks(device, self.told, at=self.at)
        changed = sections.begin(device, self.docs, at=self.at)
        self._keep_raw(device, fresh=True)
        announce(events.ENROLLED, device, by=self.by, at=self.at, about=[device.item])
        if device.item is not None:
            self._see(device, device.item, changed)
            self._tell(device, device.item, changed, fresh=not device.matched_by)
        if self.came.key is not None:
            note_use(self.came.key, at=self.at, enrolled=1)
        self._log(device, "reported for the first time")
        return Taken(device, "new")

    def _see(self, device: Device, item: Item, changed: set[str]) -> None:
        """An item that was there already is brought up to date; one made of this report is as it says."""
        if device.matched_by:
            self._update_item(device, item, changed)
            reporting.seen([item.pk], how=arriving.HOW, by=self.by, at=self.at, sighting=True)
        else:
            reporting.sighted([item.pk], how=arriving.HOW, by=self.by, at=self.at)

    def _new_device(self, doubt: str) -> Device:
        came, report = self.came, self.report
        device = Device(
            school=came.school, key=came.key, kind=columns.kind_of(report), doubt=doubt[:300],
            first_seen_at=self.at, old_since=columns.old_since(self.facts, self.at.date()), created_at=self.at,
            hardware=columns.words_of(self.facts, report),
        )  # fmt: skip
        for name, value in {**self._contact(), **self._columns()}.items():
            setattr(device, name, value)
        device.hostname = device.hostname or self.facts.hostname[:120]
        return device

    def _go_on(self, device: Device, found: finding.Found) -> Taken:
        """A device that we know: what is new of it."""
        changed = sections.keep(device, self.docs, whole=not self.report.partial, at=self.at)
        doubt = finding.keep_marks(device, self.told, found.marks, at=self.at)
        values = {**self._contact(), **self._columns()}
        known_since = device.old_since or device.first_seen_at.date()
        values["old_since"] = columns.old_since(self.facts, known_since)
        if found.rule and device.item_id is not None:
            values["matched_by"] = found.rule
        if doubt and doubt != device.doubt:
            values["doubt"] = doubt
            logbook.note(doubt, at=self.at, level=Level.WARNING, device=device, key=self.came.key)
        if changed:
            values["hardware"] = keeping.tell_changes(
                device, columns.words_of(self.facts, self.report), by=self.by, at=self.at
            )
            if not self.report.partial:
                self._keep_raw(device, fresh=False)
        if device.item_id is not None:
            self._of_item(device, device.item_id, changed, values)
        keeping.save(device, values)
        if self.came.key is not None:
            note_use(self.came.key, at=self.at)
        self._log(device, "")
        return Taken(device, "changed" if changed else "unchanged")

    def _of_item(
        self, device: Device, item_id: int, changed: set[str], values: dict[str, Any]
    ) -> None:
        item = device.item if changed else None  # read only where there is something to tell of it
        if item is not None:
            self._update_item(device, item, changed)
            if changed & companions.SECTIONS:
                companions.keep(self.facts, item, by=self.by, at=self.at)
            self._tell(device, item, changed)
        new_day = device.sighted_on != self.at.date()
        reporting.seen([item_id], how=arriving.HOW, by=self.by, at=self.at, sighting=new_day)
        if new_day:
            values["sighted_on"] = self.at.date()

    def _update_item(self, device: Device, item: Item, changed: set[str]) -> None:
        if changed & keeping.OF_ITEM:
            problem = keeping.update_item(
                item, self.facts, self.told, device=device, by=self.by, at=self.at
            )
            if problem:
                logbook.note(problem, at=self.at, level=Level.WARNING, device=device)

    def _tell(self, device: Device, item: Item, changed: set[str], *, fresh: bool = False) -> None:
        if handlers.REPORTED and changed:
            told = handlers.Reported(
                device, item, self.report, self.facts, changed, self.by, self.at, fresh
            )
            handlers.REPORTED.run(told)

    def _contact(self) -> dict[str, Any]:
        came, report, found = self.came, self.report, self.facts
        part = "last_partial_at" if report.partial else "last_full_at"
        values = {
            "last_contact_at": self.at, part: self.at, "body_hash": came.body_hash, "told_at": self._own_time(),
            "deviceid": found.deviceid[:255], "tag": found.tag[:80], **keeping.agent_of(found.client),
        }  # fmt: skip
        given = {
            "agent_uuid": came.agent_uuid[:40],
            "address": came.address,
            "certificate": came.certificate[:128],
        }
        return values | {name: value for name, value in given.items() if value}

    def _columns(self) -> dict[str, Any]:
        return columns.columns_of(self.facts, self.report, self.keeps)

    def _own_time(self) -> datetime | None:
        told = telling.own_time(self.report)
        return told.replace(tzinfo=self.at.tzinfo) if told else None

    def _is_older(self, device: Device) -> bool:
        """By the machine's own clock, unless what it said last was of a clock that was wrong."""
        told = self._own_time()
        if told is None or device.told_at is None:
            return False
        return told < device.told_at <= self.at + _AHEAD

    def _set_aside(self, device: Device) -> Taken:
        sentence = f"{device} sent a report that is older than its last one; it was set aside."
        logbook.note(
            sentence, at=self.at, level=Level.WARNING, device=device, key=self.came.key, address=self.came.address
        )  # fmt: skip
        return Taken(device, "older")

    def _keep_raw(self, device: Device, *, fresh: bool) -> None:
        if not self.report.partial or fresh:
            opened = self.came.opened
            text = privacy.raw_of(opened, self.keeps, self.left_out)
            sections.keep_raw(device, text, opened, fresh=fresh, at=self.at)

    def _log(self, device: Device, what: str) -> None:
        odd = " ".join(self.report.oddities[:3])
        sentence = " ".join(
            part
            for part in (f"{device} {what}." if what else "", device.doubt if what else "", odd)
            if part
        )
        if sentence:
            level = Level.WARNING if odd or (what and device.doubt) else Level.INFO
            logbook.note(
                sentence, at=self.at, level=level, device=device, key=self.came.key, address=self.came.address
            )  # fmt: skip
