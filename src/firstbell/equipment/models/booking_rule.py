"""What may be booked and how, and what is said otherwise of some people."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from firstbell.equipment.models.catalogue import Category, Model
from firstbell.equipment.models.item import Item
from firstbell.equipment.states import StudentsBook
from firstbell.people.models import Group
from firstbell.people.states import MemberKind
from firstbell.platform.database.uid import UidField
from firstbell.platform.tenancy.models import SchoolOwned, VisibleQuerySet

Bookable = Category | Model | Item


def exactly_one() -> Q:
    found = Q(category__isnull=False, model=None, item=None)
    found |= Q(category=None, model__isnull=False, item=None)
    return found | Q(category=None, model=None, item__isnull=False)


class BookingRule(SchoolOwned):
    """Whether and how a kind is booked at a school; a model's own row, and then an item's, count before its kind's."""

    category = models.ForeignKey(
        Category, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    model = models.ForeignKey(
        Model, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    item = models.ForeignKey(
        Item, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    bookable = models.BooleanField("may be booked", default=True)
    staff = models.BooleanField("staff book for themselves", default=True)
    students = models.CharField(
        "students book for themselves", max_length=10, choices=StudentsBook, blank=True
    )
    needs_yes = models.BooleanField("the desk says yes first", default=False)
    any_time = models.BooleanField("also when the school is closed", default=False)
    notice_hours = models.PositiveSmallIntegerField("hours ahead at least", default=0)
    ahead_days = models.PositiveSmallIntegerField("days ahead at most", null=True, blank=True)
    longest_hours = models.PositiveSmallIntegerField("hours at most", null=True, blank=True)
    buffer_minutes = models.PositiveSmallIntegerField("minutes between two bookings", default=0)
    grace_minutes = models.PositiveSmallIntegerField("minutes it is kept", default=30)

    objects = VisibleQuerySet.as_manager()
    view_permission = "equipment.view"
    personal: dict[str, str] = {}
    plain = {
        "bookable", "staff", "students", "needs_yes", "any_time", "notice_hours", "ahead_days", "longest_hours",
        "buffer_minutes", "grace_minutes", "created_at",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.CheckConstraint(condition=exactly_one(), name="equipment_bookingrule_of_one"),
            *(
                models.UniqueConstraint(
                    fields=["school", name],
                    condition=Q(**{f"{name}__isnull": False}),
                    name=f"equipment_bookingrule_{name}",
                )
                for name in ("category", "model", "item")
            ),
        ]

    def __str__(self) -> str:
        return f"How {self.thing} is booked"

    @property
    def thing(self) -> Bookable:
        found = self.category or self.model or self.item
        assert found is not None  # noqa: S101 -- the database has a constraint that says so
        return found


class BookingAllowance(models.Model):
    """What a rule says otherwise of some people: of all students, all staff, or who is in a group.

    A group's own counts before that of all students; what is left empty is as the rule has it.
    """

    uid = UidField()
    rule = models.ForeignKey(BookingRule, on_delete=models.CASCADE, related_name="allowances")
    kind = models.CharField("of all", max_length=20, choices=MemberKind, blank=True)
    group = models.ForeignKey(
        Group, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    may_book = models.BooleanField("book for themselves", default=True)
    needs_yes = models.BooleanField("the desk says yes first", default=False)
    ahead_days = models.PositiveSmallIntegerField("days ahead at most", null=True, blank=True)
    longest_hours = models.PositiveSmallIntegerField("hours at most", null=True, blank=True)

    personal: dict[str, str] = {}
    plain = {"kind", "may_book", "needs_yes", "ahead_days", "longest_hours"}

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(group=None, kind__gt="") | Q(group__isnull=False, kind=""),
                name="equipment_bookingallowance_of_one",
            ),
            models.UniqueConstraint(
                fields=["rule", "kind"],
                condition=Q(group=None),
                name="equipment_bookingallowance_kind",
            ),
            models.UniqueConstraint(
                fields=["rule", "group"],
                condition=Q(kind=""),
                name="equipment_bookingallowance_group",
            ),
        ]

    def __str__(self) -> str:
        return str(self.group) if self.group else _ALL_OF[MemberKind(self.kind)]


_ALL_OF = {
    MemberKind.STUDENT: "All students", MemberKind.STAFF: "All staff", MemberKind.CONTRACTOR: "All contractors",
}  # fmt: skip
