from __future__ import annotations

from django.db import models
from django.db.models import Q

from firstbell.platform.database.uid import UidField


class State(models.TextChoices):
    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"


class Job(models.Model):
    """A piece of work to be done: the truth; the queue only rings."""

    uid = UidField()
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    args = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    school_id = models.BigIntegerField(null=True)
    actor_key = models.CharField(max_length=80)
    actor_name = models.CharField(max_length=200)
    run_after = models.DateTimeField()
    claimed_by = models.CharField(max_length=80, blank=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    line = models.CharField(max_length=300, blank=True)
    problem = models.TextField(blank=True)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    personal = {"actor_name": "name"}
    plain = {
        "name", "title", "args", "state", "school_id", "actor_key", "run_after", "claimed_by", "claimed_until",
        "attempts", "done", "total", "line", "problem", "created_at", "started_at", "ended_at",
    }  # fmt: skip

    class Meta:
        indexes = [
            models.Index(
                fields=["run_after"],
                name="jobs_job_open",
                condition=Q(state__in=["waiting", "running"]),
            ),
            models.Index(fields=["-id"], name="jobs_job_failed", condition=Q(state="failed")),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_over(self) -> bool:
        return self.state in (State.DONE, State.FAILED)

    @property
    def percent(self) -> int:
        return 100 * self.done // self.total if self.total else 0


class Beat(models.Model):
    """When a periodic job last ran, so that only one machine of several runs it."""

    name = models.CharField(max_length=80, primary_key=True)
    ran_at = models.DateTimeField()

    personal: dict[str, str] = {}
    plain = {"name", "ran_at"}

    def __str__(self) -> str:
        return self.name
