from __future__ import annotations

from django.db import models


class Role(models.TextChoices):
    TECHNICIAN = "technician", "Technician"
    LEAD = "lead", "Lead technician"
    BUSINESS = "business", "Business manager"
    LEADER = "leader", "Leader"
    STAFF = "staff", "Staff"
    STUDENT = "student", "Student"
    SUPPLIER = "supplier", "Supplier or support partner"


ROLE_SENTENCES = {
    Role.TECHNICIAN: "Keeps the register, looks after rooms and people's equipment.",
    Role.LEAD: "A technician who also sets the school up: accounts, roles, numbering, calendar, tokens.",
    Role.BUSINESS: "Sees the register and its money, approves spending.",
    Role.LEADER: "Head, digital lead or governor: reads everything of the school, changes nothing.",
    Role.STAFF: "Teaches or works here: sees rooms, and the equipment they hold.",
    Role.STUDENT: "Sees the equipment they hold.",
    Role.SUPPLIER: "Sees only what has been shared with them.",
}
