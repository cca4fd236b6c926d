from __future__ import annotations

from django.db import models


class Tracking(models.TextChoices):
    INDIVIDUAL = "individual", "One by one"
    QUANTITY = "quantity", "By quantity"


class Lifecycle(models.TextChoices):
    PLANNED = "planned", "Planned"
    ORDERED = "ordered", "Ordered"
    IN_STOCK = "in_stock", "On the shelf"
    IN_SERVICE = "in_service", "In use"
    IN_REPAIR = "in_repair", "In repair"
    MISSING = "missing", "Missing"
    RETIRED = "retired", "Retired"
    DISPOSED = "disposed", "Disposed of"


L = Lifecycle
LIVE = (L.PLANNED, L.ORDERED, L.IN_STOCK, L.IN_SERVICE, L.IN_REPAIR, L.MISSING)
ENDED = (L.RETIRED, L.DISPOSED)

# From where one may go where. Disposal is final, save for the correction back to "retired".
TRANSITIONS: dict[Lifecycle, frozenset[Lifecycle]] = {
    L.PLANNED: frozenset({L.ORDERED, L.IN_STOCK, L.IN_SERVICE, L.RETIRED}),
    L.ORDERED: frozenset({L.PLANNED, L.IN_STOCK, L.IN_SERVICE, L.RETIRED}),
    L.IN_STOCK: frozenset({L.IN_SERVICE, L.IN_REPAIR, L.MISSING, L.RETIRED}),
    L.IN_SERVICE: frozenset({L.IN_STOCK, L.IN_REPAIR, L.MISSING, L.RETIRED}),
    L.IN_REPAIR: frozenset({L.IN_STOCK, L.IN_SERVICE, L.MISSING, L.RETIRED}),
    L.MISSING: frozenset({L.IN_STOCK, L.IN_SERVICE, L.IN_REPAIR, L.RETIRED}),
    L.RETIRED: frozenset({L.IN_STOCK, L.IN_SERVICE, L.DISPOSED}),
    L.DISPOSED: frozenset({L.RETIRED}),
}

# The date that a move into a stage fills, when nobody has filled it.
FILLS: dict[Lifecycle, str] = {
    L.ORDERED: "ordered_on",
    L.IN_STOCK: "received_on",
    L.IN_SERVICE: "in_service_on",
    L.RETIRED: "retired_on",
    L.DISPOSED: "disposed_on",
}

# Which of the five statuses of the house each stage wears, and its icon.
LOOKS: dict[Lifecycle, tuple[str, str]] = {
    L.PLANNED: ("quiet", "bulb"),
    L.ORDERED: ("live", "shopping-cart"),
    L.IN_STOCK: ("ok", "building-warehouse"),
    L.IN_SERVICE: ("ok", "circle-check"),
    L.IN_REPAIR: ("bad", "tool"),
    L.MISSING: ("bad", "help-octagon"),
    L.RETIRED: ("quiet", "archive"),
    L.DISPOSED: ("quiet", "recycle"),
}


class Condition(models.TextChoices):
    NEW = "new", "New"
    GOOD = "good", "Good"
    WORN = "worn", "Worn"
    DAMAGED = "damaged", "Damaged"
    BROKEN = "broken", "Broken"


class Ownership(models.TextChoices):
    OWNED = "owned", "Owned"
    LEASED = "leased", "Leased"
    LOANED = "loaned", "On loan to us"
    DONATED = "donated", "Donated"
    PERSONAL = "personal", "Somebody's own (BYOD)"


class IdentityKind(models.TextChoices):
    SERIAL = "serial", "Serial"
    UUID = "uuid", "UUID"
    MAC = "mac", "MAC address"
    HOSTNAME = "hostname", "Host name"
    IMEI = "imei", "IMEI"
    TAG = "tag", "Asset tag"


class CoverKind(models.TextChoices):
    WARRANTY = "warranty", "Warranty"
    EXTENSION = "extension", "Warranty extension"
    SUPPORT = "support", "Support contract"
    INSURANCE = "insurance", "Insurance"


class Depreciation(models.TextChoices):
    STRAIGHT = "straight", "Straight line"
    REDUCING = "reducing", "Reducing balance"
    NONE = "none", "Not depreciated"


class Source(models.TextChoices):
    TYPED = "typed", "Typed"
    IMPORTED = "imported", "Imported"
    REPORTED = "reported", "Reported"


# The loan desk.
class Direction(models.TextChoices):
    OUT = "out", "Out"
    BACK = "back", "Back"
    SWAP = "swap", "Swap"


class HandoverState(models.TextChoices):
    OPEN = "open", "Open"
    DONE = "done", "Done"
    DROPPED = "dropped", "Dropped"


class Outcome(models.TextChoices):
    """What came of a scan at the desk."""

    ADDED = "added", "Added"
    COUNTED = "counted", "One more"
    CHECKED = "checked", "Part checked"
    HOLDER = "holder", "Who gets it"
    BACK = "back", "Taken back"
    PLACE = "place", "Where to"
    SEEN = "seen", "Seen"
    CAREFUL = "careful", "Look"
    REFUSED = "refused", "Refused"


# What a scan did, so that the last one can be undone.
DID = frozenset({
    Outcome.ADDED, Outcome.COUNTED, Outcome.CHECKED, Outcome.HOLDER, Outcome.PLACE, Outcome.BACK,
})  # fmt: skip


# A condition at return that somebody has to say more about.
HARMED = frozenset({Condition.DAMAGED, Condition.BROKEN})


class LossKind(models.TextChoices):
    LOST = "lost", "Lost"
    STOLEN = "stolen", "Stolen"
    BROKEN = "broken", "Damaged beyond repair"


