from __future__ import annotations

import pytest

from firstbell.lib.sheets import Row
from firstbell.platform.database import bulk
from firstbell.platform.exchange import rows
from firstbell.platform.exchange.models import ImportRow, ImportSession
from firstbell.platform.exchange.sheets import Done, Plan
from firstbell.platform.exchange.states import Outcome, Verdict


@pytest.mark.parametrize(
    "cells", [["HV-1", "Café", "日本"], ["half a letter: \ud800"], ['a\nb"c\\'], ["", "\x7f"]]
)
def test_the_cells_of_a_line_come_back_as_they_went(cells):
    assert rows._decoded(bulk._json(cells)) == cells


@pytest.fixture
def session(hartley, moment):
    """Thirty lines, of which the first, the twenty-eighth and the last two are to be added."""
    made = ImportSession.objects.create(
        school=hartley, sheet="equipment", reading={"headers": ["Tag"]}, created_at=moment
    )
    new = {2, 29, 30, 31}
    lines = [
        (
            Row(line, [f"HV-{line}"], [f"HV-{line}"]),
            Plan(line, Verdict.CREATE if line in new else Verdict.SAME),
        )
        for line in range(2, 32)
    ]
    rows.write(made, lines)
    return made


def test_lines_are_waited_for_in_order_however_far_apart_they_are(session):
    def after(line):
        return [
            one.row.line for one in rows.waiting(session, [Verdict.CREATE, Verdict.UPDATE], line, 2)
        ]

    assert [after(0), after(2), after(30), after(31)] == [[2], [29, 30], [31], []]


def test_what_became_of_a_line_is_noted_for_that_line_alone(session):
    rows.note_done(session, [Done(31, Outcome.CREATED, 7), Done(29, Outcome.REFUSED)])

    noted = ImportRow.objects.exclude(outcome=Outcome.WAITING).order_by("line")
    assert list(noted.values_list("line", "outcome", "thing_id")) == [
        (29, "refused", None),
        (31, "created", 7),
    ]
