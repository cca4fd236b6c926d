from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q

from firstbell.people.states import GroupKind
from firstbell.places.models import Named
from firstbell.platform.database.uid import UidField
from firstbell.platform.tenancy.models import SchoolOwned, VisibleQuerySet


class GroupQuerySet(VisibleQuerySet):
    def open(self) -> Self:
        return self.filter(archived_at=None)


class Group(Named, SchoolOwned):
    """A class, a tutor group, a department. A year group is no row: it follows from the cohort."""

    kind = models.CharField(max_length=20, choices=GroupKind, default=GroupKind.CLASS)
    led_by = models.ForeignKey(
        "people.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="leads"
    )
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = GroupQuerySet.as_manager()
    view_permission = "people.view"
    personal: dict[str, str] = {}
    plain = {"name", "name_key", "lookup", "kind", "archived_at", "created_at"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "kind", "lookup"],
                condition=Q(archived_at=None),
                name="people_group_name",
            )
        ]


class GroupMember(models.Model):
    """Somebody in a class or another group, for a while; tutor group and department are on the membership."""

    uid = UidField()
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(
        "people.Person", on_delete=models.CASCADE, related_name="group_members"
    )
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)

    personal: dict[str, str] = {}
    plain = {"from_on", "to_on"}

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "person"], condition=Q(to_on=None), name="people_member_once"
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="people_member_ends_after",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} in {self.group}"
