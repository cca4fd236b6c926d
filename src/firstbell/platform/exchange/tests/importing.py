"""Bringing a file in as the pages do, without a queue. A room that takes these fixtures says its `usual_file`."""

from __future__ import annotations

import pytest

from firstbell.platform.exchange.actions import applying, bringing, deciding, settling, undoing
from firstbell.platform.exchange.actions.checking import check
from firstbell.platform.exchange.actions.stages import actor_of
from firstbell.platform.exchange.models import ImportRow, ImportSession
from firstbell.platform.exchange.states import State


@pytest.fixture
def bring(hartley, usual_file, asha, moment, settings, tmp_path):
    """bring(text, rest="year") -> the session, checked"""
    settings.DATA = tmp_path
    usual_name, usual_sheet = usual_file

    def one(content, *, name=usual_name, sheet=usual_sheet, fill=(), at=moment, **policies):
        content = content if isinstance(content, bytes) else content.encode()
        session = bringing.bring(hartley, sheet=sheet, name=name, content=[content], by=asha, at=at)
        bringing.read(session)
        if session.state == State.FAILED:
            return session
        settled = settling.Settled(
            session.mapping, match=session.match, date_order=session.date_order, mode=session.mode, policies=policies,
            fill={**session.fill, **{key: {"value": value} for key, value in fill}},
        )  # fmt: skip
        settling.settle(session, settled, by=asha, at=at)
        check(session, by=actor_of(session), at=at)
        return ImportSession.objects.get(pk=session.pk)

    return one


@pytest.fixture
def bring_in(bring, asha, moment):
    """The same, with every proposal accepted, and brought in."""

    def one(content, *, at=moment, **more):
        session = bring(content, at=at, **more)
        deciding.accept_all(session, by=asha)
        applying.start(session, by=asha, at=at)
        applying.apply(session, by=actor_of(session), at=at)
        return ImportSession.objects.get(pk=session.pk)

    return one


@pytest.fixture
def take_back(asha, moment):
    def one(session, at=moment):
        undoing.undo(session, by=asha, at=at)
        return undoing.take_back(session, by=actor_of(session), at=at)

    return one


def verdicts(session):
    rows = ImportRow.objects.filter(session=session).order_by("line")
    return [(row.line, row.verdict, row.reasons) for row in rows]
