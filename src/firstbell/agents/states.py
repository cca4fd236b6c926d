from __future__ import annotations

from django.db import models


class Approval(models.TextChoices):
    WAITING = "waiting", "Waiting"
    APPROVED = "approved", "Approved"
    REFUSED = "refused", "Refused"


class KeyState(models.TextChoices):
    IN_USE = "in_use", "In use"
    RUN_OUT = "run_out", "Has run out"
    REVOKED = "revoked", "Revoked"


class DeviceKind(models.TextChoices):
    COMPUTER = "computer", "Computer"
    PHONE = "phone", "Phone or tablet"
    PRINTER = "printer", "Printer"
    NETWORK = "network", "Network device"


class MarkKind(models.TextChoices):
    """What tells one reporting machine from another."""

    SERIAL = "serial", "serial"
    UUID = "uuid", "UUID"
    MAC = "mac", "MAC address"
    DISK = "disk", "disk"
    AGENT = "agent", "agent's own id"
    DEVICEID = "deviceid", "device id"


class MatchKind(models.TextChoices):
    """The ways in which a report is recognised; a row of `MatchRule` gives each its place."""

    SERIAL_AND_UUID = "serial_uuid", "Serial and UUID"
    SERIAL = "serial", "Serial"
    UUID = "uuid", "UUID"
    AGENT = "agent", "The agent's own id"
    MAC = "mac", "MAC address"
    DEVICEID = "deviceid", "Device id"


class Arrival(models.TextChoices):
    """What becomes of a device that nobody knew."""

    APPROVE = "approve", "Approve it, and put it in the register"
    REGISTER = "register", "Put it in the register; work waits for approval"
    HOLD = "hold", "Keep it waiting among the new devices"
    REFUSE = "refuse", "Refuse it"


class AgeFrom(models.TextChoices):
    """Where the age of a device comes from."""

    BOUGHT = "bought", "When it was bought"
    FIRMWARE = "firmware", "Its firmware"
    FIRST_REPORT = "first_report", "Its first report"


class OnOff(models.TextChoices):
    """Encryption and firewall: what nobody reported is unknown, not off."""

    ON = "on", "On"
    PART = "part", "Partly"
    OFF = "off", "Off"
    UNKNOWN = "unknown", "Unknown"


class Antivirus(models.TextChoices):
    ON = "on", "On and up to date"
    OUT_OF_DATE = "out_of_date", "Out of date"
    OFF = "off", "Off"
    NONE = "none", "None"
    UNKNOWN = "unknown", "Unknown"


class CheckInState(models.TextChoices):
    QUEUED = "queued", "Queued"
    REACHED = "reached", "Reached"
    ANSWERED = "answered", "Answered"
    GAVE_UP = "gave_up", "Not reached within a day"


class Level(models.TextChoices):
    INFO = "info", "Note"
    WARNING = "warning", "Warning"
    REFUSED = "refused", "Refused"


class LastUser(models.TextChoices):
    """How much of who used a machine last is kept."""

    NONE = "none", "Keep nothing"
    INITIAL = "initial", "Keep only the first letter"
    NAME = "name", "Keep the sign-in name"
