"""Where the demonstration's people come from: a list of the MIS that has come in, and two who are leaving."""

from __future__ import annotations

import csv
import io
from datetime import datetime, timedelta
from uuid import UUID

from firstbell.equipment.models import Custody
from firstbell.people.actions.groups import change_group
from firstbell.people.actions.memberships import leave
from firstbell.people.actions.persons import change_person
from firstbell.people.actions.rosters import running, sources
from firstbell.people.models import Membership, Person, RosterRun
from firstbell.people.states import MemberKind, SourceKind, year_of
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.jobs import worker
from firstbell.platform.jobs.models import Job
from firstbell.platform.tenancy.models import School

_HEADINGS = ("Who", "MIS number", "First name", "Last name", "Email", "Year", "Tutor group")
_NEW = (
    ("student", "90101", "Ottilie", "Frame", "", "8", "8B"),
    ("student", "90102", "Bashir", "Quill", "", "9", "9A"),
    ("staff", "ST9001", "Wren", "Tolland", "wren.tolland@hartley.example", "", ""),
)


def bring_list(school: School, *, by: Actor, at: datetime) -> None:
    """What Arbor says this morning: everybody who is here, and three who are new."""
    if school.phase != "secondary":
        return
    source = sources.add_source(school, name="Arbor", kind=SourceKind.LIST, by=by, at=at)
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(_HEADINGS)
    rows = Membership.objects.filter(school=school, to_on=None).exclude(mis_id="")
    for row in rows.select_related("person", "tutor_group").order_by("pk"):
        years = "" if row.cohort is None else year_of(row.cohort, at.date(), school.nation)
        one = row.person
        table.writerow(
            (
                row.kind,
                row.mis_id,
                one.given_name,
                one.family_name,
                one.email,
                years,
                row.tutor_group or "",
            )
        )
    table.writerows(_NEW)
    run = running.begin(
        source, name="Everybody.csv", content=[out.getvalue().encode()], by=by, at=at
    )
    _work_off(run.job_uid)
    run = RosterRun.objects.select_related("source", "session").get(pk=run.pk)
    running.bring_in(run, by=by, at=at)
    if run.session is not None:
        _work_off(run.session.job_uid)


def _work_off(job: UUID | None) -> None:
    worker.run(Job.objects.get(uid=str(job)))


def say_goodbye(school: School, *, by: Actor, at: datetime) -> None:
    """Two students who have something leave at the end of next week; they and their tutors can be written to."""
    held = Custody.objects.open().filter(item__school=school, person__isnull=False)
    stays = Membership.objects.filter(
        school=school, kind=MemberKind.STUDENT, to_on=None, person__in=held.values("person_id")
    )
    # Whoever can sign in to look around stays.
    for stay in (
        stays.exclude(person__email__startswith="haddad@")
        .select_related("person", "school", "tutor_group")
        .order_by("pk")[:2]
    ):
        _make_reachable(stay, by, at)
        leave(stay, on=at.date() + timedelta(days=8), by=by, at=at)


def _make_reachable(stay: Membership, by: Actor, at: datetime) -> None:
    change_person(stay.person, email=f"{stay.mis_id.lower()}@hartley.example", by=by, at=at)
    teachers = Person.objects.filter(school=stay.school, memberships__kind=MemberKind.STAFF)
    tutor = teachers.filter(leads=None).exclude(email="").order_by("pk").first()
    if stay.tutor_group is not None and stay.tutor_group.led_by is None:
        change_group(stay.tutor_group, led_by=tutor, by=by, at=at)
