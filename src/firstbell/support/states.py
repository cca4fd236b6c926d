from __future__ import annotations

from django.db import models


class Phase(models.TextChoices):
    """What a status means to the clocks and the queue, however a school calls it."""

    NEW = "new", "New"
    OPEN = "open", "Open"
    WAITING = "waiting", "Waiting"
    SOLVED = "solved", "Solved"
    CLOSED = "closed", "Closed"


DONE = (Phase.SOLVED, Phase.CLOSED)


class Kind(models.TextChoices):
    FAULT = "fault", "Something is broken"
    REQUEST = "request", "Something is wanted"
    QUESTION = "question", "A question"
    CHANGE = "change", "A change"
    PROACTIVE = "proactive", "Found before anybody noticed"


class Stops(models.TextChoices):
    """What whoever reported it said; which lesson that is, the timetable tells."""

    NOW = "now", "Stops the lesson now"
    NEXT = "next", "Stops the next lesson"
    NO = "no", "Stops no lesson"


class Source(models.TextChoices):
    PORTAL = "portal", "from the portal"
    LABEL = "label", "from a label"
    MINE = "mine", "from their own equipment"
    MAIL = "mail", "by email"
    PHONE = "phone", "by phone"
    WALK_IN = "walk_in", "at the door"
    CORRIDOR = "corridor", "in the corridor"
    API = "api", "by API"


# Ways in that a technician chooses on behalf of somebody.
BY_HAND = (Source.PHONE, Source.WALK_IN, Source.CORRIDOR)


class EntryKind(models.TextChoices):
    REPORT = "report", "Reported"
    REPLY = "reply", "Answered"
    NOTE = "note", "Team only"
    CALL = "call", "Spoke"
    SOLUTION = "solution", "Solved"
    MAIL = "mail", "By email"
    TIME = "time", "Time spent"
    PARTNER = "partner", "Partner"


class Activity(models.TextChoices):
    """What the minutes were spent on."""

    FIXING = "fixing", "Fixing"
    REMOTE = "remote", "Helping from afar"
    WALKING = "walking", "Getting there"
    ASKING = "asking", "Talking to a supplier"
    TEACHING = "teaching", "Showing somebody how"


class ClockKind(models.TextChoices):
    ACKNOWLEDGE = "acknowledge", "Somebody has it"
    RESPOND = "respond", "First answer"
    UPDATE = "update", "Next answer"
    RESOLVE = "resolve", "Solved"


class Audience(models.TextChoices):
    """Who reads an article once it is published; the team reads all of them."""

    TEAM = "team", "Technicians"
    STAFF = "staff", "Staff"
    STUDENTS = "students", "Students"
    EVERYBODY = "everybody", "Everybody signed in"


class ArticleState(models.TextChoices):
    """A draft is being written; what is internal the team uses; what is published its audience reads."""

    DRAFT = "draft", "Draft"
    INTERNAL = "internal", "Internal"
    PUBLISHED = "published", "Published"
    AWAY = "away", "Put away"


class Security(models.TextChoices):
    TLS = "tls", "TLS"
    STARTTLS = "starttls", "STARTTLS"
    NONE = "none", "None: only within this machine"


class MailState(models.TextChoices):
    """What became of a mail that came; it is on the disk from the first of these on."""

    STORED = "stored", "Kept, not read yet"
    READ = "read", "On a ticket"
    IGNORED = "ignored", "Left alone"
    HELD = "held", "Held back"


class LetterKind(models.TextChoices):
    ANSWER = "answer", "Answer"
    RECEIPT = "receipt", "Receipt"
    COPY = "copy", "Copy of an answer"
    OPINION = "opinion", "Question how it went"
    TOLD = "told", "What was not done"
    PARTNER = "partner", "To a partner"
    RULE = "rule", "Sent by a rule"


class LetterState(models.TextChoices):
    QUEUED = "queued", "Waits"
    SENT = "sent", "Sent"
    FAILED = "failed", "Refused"
    BOUNCED = "bounced", "Came back"


