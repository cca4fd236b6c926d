from __future__ import annotations

from firstbell.platform.audit.events import EventType

PERSON_ADDED = EventType("people.person_added", "{by} added {subject}")
PERSON_REMOVED = EventType("people.person_removed", "{by} took out {subject}, added by mistake")
PERSON_CHANGED = EventType("people.person_changed", "{by} changed {subject}")
PERSON_JOINED = EventType("people.person_joined", "{subject} joined {school}: {what}")
PERSON_LEFT = EventType("people.person_left", "{subject} leaves {school} on {day}")
PERSON_STAYED = EventType("people.person_stayed", "{subject} is not leaving {school} after all")
LEAVER_ASKED = EventType(
    "people.leaver_asked", "{by} sent {whom} the list of what {subject} still has"
)
LEAVER_CLOSED = EventType(
    "people.leaver_closed", "{by} closed {subject}, who left {school}: nothing is out"
)
LEAVER_REOPENED = EventType(
    "people.leaver_reopened", "{by} opened {subject}, who left {school}, again"
)
RETENTION_CHANGED = EventType(
    "people.retention_changed", "{by} changed when leavers of {subject} are anonymised"
)
PEOPLE_MERGED = EventType("people.merged", "{by} merged {gone} into {subject}")
PEOPLE_UNMERGED = EventType("people.unmerged", "{by} undid the merge of {gone} into {subject}")
PERSON_ANONYMISED = EventType("people.anonymised", "{by} anonymised somebody who had left")

GROUP_ADDED = EventType("people.group_added", "{by} added {subject}")
GROUP_CHANGED = EventType("people.group_changed", "{by} changed {subject}")
GROUP_ARCHIVED = EventType("people.group_archived", "{by} archived {subject}")
GROUP_RESTORED = EventType("people.group_restored", "{by} brought back {subject}")
GROUP_JOINED = EventType("people.group_joined", "{by} put {subject} in {group}")
GROUP_LEFT = EventType("people.group_left", "{by} took {subject} out of {group}")
CLASSES_CHANGED = EventType("people.classes_changed", "{subject} changed classes: {what}")

SOURCE_ADDED = EventType("people.source_added", "{by} added {subject}, where people come from")
SOURCE_CHANGED = EventType(
    "people.source_changed", "{by} changed {subject}, where people come from"
)
SOURCE_ARCHIVED = EventType(
    "people.source_archived", "{by} put away {subject}: nobody comes from there now"
)
ROSTER_ASKS = EventType("people.roster_asks", "{subject} waits: {what}")
ROSTER_AGREED = EventType(
    "people.roster_agreed", "{by} said that {leavers} leavers in {subject} are right"
)
ROSTER_FAILED = EventType("people.roster_failed", "{subject} could not be read: {why}")

ORGANISATION_ADDED = EventType("people.organisation_added", "{by} added {subject}")
ORGANISATION_CHANGED = EventType("people.organisation_changed", "{by} changed {subject}")
ORGANISATION_ARCHIVED = EventType("people.organisation_archived", "{by} archived {subject}")
ORGANISATION_RESTORED = EventType("people.organisation_restored", "{by} brought back {subject}")

KEEPER_NAMED = EventType("people.keeper_named", "{person} {role} {subject} from now on")
KEEPER_ENDED = EventType("people.keeper_ended", "{person} {role} {subject} no longer")
