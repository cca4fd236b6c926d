from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from firstbell.lib import clock
from firstbell.people.actions import asking_back, retention
from firstbell.people.actions.rosters import directory, forgetting, running
from firstbell.people.models import Membership, Person, Retention, RosterRun
from firstbell.platform.jobs.models import Job
from firstbell.platform.jobs.registry import JobHandle, every, job


def _run(uid: str) -> RosterRun:
    rows = RosterRun.objects.select_related("source__school", "session__school")
    found: RosterRun = rows.get(uid=uid)
    return found


def _failed(row: Job, run: str) -> None:
    row.refresh_from_db(fields=["problem"])
    last = row.problem.strip().rpartition("\n")[2]
    running.fail(_run(run), last or "It stopped, and did not say why.", at=clock.now())


@job(running.JOB, attempts=3, on_failure=_failed)
def read_roster(handle: JobHandle, run: str) -> str:
    found, at = _run(run), clock.now()
    said = running.read(found, at=at, tell=handle.progress)
    return directory.settle_nightly(found, at=at) if found.is_nightly else said


@every("people.ask_directories", "Ask directories for their people", hours=1)
def ask_directories(at: datetime) -> str | None:
    asked = directory.ask_due(at)
    return f"{asked} asked" if asked else None


@every("people.forget_lists", "Forget the lines of old lists of people", days=1)
def forget_lists(at: datetime) -> str | None:
    forgotten = forgetting.forget_old(at)
    return f"{forgotten} lists forgotten" if forgotten else None


def _stays() -> QuerySet[Membership]:
    return Membership.objects.select_related(
        "person", "school", "tutor_group__led_by", "department__led_by"
    )


@job(asking_back.JOB, attempts=8)
def send_leaver_list(handle: JobHandle, stay: str, alone: bool = False) -> str:  # noqa: FBT001, FBT002 -- of a job
    return asking_back.send_list(_stays().get(uid=stay), alone=alone)


@job(asking_back.TUTOR_JOB, attempts=8)
def send_tutor_list(handle: JobHandle, tutor: int, stays: list[str]) -> str:
    who = Person.objects.known().filter(pk=tutor).first()
    rows = list(_stays().filter(uid__in=stays).order_by("person__name_key", "pk"))
    return asking_back.send_tutor_list(who, rows) if who and rows else "They are gone"


@every("people.leavers", "Forget leavers whose time is up", days=1)
def forget_leavers(at: datetime) -> str | None:
    schools = retention.send_off(at)
    return f"{schools} schools have leavers to forget" if schools else None


@job(retention.JOB)
def anonymise_leavers(handle: JobHandle, rule: int) -> str:
    found = Retention.objects.select_related("school").get(pk=rule)
    return retention.anonymise_due(found, handle, at=clock.now())