class Asked(models.TextChoices):
    """What the desk and whoever has something ask each other."""

    STILL = "still", "Do they still have it?"
    EXTEND = "extend", "May they have it longer?"


class CountScope(models.TextChoices):
    ALL = "all", "Everything in the school"
    BUILDING = "building", "A building"
    ROOMS = "rooms", "Some rooms"
    KIND = "kind", "One kind of equipment"
    VIEW = "view", "A saved view of the list"


class CountState(models.TextChoices):
    DRAFT = "draft", "Being planned"
    OPEN = "open", "Open"
    CLOSED = "closed", "Closed"
    CANCELLED = "cancelled", "Cancelled"


class Verdict(models.TextChoices):
    EXPECTED = "expected", "To find"
    FOUND = "found", "Found"
    ELSEWHERE = "elsewhere", "In another room"
    UNEXPECTED = "unexpected", "Not on the list"
    MISSING = "missing", "Not found"
    LENT = "lent", "Lent, not seen"
    ENDED = "ended", "Out of the register"


class Resolution(models.TextChoices):
    NONE = "", "Nothing yet"
    MOVED = "moved", "Moved to where it was found"
    KEPT = "kept", "Left where it belongs"
    SET_MISSING = "set_missing", "Set missing"
    BACK = "back", "Back in use"


class ScanKind(models.TextChoices):
    FOUND = "found", "Scanned"
    UNDO = "undo", "Undone"
    ABSENT = "absent", "Not here"
    WISH = "wish", "Move or leave"


class ScanOutcome(models.TextChoices):
    COUNTED = "counted", "Counted"
    AGAIN = "again", "Scanned already"
    UNKNOWN = "unknown", "Nobody knows this code"
    UNCLAIMED = "unclaimed", "A label on nothing yet"
    OTHER = "other", "Not equipment of this school"
    ENDED = "ended", "Out of the register"
    QUANTITY = "quantity", "Kept by quantity"
    ROOM = "room", "A room's label"
    LATE = "late", "After the count was closed"


# Expected are the items that a school says it has: not those on order, gone, or missing already.
COUNTED = (L.IN_STOCK, L.IN_SERVICE, L.IN_REPAIR)
# Which of the five statuses of the house each verdict and state wears, and its icon.
VERDICTS: dict[Verdict, tuple[str, str]] = {
    Verdict.EXPECTED: ("quiet", "circle-dashed"),
    Verdict.FOUND: ("ok", "circle-check"),
    Verdict.ELSEWHERE: ("warn", "door"),
    Verdict.UNEXPECTED: ("live", "plus"),
    Verdict.MISSING: ("bad", "help-octagon"),
    Verdict.LENT: ("quiet", "transfer"),
    Verdict.ENDED: ("quiet", "archive"),
}
COUNT_LOOKS: dict[CountState, tuple[str, str]] = {
    CountState.DRAFT: ("quiet", "pencil"),
    CountState.OPEN: ("live", "progress"),
    CountState.CLOSED: ("ok", "circle-check"),
    CountState.CANCELLED: ("quiet", "circle-x"),
}


class MoveKind(models.TextChoices):
    """Why the number on a shelf changed. What was opened with, or corrected by, a count is a count."""

    RECEIVE = "receive", "Came in"
    ISSUE = "issue", "Given out"
    USE = "use", "Used up"
    RETURN = "return", "Came back"
    TRANSFER = "transfer", "Moved"
    ADJUST = "adjust", "Corrected"
    LOSE = "lose", "Lost or broken"
    COUNT = "count", "Counted"


class BookingState(models.TextChoices):
    DRAFT = "draft", "Asked for"
    RESERVED = "reserved", "Reserved"
    ONGOING = "ongoing", "Out"
    OVERDUE = "overdue", "Overdue"
    COMPLETE = "complete", "Back"
    CANCELLED = "cancelled", "Cancelled"
    NO_SHOW = "no_show", "Not collected"


class Every(models.TextChoices):
    """How often a booking is there again."""

    DAY = "day", "Every school day"
    WEEK = "week", "Every week"
    LETTER = "letter", "Every week of the same letter"
    MONTH = "month", "Every month on that date"
    WEEKDAY = "weekday", "Every month on that weekday"


class StudentsBook(models.TextChoices):
    """Which students book for themselves; nothing: none of them."""

    ALL = "all", "All students"
    CLASS = "class", "Who is in a class"
    TUTOR = "tutor", "Who is in a tutor group"
    OTHER = "other", "Who is in another group (a club)"


B = BookingState
BOOKING_WAITS = (B.DRAFT, B.RESERVED)
BOOKING_OUT = (B.ONGOING, B.OVERDUE)
BOOKING_LOOKS: dict[BookingState, tuple[str, str]] = {
    B.DRAFT: ("quiet", "help-circle"),
    B.RESERVED: ("live", "calendar-event"),
    B.ONGOING: ("live", "arrow-up-right"),
    B.OVERDUE: ("bad", "clock-exclamation"),
    B.COMPLETE: ("ok", "circle-check"),
    B.CANCELLED: ("quiet", "circle-x"),
    B.NO_SHOW: ("warn", "ghost"),
}
# What can be promised: on the shelf or in use, and not broken.
BOOKING_FIT = (L.IN_STOCK, L.IN_SERVICE)


class Link(models.TextChoices):
    """What a mailed link still leads to."""

    OPEN = "open", "To be answered"
    ANSWERED = "answered", "Answered"
    BACK = "back", "All of it is back"
    EXPIRED = "expired", "Too old"
    OLDER = "older", "Another was sent since"
    GONE = "gone", "Nobody to answer"
