from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from firstbell.lib.refusal import NotAllowed, Refusal
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.audit.models import Event
from firstbell.platform.lists import actions, jobs, queries
from firstbell.platform.lists.actions import ViewWords
from firstbell.platform.lists.looking import Looker
from firstbell.platform.lists.models import SavedView
from firstbell.platform.tenancy.models import School

LIST = "test.schools"


def names(actor: Actor, moment: datetime, school: School | None = None) -> list[str]:
    return [view.name for view in queries.kept(LIST, Looker(actor, moment, school)).views]


def test_a_view_is_ones_own_until_it_is_shared(
    asha: Actor, ben: Actor, tariq: Actor, hartley: School, moment: datetime
) -> None:
    view = actions.save_view(
        LIST, ViewWords("  Left  us ", "left.filled&view=3"), school=hartley, by=asha, at=moment
    )

    assert (view.name, view.query) == ("Left us", "left.filled=")
    assert names(asha, moment) == ["Left us"]
    assert names(ben, moment) == []

    actions.change_view(view, ViewWords("Left us", "left.filled=", shared=True), by=asha, at=moment)

    assert names(ben, moment, hartley) == ["Left us"]
    assert names(tariq, moment) == []
    assert [
        event.sentence for event in Event.objects.filter(kind__startswith="lists.").order_by("id")
    ] == [
        "Asha Rahman saved the view Left us",
        "Asha Rahman changed the view Left us",
    ]


def test_a_name_is_used_once(asha: Actor, hartley: School, moment: datetime) -> None:
    actions.save_view(LIST, ViewWords("Mine", ""), school=hartley, by=asha, at=moment)

    with pytest.raises(Refusal, match="You have a view called Mine here already"):
        actions.save_view(LIST, ViewWords("Mine", "q=a"), school=hartley, by=asha, at=moment)
    with pytest.raises(Refusal, match="Give the view a name"):
        actions.save_view(LIST, ViewWords("  ", "q=a"), school=hartley, by=asha, at=moment)


def test_nobody_changes_what_is_not_theirs(
    asha: Actor, ben: Actor, okoro: Actor, hartley: School, moment: datetime
) -> None:
    own = actions.save_view(LIST, ViewWords("Own", ""), school=hartley, by=asha, at=moment)
    shared = actions.save_view(
        LIST, ViewWords("Ours", "", shared=True), school=hartley, by=asha, at=moment
    )

    with pytest.raises(NotAllowed):
        actions.remove_view(own, by=ben, at=moment)
    with pytest.raises(NotAllowed):
        actions.remove_view(shared, by=okoro, at=moment)
    with pytest.raises(NotAllowed):
        actions.save_view(
            LIST, ViewWords("For all", "", shared=True), school=hartley, by=okoro, at=moment
        )
    actions.remove_view(shared, by=ben, at=moment)

    assert names(asha, moment) == ["Own"]


def test_columns_and_the_first_view_are_remembered(
    asha: Actor, ben: Actor, hartley: School, moment: datetime, django_assert_num_queries: Any
) -> None:
    view = actions.save_view(LIST, ViewWords("Mine", ""), school=hartley, by=asha, at=moment)
    actions.choose_columns(LIST, ["urn", "name"], by=asha)
    actions.open_with(LIST, view, by=asha)

    kept = queries.kept(LIST, Looker(asha, moment, hartley))
    with django_assert_num_queries(1):
        assert queries.kept(LIST, Looker(asha, moment, hartley)) is kept

    assert (kept.columns, kept.opens_with) == (["urn", "name"], view)
    assert queries.kept(LIST, Looker(ben, moment, hartley)).columns == []


def test_one_is_told_once_when_a_view_grows_over_its_limit(
    spec: Any, asha: Actor, hartley: School, moment: datetime
) -> None:
    view = actions.save_view(
        LIST, ViewWords("All", "", alert_over=0), school=hartley, by=asha, at=moment
    )
    told = Event.objects.filter(kind="lists.count_crossed")

    jobs.watch_counts(moment)
    jobs.watch_counts(moment + timedelta(minutes=10))
    assert [event.sentence for event in told] == ["All has more than 0 now"]

    SavedView.objects.filter(pk=view.pk).update(query="name=nothing")
    jobs.watch_counts(moment + timedelta(minutes=20))
    SavedView.objects.filter(pk=view.pk).update(query="")
    jobs.watch_counts(moment + timedelta(minutes=30))
    assert told.all().count() == 2


def test_one_shared_view_opens_the_list_for_whoever_has_not_chosen(
    asha: Actor, ben: Actor, hartley: School, moment: datetime
) -> None:
    words = [ViewWords(name, "", shared=True, opens_for_all=True) for name in ("First", "Second")]
    first, second = (
        actions.save_view(LIST, one, school=hartley, by=asha, at=moment) for one in words
    )
    here = Looker(ben, moment, hartley)

    assert queries.kept(LIST, here).opens_with == second
    actions.open_with(LIST, first, by=ben)
    assert queries.kept(LIST, here).opens_with == first
