from __future__ import annotations

from firstbell.platform.audit.events import EventType

PERSON_ADDED = EventType("people.person_added", "{by} added {subject}")
PERSON_REMOVED = EventType("people.person_removed", "{by} took out {subject}, added by mistake")
PERSON_CHANGED = EventType("people.person_changed", "{by} changed {subject}")
PERSON_JOINED = EventType("people.person_joined", "{subject} joined {school}: {what}")
PERSON_LEFT = EventType("people.person_left", "{subject} leaves {school} on {day}")
PERSON_STAYED = EventType("people.person_stayed", "{subject} is not leaving {school} after all")
PEOPLE_MERGED = EventType("people.merged", "{by} merged {gone} into {subject}")
PEOPLE_UNMERGED = EventType("people.unmerged", "{by} undid the merge of {gone} into {subject}")
PERSON_ANONYMISED = EventType("people.anonymised", "{by} anonymised somebody who had left")

GROUP_ADDED = EventType("people.group_added", "{by} added {subject}")
GROUP_CHANGED = EventType("people.group_changed", "{by} changed {subject}")
GROUP_ARCHIVED = EventType("people.group_archived", "{by} archived {subject}")
GROUP_RESTORED = EventType("people.group_restored", "{by} brought back {subject}")
GROUP_JOINED = EventType("people.group_joined", "{by} put {subject} in {group}")
GROUP_LEFT = EventType("people.group_left", "{by} took {subject} out of {group}")

ORGANISATION_ADDED = EventType("people.organisation_added", "{by} added {subject}")
ORGANISATION_CHANGED = EventType("people.organisation_changed", "{by} changed {subject}")
ORGANISATION_ARCHIVED = EventType("people.organisation_archived", "{by} archived {subject}")
ORGANISATION_RESTORED = EventType("people.organisation_restored", "{by} brought back {subject}")

KEEPER_NAMED = EventType("people.keeper_named", "{person} {role} {subject} from now on")
KEEPER_ENDED = EventType("people.keeper_ended", "{person} {role} {subject} no longer")
