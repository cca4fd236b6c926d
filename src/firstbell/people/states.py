from __future__ import annotations

from datetime import date

from django.db import models

from firstbell.platform.tenancy.states import Nation


class MemberKind(models.TextChoices):
    STUDENT = "student", "Student"
    STAFF = "staff", "Staff"
    CONTRACTOR = "contractor", "Contractor"


class GroupKind(models.TextChoices):
    CLASS = "class", "Class"
    TUTOR = "tutor", "Tutor group"
    DEPARTMENT = "department", "Department"
    OTHER = "other", "Other group"


class KeeperRole(models.TextChoices):
    LOOKS_AFTER = "looks_after", "Looks after it"
    STANDS_IN = "stands_in", "Stands in"


class SourceKind(models.TextChoices):
    ONEROSTER = "oneroster", "OneRoster 1.1 or 1.2 (zip)"
    SDS = "sds", "School Data Sync v2.1 (zip)"
    LIST = "list", "A list of everybody (CSV or Excel)"
    DIRECTORY = "directory", "A directory (LDAP or Active Directory)"


class Speaks(models.TextChoices):
    BOTH = "both", "Students and staff"
    STUDENTS = "students", "Students"
    STAFF = "staff", "Staff"


class OrganisationKind(models.TextChoices):
    SUPPLIER = "supplier", "Supplier"
    PARTNER = "partner", "Support partner"
    SUPPLIER_AND_PARTNER = "both", "Supplier and support partner"
    PROVIDER = "provider", "Service provider"
    AUTHORITY = "authority", "Local authority or trust"
    OTHER = "other", "Other"


def school_year(on: date, nation: str = Nation.ENGLAND) -> int:
    """The calendar year in which the school year of this day began; Scotland goes back in August."""
    first_month = 8 if nation == Nation.SCOTLAND else 9
    return on.year if on.month >= first_month else on.year - 1


def year_of(cohort: int, on: date, nation: str = Nation.ENGLAND) -> int:
    """Years since Reception (Primary 1), which this cohort began in the autumn of `cohort`."""
    return school_year(on, nation) - cohort


def year_name(years: int, nation: str = Nation.ENGLAND) -> str:
    """ "Year 7", "Reception", "S3": what the nation's schools call it."""
    if years < 0:
        return "Nursery"
    if nation == Nation.SCOTLAND:
        return _numbered(years, (("P", 0, 7), ("S", 7, 13)), shift=1)
    if nation == Nation.NORTHERN_IRELAND:
        return f"Year {years + 1}" if years < 14 else "Left"
    return "Reception" if years == 0 else _numbered(years, (("Year ", 1, 14),), shift=0)


def _numbered(years: int, bands: tuple[tuple[str, int, int], ...], *, shift: int) -> str:
    for letter, first, end in bands:
        if first <= years < end:
            return f"{letter}{years + shift - (first if shift else 0)}"
    return "Left"


def cohort_of(year: int, on: date, nation: str = Nation.ENGLAND) -> int:
    """The cohort of somebody in Year `year` (England and Wales) on this day."""
    shift = {Nation.SCOTLAND.value: 1, Nation.NORTHERN_IRELAND.value: 1}.get(str(nation), 0)
    return school_year(on, nation) - (year - shift)
