from __future__ import annotations

from firstbell.platform.audit.events import EventType

MINTED = EventType("codes.minted", "{by} made {count} unclaimed codes")
CLAIMED = EventType("codes.claimed", "{by} put the code {code} on {subject}")
ATTACHED = EventType("codes.attached", "{by} noted the barcode {code} of {subject}")
RELEASED = EventType("codes.released", "{by} took the code {code} off {subject}")
PREFERRED = EventType("codes.preferred", "{by} chose {code} to stand on the labels of {subject}")
FOUND = EventType("codes.found", "Somebody found {what}: “{words}”")
FOUND_SETTLED = EventType("codes.found_settled", "{by} dealt with the message of a finder")
