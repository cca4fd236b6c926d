"""What a ticket was called in the helpdesk before this one."""

from __future__ import annotations

from django.db import models

from firstbell.platform.tenancy.models import School
from firstbell.support.models.tickets import Ticket


class OldNumber(models.Model):
    """The number of a ticket that was brought in: found by it, and not brought in twice.

    `as_of` is the ticket's version when a file last had a say in it: once somebody here has worked on it, no file changes it.
    """

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="+")
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="old_numbers")
    system = models.CharField("in", max_length=40, blank=True)
    number = models.CharField("number there", max_length=60)
    brought_by = models.UUIDField(null=True, blank=True)
    as_of = models.PositiveIntegerField(default=1)

    personal: dict[str, str] = {}
    plain = {"system", "number", "brought_by", "as_of"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "system", "number"], name="support_old_number_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.number} in {self.system or 'the helpdesk before'}"

    @property
    def is_told(self) -> bool:
        """What had none got one made of its words; nobody wants to read that."""
        return not self.number.startswith("~")
