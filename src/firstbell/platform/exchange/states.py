from __future__ import annotations

from django.db import models


class State(models.TextChoices):
    UPLOADED = "uploaded", "Being read"
    MAPPING = "mapping", "Columns to confirm"
    CHECKING = "checking", "Being checked"
    CHECKED = "checked", "Ready to bring in"
    APPLYING = "applying", "Being brought in"
    APPLIED = "applied", "Brought in"
    UNDOING = "undoing", "Being undone"
    UNDONE = "undone", "Undone"
    FAILED = "failed", "Stopped"


WORKING = (State.UPLOADED, State.CHECKING, State.APPLYING, State.UNDOING)


class Mode(models.TextChoices):
    BOTH = "both", "Add new ones and change those that are there"
    CREATE = "create", "Only add new ones"
    UPDATE = "update", "Only change those that are there"


class Verdict(models.TextChoices):
    CREATE = "create", "Will be added"
    UPDATE = "update", "Will be changed"
    SAME = "same", "Already so"
    SKIP = "skip", "Left out"
    ERROR = "error", "Cannot be used"


class Outcome(models.TextChoices):
    WAITING = "", "Not yet"
    CREATED = "created", "Added"
    UPDATED = "updated", "Changed"
    SAME = "same", "Already so"
    REFUSED = "refused", "Refused"
    UNDONE = "undone", "Undone"
    KEPT = "kept", "Kept"


class Decision(models.TextChoices):
    OPEN = "", "Not decided"
    CREATE = "create", "Add it"
    USE = "use", "It is one that we have"
    SAME = "same", "It is the same as another name of the file"
    EMPTY = "empty", "Leave it empty"


class Scope(models.TextChoices):
    """Who else may use a profile."""

    ME = "me", "Only you"
    SCHOOL = "school", "This school"
    TRUST = "trust", "The whole trust"
