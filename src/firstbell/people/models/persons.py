from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Lower

from firstbell.lib import natural
from firstbell.people.models.groups import Group
from firstbell.people.states import MemberKind, year_name, year_of
from firstbell.places.models import lookup_of
from firstbell.platform.database.uid import UidField
from firstbell.platform.tenancy.models import School, SchoolOwned, Viewer, VisibleQuerySet


class PersonQuerySet(VisibleQuerySet):
    def visible_to(self, actor: Viewer) -> Self:
        """Everybody who ever belonged to a school one looks after; staff find staff; oneself always."""
        everywhere = actor.schools("people.view")
        if everywhere is None:
            return self
        mine = Q(pk__in=())
        if everywhere:
            mine |= Q(school_id__in=everywhere) | _belonging(school_id__in=everywhere)
        findable = actor.schools("people.find") or frozenset()
        if findable - everywhere:
            adults = (MemberKind.STAFF, MemberKind.CONTRACTOR)
            mine |= _belonging(school_id__in=findable - everywhere, kind__in=adults)
        oneself = getattr(actor, "person_uid", None)
        if oneself is not None and actor.schools("people.own"):
            mine |= Q(uid=oneself)
        return self.filter(mine)

    def with_now(self) -> Self:
        """With what they are at the school, for the words under their name."""
        return self.select_related("now__school", "now__tutor_group", "now__department", "school")

    def known(self) -> Self:
        """Neither merged into another record nor anonymised."""
        return self.filter(merged_into=None, anonymised_at=None)


def _belonging(**to: object) -> Q:
    return Q(Exists(Membership.objects.filter(person=OuterRef("pk"), **to)))


class Person(SchoolOwned):
    """Somebody the school knows. `school` is where they are now, or were last; memberships tell the rest."""

    # The membership that counts now, or counted last: what lists show without looking through all of them.
    now = models.ForeignKey(
        "people.Membership",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    title = models.CharField(max_length=20, blank=True)
    given_name = models.CharField("first name", max_length=80, blank=True)
    family_name = models.CharField("last name", max_length=80, blank=True)
    known_as = models.CharField(max_length=80, blank=True)
    name_key = models.CharField(max_length=255, editable=False)
    lookup = models.CharField(max_length=255, editable=False)
    initials = models.CharField(max_length=10, blank=True)
    email = models.EmailField(blank=True)
    phone_ext = models.CharField("extension", max_length=20, blank=True)
    notes = models.TextField(blank=True)
    custom = models.JSONField(default=dict, blank=True, editable=False)
    anonymised_at = models.DateTimeField(null=True, blank=True, editable=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
    )

    objects = PersonQuerySet.as_manager()
    view_permission = "people.view"
    personal = {
        "title": "clear", "given_name": "clear", "family_name": "name", "known_as": "clear", "name_key": "name",
        "lookup": "name", "initials": "clear", "email": "clear", "phone_ext": "clear", "notes": "clear",
        "custom": "fields",
    }  # fmt: skip
    plain = {"anonymised_at", "created_at"}

    class Meta:
        verbose_name_plural = "people"
        indexes = [models.Index(fields=["school", "name_key"], name="people_person_by_name")]
        constraints = [
            models.UniqueConstraint(
                Lower("email"), condition=~Q(email=""), name="people_person_email_any_case"
            )
        ]

    def __str__(self) -> str:
        return f"{self.known_as or self.given_name} {self.family_name}".strip() or "Somebody"

    @property
    def formal(self) -> str:
        """ "Ms Okoro", for those who are called so; else the name."""
        return f"{self.title} {self.family_name}" if self.title and self.family_name else str(self)

    def call(self, *, title: str, given_name: str, family_name: str, known_as: str) -> Self:
        self.title, self.given_name, self.family_name = title, given_name, family_name
        self.known_as = known_as
        self.name_key = natural.key(f"{family_name} {known_as or given_name}")
        self.lookup = self.lookup_of_names()
        return self

    def lookup_of_names(self) -> str:
        return lookup_of(f"{self.known_as} {self.given_name} {self.family_name}")

    def what(self, on: date) -> str:
        """ "Year 9, 9C", "Science, technician": the words under a name."""
        now = self.now
        if now is None:
            return ""
        group = now.tutor_group or now.department
        words = [now.year(on), str(group) if group else "", now.job_title]
        return ", ".join(word for word in words if word) or now.get_kind_display()

    def school_ids(self) -> frozenset[int]:
        return frozenset(self.memberships.values_list("school_id", flat=True))


class MembershipQuerySet(models.QuerySet["Membership"]):
    def on(self, day: date) -> Self:
        return self.filter(from_on__lte=day).filter(Q(to_on=None) | Q(to_on__gte=day))


class Membership(models.Model):
    """Belonging to a school as a student, as staff or as a contractor, from a day and perhaps to a day."""

    uid = UidField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="memberships")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, choices=MemberKind)
    from_on = models.DateField()
    to_on = models.DateField(null=True, blank=True)
    mis_id = models.CharField("MIS number", max_length=60, blank=True)
    cohort = models.PositiveSmallIntegerField(null=True, blank=True)
    tutor_group = models.ForeignKey(
        Group, on_delete=models.SET_NULL, null=True, blank=True, related_name="tutees"
    )
    department = models.ForeignKey(
        Group, on_delete=models.SET_NULL, null=True, blank=True, related_name="staff"
    )
    job_title = models.CharField(max_length=100, blank=True)
    # Of a leaver: when the list of what is still out was sent, and when all of it was back or written off.
    asked_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = MembershipQuerySet.as_manager()
    personal = {"mis_id": "clear", "job_title": "clear"}
    plain = {"kind", "from_on", "to_on", "cohort", "asked_at", "closed_at"}

    class Meta:
        indexes = [models.Index(fields=["school", "kind", "cohort"], name="people_membership_kind")]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "school"],
                condition=Q(to_on=None),
                name="people_membership_one_open",
            ),
            models.UniqueConstraint(
                fields=["school", "mis_id"],
                condition=Q(to_on=None) & ~Q(mis_id=""),
                name="people_membership_mis_id",
            ),
            models.CheckConstraint(
                condition=Q(to_on=None) | Q(to_on__gte=F("from_on")),
                name="people_membership_ends_after",
            ),
            models.CheckConstraint(
                condition=Q(cohort=None) | Q(kind=MemberKind.STUDENT),
                name="people_membership_cohort",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} of {self.school}"

    def year(self, on: date) -> str:
        """ "Year 9" on this day, or nothing for those who are in no year."""
        if self.cohort is None:
            return ""
        nation = self.school.nation
        return year_name(year_of(self.cohort, on, nation), nation)