class Provider(models.TextChoices):
    """Who lets us into a mailbox without its password."""

    MICROSOFT = "microsoft", "Microsoft 365"
    GOOGLE = "google", "Google"
    OTHER = "other", "Another OAuth 2 server"


class Flow(models.TextChoices):
    PERSON = "person", "Whoever signs in to the mailbox"
    ITSELF = "itself", "An administrator, for the application itself"


class OwnerAfter(models.TextChoices):
    """Who has the ticket after a ready answer."""

    SAME = "", "Whoever has it"
    ME = "me", "Whoever sends it"
    NOBODY = "nobody", "Nobody"


class LinkKind(models.TextChoices):
    """Read from the first to the second; `OTHER_WAY` is how the second says it."""

    RELATED = "related", "Goes with"
    DUPLICATE = "duplicate", "Is the same as"
    DEPENDS = "depends", "Waits for"


OTHER_WAY = {
    LinkKind.RELATED: "Goes with", LinkKind.DUPLICATE: "Is the same as", LinkKind.DEPENDS: "Is waited for by",
}  # fmt: skip


class Ask(models.TextChoices):
    """What kind of answer a question wants."""

    TEXT = "text", "A few words"
    LONG = "long", "A text"
    CHOICE = "choice", "One of these"
    MANY = "many", "Some of these"
    YES_NO = "yes_no", "Yes or no"
    DATE = "date", "A day"
    NUMBER = "number", "A number"
    PERSON = "person", "Somebody"
    ROOM = "room", "A room"
    ITEM = "item", "A thing"
    FILE = "file", "A file"


class Whose(models.TextChoices):
    """Who is asked for a yes."""

    PERSON = "person", "One person"
    ROLE = "role", "Everybody of a role"
    GROUP = "group", "Everybody of a group"


class Need(models.TextChoices):
    """How many of them."""

    ANY = "any", "Any one"
    HALF = "half", "Half"
    ALL = "all", "All"


class Said(models.TextChoices):
    WAITING = "waiting", "Waits"
    YES = "yes", "Approved"
    NO = "no", "Refused"
    SPARED = "spared", "Not needed any more"


class RuleKind(models.TextChoices):
    """When a rule of the desk is looked at."""

    EVENT = "event", "When something happens"
    TIME = "time", "When time has passed"
    PROMISE = "promise", "When a promise is about to be broken"


class Since(models.TextChoices):
    """What a rule by time counts from; the last of them counts towards it."""

    STATUS = "status", "since its status was set"
    UNANSWERED = "unanswered", "since whoever asked wrote and nobody answered"
    OPENED = "opened", "since it was raised"
    CHANGED = "changed", "since anything changed"
    DUE = "due", "before it is due"


class Unit(models.TextChoices):
    MINUTES = "minutes", "minutes of school"
    PERIODS = "periods", "lesson periods"
    DAYS = "days", "school days"


class Whom(models.TextChoices):
    """Whom a rule tells, besides somebody by name."""

    OWNER = "owner", "Whoever has it, else the team"
    TEAM = "team", "Everybody of its team"
    LEAD = "lead", "Whoever leads the team"


class Turn(models.TextChoices):
    """To whom a rule gives a ticket, besides somebody by name."""

    LEAST = "least", "Whoever has the fewest open"
    NEXT = "next", "Whoever’s turn it is"
    NOBODY = "nobody", "Nobody: anybody may take it"


class Keeping(models.TextChoices):
    """What becomes of a ticket that was solved years ago."""

    BLANK = "blank", "What they say of people goes"
    REMOVE = "remove", "They go altogether"


class Opening(models.TextChoices):
    """To whom the tickets of a team are open."""

    ALL = "all", "Everybody of the desk sees and works them"
    SEEN = "seen", "The desk sees them, its own people work them"
    OWN = "own", "Its own people alone see them"


class Right(models.TextChoices):
    """What somebody may do as one of a team; each holds what stands before it, too."""

    LOOKS = "looks", "Looks"
    ANSWERS = "answers", "Answers"
    MANAGES = "manages", "Manages"


# Those of a team who work its tickets.
WORKS = (Right.ANSWERS, Right.MANAGES)
