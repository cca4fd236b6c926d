"""What is done through Moves is written down exactly, and put back where nobody changed it since."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from firstbell.lib.refusal import Conflict
from firstbell.platform.audit.events import By
from firstbell.platform.merges import actions
from firstbell.platform.merges.models import Merge, Step
from firstbell.platform.merges.moves import Moves
from firstbell.platform.merges.putting_back import Back
from firstbell.platform.tenancy.models import School

EXACT = timedelta(microseconds=123_457)


@pytest.fixture
def moves(hartley: School, other_school: School, asha: By, moment: datetime) -> Moves:
    return actions.begin(hartley, other_school, by=asha, at=moment)


@pytest.fixture
def rows(hartley: School, other_school: School, moment: datetime) -> list[Merge]:
    """Some rows to move about; merges themselves will do."""
    return [
        Merge.objects.create(
            thing_type=f"t.{n}", gone_uid=hartley.uid, kept_uid=other_school.uid, at=moment + n * EXACT,
            by_name="Ben", undone_at=moment,
        )
        for n in range(3)
    ]  # fmt: skip


def put_back(moves: Moves) -> Back:
    back = Back(moves.merge, by=moves.by, at=moves.at)
    back.put_back()
    return back


def said() -> list[dict[str, object]]:
    return list(Merge.objects.order_by("pk").values())


def test_rows_that_said_different_things_say_them_again(
    moves: Moves, rows: list[Merge], moment: datetime
) -> None:
    before = said()
    mine = Merge.objects.filter(pk__in=[row.pk for row in rows])

    assert moves.update(mine, at=moment, by_name="Asha") == 3
    back = put_back(moves)

    assert said() == before
    assert (back.count, back.stays) == (3, 0)


def test_what_does_not_change_is_not_written_down(moves: Moves, rows: list[Merge]) -> None:
    assert moves.update(Merge.objects.filter(pk=rows[0].pk), by_name="Ben") == 0
    assert not Step.objects.exists()


def test_a_row_that_somebody_changed_since_stays(moves: Moves, rows: list[Merge]) -> None:
    moves.update(Merge.objects.filter(pk__in=[row.pk for row in rows]), by_name="Asha")
    Merge.objects.filter(pk=rows[0].pk).update(by_name="Grace")
    rows[1].delete()

    back = put_back(moves)

    assert list(
        Merge.objects.exclude(pk=moves.merge.pk).order_by("pk").values_list("by_name", flat=True)
    ) == ["Grace", "Ben"]
    assert (back.count, back.stays) == (1, 2)


def test_removed_rows_come_back_whole_and_made_ones_go(
    moves: Moves, rows: list[Merge], moment: datetime
) -> None:
    before = said()
    moves.delete(Merge.objects.filter(pk__in=[row.pk for row in rows]))
    moves.create(
        Merge(
            thing_type="t.9", gone_uid=rows[0].gone_uid, kept_uid=rows[0].kept_uid, at=moment, by_name="Asha"
        )
    )  # fmt: skip

    put_back(moves)

    assert said() == before


def test_a_row_whose_other_row_is_gone_stays_away(moves: Moves, rows: list[Merge]) -> None:
    step = Step.objects.create(merge=rows[0], model="merges.merge", act="made", doc={"pks": []})
    moves.delete(Step.objects.filter(pk=step.pk))
    rows[0].delete()

    back = put_back(moves)

    assert back.stays == 1
    assert not Step.objects.filter(pk=step.pk).exists()


def test_what_cannot_be_twice_is_refused_and_nothing_moves(
    moves: Moves, rows: list[Merge], moment: datetime
) -> None:
    first, second = rows[0], rows[1]
    was = first.uid
    moves.update(Merge.objects.filter(pk=second.pk), by_name="Asha")
    moves.update(Merge.objects.filter(pk=first.pk), uid=moves.merge.gone_uid)
    Merge.objects.filter(pk=second.pk).update(uid=was)

    with pytest.raises(Conflict, match="Something was added since that stands in the way"):
        put_back(moves)

    second.refresh_from_db()
    assert second.by_name == "Asha"


def test_what_a_verb_noted_is_told_to_its_undoing(moves: Moves, hartley: School) -> None:
    moves.note(hartley, followed=[1, 2])
    moves.note(hartley, one_of=7)

    assert Back(moves.merge, by=moves.by, at=moves.at).noted() == {"followed": [1, 2], "one_of": 7}
