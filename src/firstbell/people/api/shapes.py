from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from ninja import Field, Schema

from firstbell.people.models import Group, Membership, Organisation, Person, RoomKeeper
from firstbell.people.states import GroupKind, KeeperRole, MemberKind, OrganisationKind
from firstbell.platform.api.days import Day
from firstbell.platform.api.paging import Paging
from firstbell.platform.api.sent import Sent
from firstbell.platform.fields.values import masked

_NO_NUL = r"^[^\x00]*$"
Short = Annotated[str, Field(max_length=20, pattern=_NO_NUL)]
Name = Annotated[str, Field(max_length=80, pattern=_NO_NUL)]
Line = Annotated[str, Field(max_length=100, pattern=_NO_NUL)]
Named = Annotated[str, Field(min_length=1, max_length=100, pattern=_NO_NUL)]
Phone = Annotated[str, Field(max_length=40, pattern=_NO_NUL)]
Email = Annotated[str, Field(max_length=254, pattern=r"^$|^[^\s@\x00]+@[^\s@\x00]+$")]
Web = Annotated[str, Field(max_length=200, pattern=r"^$|^https?://[^\s\x00]+$")]
Number = Annotated[str, Field(max_length=60, pattern=_NO_NUL)]
Notes = Annotated[str, Field(max_length=10_000, pattern=_NO_NUL)]
# The trust's own fields by their keys; what is not sent stays, null clears.
Own = Annotated[dict[str, str | int | bool | list[str] | None], Field(max_length=100)]
Cohort = Annotated[int, Field(ge=1950, le=2100)]


class MembershipOut(Schema):
    uid: UUID
    school: UUID
    kind: str
    from_on: date
    to_on: date | None
    mis_id: str
    cohort: int | None
    tutor_group: str
    department: str
    job_title: str

    @staticmethod
    def resolve_school(row: Membership) -> object:
        return row.school.uid

    @staticmethod
    def resolve_tutor_group(row: Membership) -> str:
        return str(row.tutor_group or "")

    @staticmethod
    def resolve_department(row: Membership) -> str:
        return str(row.department or "")


class PersonOut(Schema):
    uid: UUID
    version: int
    name: str
    title: str
    given_name: str
    family_name: str
    known_as: str
    initials: str
    email: str
    phone_ext: str
    anonymised_at: datetime | None
    custom: dict[str, Any]
    memberships: list[MembershipOut]

    @staticmethod
    def resolve_custom(person: Person) -> dict[str, Any]:
        return masked(person.custom)

    @staticmethod
    def resolve_name(person: Person) -> str:
        return str(person)

    @staticmethod
    def resolve_memberships(person: Person) -> list[Membership]:
        return sorted(person.memberships.all(), key=lambda row: row.from_on)


class ArrivalIn(Sent):
    """One person. What is blank is left alone; whoever is known by MIS number or email is brought up to date."""

    kind: MemberKind | None = None
    title: Short = ""
    given_name: Name = ""
    family_name: Name = ""
    known_as: Name = ""
    email: Email = ""
    mis_id: Number = ""
    initials: Annotated[str, Field(max_length=10, pattern=_NO_NUL)] = ""
    phone_ext: Short = ""
    job_title: Line = ""
    cohort: Cohort | None = None
    tutor_group: Line = ""
    department: Line = ""
    from_on: Day | None = None
    to_on: Day | None = None
    custom: Own = Field(default_factory=dict)


class PeopleIn(Sent):
    school: UUID
    people: list[ArrivalIn] = Field(min_length=1, max_length=500)


class PersonChange(Sent):
    title: Short | None = None
    given_name: Name | None = None
    family_name: Name | None = None
    known_as: Name | None = None
    email: Email | None = None
    initials: Annotated[str, Field(max_length=10, pattern=_NO_NUL)] | None = None
    phone_ext: Short | None = None
    custom: Own | None = None


class PersonFilter(Paging):
    school: UUID | None = None
    kind: MemberKind | None = None
    email: str = Field("", max_length=254)
    mis_id: str = Field("", max_length=60)


class PersonPage(Schema):
    items: list[PersonOut]
    next: str | None


class LeaveIn(Sent):
    school: UUID
    on: Day


class LeaversAsk(Sent):
    """Who is asked for what they still have; who was asked already is not asked again."""

    people: Annotated[list[UUID], Field(min_length=1, max_length=2_000)]


class LeaversAsked(Schema):
    asked: int


class WhoseAccount(Sent):
    """The address of the account they sign in with; empty: none."""

    email: Email = ""


class MergeIn(Sent):
    into: UUID


class GroupOut(Schema):
    uid: UUID
    version: int
    school: UUID
    name: str
    kind: str
    led_by: UUID | None

    @staticmethod
    def resolve_school(group: Group) -> object:
        return group.school.uid

    @staticmethod
    def resolve_led_by(group: Group) -> object:
        return group.led_by.uid if group.led_by else None


class GroupIn(Sent):
    school: UUID
    name: Named
    kind: GroupKind = GroupKind.CLASS
    led_by: UUID | None = None


class GroupPage(Schema):
    items: list[GroupOut]
    next: str | None


class MembersIn(Sent):
    people: list[UUID] = Field(min_length=1, max_length=500)


class KeeperOut(Schema):
    uid: UUID
    room: UUID
    person: UUID
    role: str
    from_on: date

    @staticmethod
    def resolve_room(row: RoomKeeper) -> object:
        return row.room.uid

    @staticmethod
    def resolve_person(row: RoomKeeper) -> object:
        return row.person.uid


class KeeperIn(Sent):
    person: UUID
    role: KeeperRole = KeeperRole.LOOKS_AFTER


class OrganisationData(Schema):
    contact_name: Line = ""
    email: Email = ""
    phone: Phone = ""
    website: Web = ""
    support_email: Email = ""
    support_phone: Phone = ""
    support_url: Web = ""
    warranty_url: Web = ""
    account_number: Number = ""
    notes: Notes = ""


class OrganisationIn(OrganisationData, Sent):
    """Of one school; of the whole trust without one, for whoever works in all of it."""

    school: UUID | None = None
    name: Named
    kind: OrganisationKind = OrganisationKind.SUPPLIER


class OrganisationChange(Sent):
    name: Named | None = None
    kind: OrganisationKind | None = None
    contact_name: Line | None = None
    email: Email | None = None
    phone: Phone | None = None
    website: Web | None = None
    support_email: Email | None = None
    support_phone: Phone | None = None
    support_url: Web | None = None
    warranty_url: Web | None = None
    account_number: Number | None = None
    notes: Notes | None = None


class OrganisationOut(OrganisationData):
    kind: str
    uid: UUID
    version: int
    school: UUID | None
    name: str
    archived_at: datetime | None

    @staticmethod
    def resolve_school(organisation: Organisation) -> object:
        return organisation.school.uid if organisation.school else None


class OrganisationPage(Schema):
    items: list[OrganisationOut]
    next: str | None
