"""Taking back what one line of a list brought."""

from __future__ import annotations

from datetime import date
from typing import Any

from firstbell.lib.refusal import Refusal
from firstbell.people import actions
from firstbell.people.actions.rosters import belonging
from firstbell.people.actions.rosters.belonging import Moved
from firstbell.people.models import Group, GroupKey, Membership, Person, PersonKey, RosterSource
from firstbell.people.sheets.setting_back import set_back
from firstbell.platform.exchange.sheets import Setting, Trace, Undone
from firstbell.platform.exchange.states import Outcome


class Undoing:
    def __init__(self, setting: Setting, source: RosterSource) -> None:
        self.setting, self.source = setting, source

    def one(self, trace: Trace) -> Undone:
        try:
            if "group" in trace.undo:
                return self._group(trace, trace.undo["group"])
            if "leaver" in trace.undo:
                return self._leaver(trace, trace.undo["leaver"])
            return self._person(trace, trace.undo)
        except Refusal as refusal:
            return Undone(trace.line, Outcome.KEPT, refusal.sentence)

    def _group(self, trace: Trace, undo: dict[str, Any]) -> Undone:
        by, at = self.setting.by, self.setting.at
        group = Group.objects.filter(pk=trace.thing_id).select_related("school").first()
        if group is None:
            return Undone(trace.line, Outcome.UNDONE, "It is gone already.")
        if undo["ended"] and group.archived_at is not None:
            actions.restore_group(group, by=by, at=at)
        if trace.outcome == Outcome.CREATED:
            if (
                group.members.filter(to_on=None).exists()
                or group.tutees.filter(to_on=None).exists()
            ):
                return Undone(trace.line, Outcome.KEPT, f"{group} has people in it, so it stays.")
            actions.archive_group(group, by=by, at=at)
        elif undo["was"] and group.name != undo["was"]:
            actions.change_group(group, name=undo["was"], by=by, at=at)
        if not undo["keyed"]:
            belonging.forget_group(self.source, undo["key"], by=by)
        return Undone(trace.line, Outcome.UNDONE, "")

    def _leaver(self, trace: Trace, undo: dict[str, Any]) -> Undone:
        """What they gave back since says nothing against their staying."""
        by, at = self.setting.by, self.setting.at
        stay = Membership.objects.filter(pk=undo["stay"]).select_related("person", "school").first()
        if stay is None or stay.person.anonymised_at is not None:
            return Undone(trace.line, Outcome.KEPT, "There is nobody left to bring back.")
        if undo["was"]:
            actions.leave(stay, on=date.fromisoformat(undo["was"]), by=by, at=at)
        else:
            actions.stay(stay, by=by, at=at)
        PersonKey.objects.filter(source=self.source, key=undo["key"]).update(is_gone=False)
        return Undone(trace.line, Outcome.UNDONE, "")

    def _person(self, trace: Trace, undo: dict[str, Any]) -> Undone:
        person = Person.objects.known().with_now().filter(pk=trace.thing_id).first()
        if person is None:
            return Undone(trace.line, Outcome.UNDONE, "They were taken out already.")
        if trace.used:
            reason = f"Kept, because of what happened since: {trace.used}."
            return Undone(trace.line, Outcome.KEPT, reason)
        if trace.outcome == Outcome.CREATED:
            actions.remove_person(person, by=self.setting.by, at=self.setting.at)
            return Undone(trace.line, Outcome.UNDONE, "")
        self._out_again(person, undo)
        if undo["news"]:
            set_back(person, undo, self.setting)
        if not undo["keyed"]:
            belonging.forget(self.source, undo["key"], by=self.setting.by)
        elif undo["back"]:
            PersonKey.objects.filter(source=self.source, key=undo["key"]).update(is_gone=True)
        return Undone(trace.line, Outcome.UNDONE, "")

    def _out_again(self, person: Person, undo: dict[str, Any]) -> None:
        rows = GroupKey.objects.filter(source=self.source, key__in=[*undo["joins"], *undo["quits"]])
        groups = {row.key: row.group for row in rows.select_related("group__school")}
        joins = [groups[key] for key in undo["quits"] if key in groups]
        quits = [groups[key] for key in undo["joins"] if key in groups]
        belonging.move([Moved(person, joins, quits)], by=self.setting.by, at=self.setting.at)
