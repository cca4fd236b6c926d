from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q

from firstbell.people.states import OrganisationKind
from firstbell.places.models import Named
from firstbell.platform.tenancy.models import School, Versioned, Viewer, VisibleQuerySet


class OrganisationQuerySet(VisibleQuerySet):
    def visible_to(self, actor: Viewer) -> Self:
        """One school's own, and the trust's for everybody who may see any."""
        schools = actor.schools("people.organisations")
        if schools is None:
            return self
        return self.filter(Q(school_id__in=schools) | Q(school=None)) if schools else self.none()

    def open(self) -> Self:
        return self.filter(archived_at=None)


class Organisation(Named, Versioned):
    """A supplier, a support partner, a provider: of one school, or of the whole trust."""

    school = models.ForeignKey(
        School, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(
        max_length=20, choices=OrganisationKind, default=OrganisationKind.SUPPLIER
    )
    contact_name = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    website = models.URLField(blank=True)
    support_email = models.EmailField(blank=True)
    support_phone = models.CharField(max_length=40, blank=True)
    support_url = models.URLField("support page", blank=True)
    warranty_url = models.URLField(
        "warranty check", blank=True, help_text="{serial} is replaced by the serial number"
    )
    account_number = models.CharField(max_length=60, blank=True)
    notes = models.TextField(blank=True)
    archived_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects = OrganisationQuerySet.as_manager()
    view_permission = "people.organisations"
    personal = {"contact_name": "clear", "email": "clear", "phone": "clear", "notes": "text"}
    plain = {
        "name", "name_key", "lookup", "kind", "website", "support_email", "support_phone", "support_url",
        "warranty_url", "account_number", "archived_at", "created_at",
    }  # fmt: skip

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["school", "lookup"],
                condition=Q(archived_at=None),
                name="people_organisation_name",
            ),
            # Two rows without a school are not equal to a database: the trust's own need a rule of their own.
            models.UniqueConstraint(
                fields=["lookup"],
                condition=Q(archived_at=None, school=None),
                name="people_organisation_trust",
            ),
        ]
