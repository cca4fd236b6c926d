from __future__ import annotations

from django.db import models


class ProgramKind(models.TextChoices):
    """As `firstbell.lib.programs.Kind` tells them apart."""

    APPLICATION = "application", "Application"
    APP = "app", "Store app"
    RUNTIME = "runtime", "Runtime"
    DRIVER = "driver", "Driver"
    UPDATE = "update", "Update"
    PART = "part", "Part of another"
    PACKAGE = "package", "Package of the system"


class Wanted(models.TextChoices):
    REQUIRED = "required", "Required"
    FORBIDDEN = "forbidden", "Forbidden"


class Metric(models.TextChoices):
    """What one seat of a licence is."""

    DEVICE = "device", "A device"
    USER = "user", "A person"
    CONCURRENT = "concurrent", "One at a time"
    SITE = "site", "The whole school"


class LicenceState(models.TextChoices):
    """How a licence stands against what is installed today."""

    OVER = "over", "Over"
    ENDED = "ended", "Run out"
    SOON = "soon", "Ends soon"
    FINE = "fine", "Fine"
    LATER = "later", "Not begun"
    UNKNOWN = "unknown", "Not known"
