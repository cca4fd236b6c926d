from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django import forms

from firstbell.lib.refusal import NotFound, Refusal
from firstbell.platform.accounts.actors import Actor, account_actor
from firstbell.platform.accounts.models import Account, RoleGrant
from firstbell.platform.accounts.states import Role
from firstbell.platform.audit.models import Event
from firstbell.platform.jobs import registry, worker
from firstbell.platform.jobs.models import State
from firstbell.platform.lists import bulk
from firstbell.platform.lists.bulk import Wanted
from firstbell.platform.lists.looking import Looker
from firstbell.platform.lists.models import BulkRun
from firstbell.platform.lists.specs import ListSpec
from firstbell.platform.tenancy.models import School

WORDS = {"phase": ["secondary"]}


@pytest.fixture
def lead(asha_account: Account, moment: datetime) -> Actor:
    """Asha leads the whole trust here."""
    RoleGrant.objects.create(
        account=asha_account, role=Role.LEAD, school=None, from_on=moment.date().replace(year=2024)
    )
    return account_actor(asha_account, on=moment.date())


def begun(spec: ListSpec, lead: Actor, moment: datetime, query: str, words: Any = WORDS) -> BulkRun:
    rows = bulk.picked(spec, Looker(lead, moment), uids=[], query=query)
    return bulk.begin(Wanted(spec, spec.actions[0], rows, words), by=lead, at=moment)


def test_all_that_match_are_changed_and_it_is_announced_once(
    spec: ListSpec, schools: list[School], lead: Actor, moment: datetime
) -> None:
    run = begun(spec, lead, moment, "phase=primary")
    bulk.go_on(run, by=lead, at=moment)

    assert list(School.objects.filter(phase="secondary", urn__gt="").values_list("name", flat=True)) == [
        "Ash Green 2", "Ash Green 10",
    ]  # fmt: skip
    sentences = Event.objects.filter(kind="lists.done_to_many").values_list("sentence", flat=True)
    assert list(sentences) == ["Asha Rahman: Set the phase: 2 schools, 2 done"]


def test_only_what_is_refused_is_left_out(
    spec: ListSpec, schools: list[School], lead: Actor, moment: datetime
) -> None:
    run = begun(spec, lead, moment, "name.lacks=hartley", {"phase": ["special"]})
    bulk.go_on(run, by=lead, at=moment)

    assert run.refused == [["Beech Road", "A school without a URN keeps its phase."]]
    assert (run.total, run.changed) == (5, 4)
    assert School.objects.filter(phase="special").count() == 4


def test_rows_of_other_schools_cannot_be_picked(
    spec: ListSpec, schools: list[School], ben: Actor, moment: datetime
) -> None:
    looker = Looker(ben, moment)

    assert list(bulk.picked(spec, looker, uids=[str(schools[0].uid)], query=None)) == []
    with pytest.raises(NotFound):
        bulk.picked(spec, looker, uids=["1 OR 1=1"], query=None)
    with pytest.raises(Refusal, match="no “moat”"):
        bulk.picked(spec, looker, uids=[], query="moat=deep")


def test_a_run_that_was_cut_short_goes_on_where_it_was(
    spec: ListSpec,
    schools: list[School],
    lead: Actor,
    moment: datetime,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bulk, "SLICE", 2)
    run = begun(spec, lead, moment, "urn.filled")

    def cut(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        bulk.go_on(run, by=lead, at=moment, told=cut)
    assert BulkRun.objects.get().done == 2
    job = registry.defer("lists.bulk", by=lead, at=moment, title=run.title, run=str(run.uid))
    worker.run(worker.claim(moment))

    job.refresh_from_db()
    assert (job.state, job.line) == (State.DONE, "4 done")
    assert School.objects.filter(phase="secondary", urn__gt="").count() == 4
    assert Event.objects.filter(kind="lists.done_to_many").count() == 1


def test_what_the_form_refuses_is_not_done(
    spec: ListSpec, schools: list[School], lead: Actor, moment: datetime
) -> None:
    run = begun(spec, lead, moment, "", {"phase": ["castle"]})

    with pytest.raises(Refusal, match="castle is not one of the available choices"):
        bulk.go_on(run, by=lead, at=moment)
    assert School.objects.filter(phase="castle").count() == 0


def test_change_fields_changes_what_is_ticked_and_clears_what_is_blank(
    lead: Actor, moment: datetime
) -> None:
    heard: dict[str, Any] = {}
    fields = {"urn": forms.CharField(label="URN"), "address": forms.CharField(label="Address")}
    action = bulk.change_fields(
        "tenancy.change", lambda actor: fields, lambda rows, **words: heard.update(words)
    )
    rows = School.objects.all()

    words = bulk.cleaned(action, lead, rows, {"set_urn": ["on"], "urn": [""], "address": ["kept"]})
    action.run(rows, by=lead, at=moment, **words)
    assert heard["changes"] == {"urn": ""}
    with pytest.raises(Refusal, match="Tick what to change"):
        bulk.cleaned(action, lead, rows, {"urn": ["1"]})
