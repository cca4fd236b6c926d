"""The receipt of a hand-over, as a paper: what, until when, what was agreed, and the signature."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils import timezone

from firstbell.equipment.models import Acceptance, HandOut, Handover, HandoverLine
from firstbell.equipment.queries import accepting, wording
from firstbell.equipment.queries.handing_out import Member
from firstbell.equipment.states import Direction
from firstbell.lib.papers import Block, Facts, Head, Paper, Signature, Signatures, Table, Text
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.attachments.store import store
from firstbell.platform.labels import logos

TWO = ("The school’s copy", "The borrower’s copy")
_LOGO = 320
_ANSWERED = {"Accepted", "Signed", "Not accepted"}


def paper(row: Handover, *, copies: Sequence[str] = ()) -> Paper:
    when = (
        f"{timezone.localtime(row.done_at):%a %-d %b %Y, %H:%M}"
        if row.done_at
        else "not handed over yet"
    )
    back = row.direction == Direction.BACK
    title = "Taken back" if back else f"Lent to {row.holder or 'nobody yet'}"
    facts = [
        ("Back by", f"{row.due_on:%A %-d %B %Y}" if row.due_on else ""),
        ("Put in", str(row.room) if back and row.room else ""),
        ("Note", row.note),
        *_answer(row),
    ]
    blocks: list[Block] = [Facts(facts), _table(row, back)]
    blocks += [
        Text(f"{one.text}", title=f"{one.title} (edition {one.edition})")
        for one in row.texts.order_by("pk")
    ]
    if not back and (row.signature or not (row.accepted_at or row.declined_at)):
        blocks.append(_signatures(row, when))
    return Paper(
        title, school=row.school.name, number=row.number, made=f"{when}, {row.done_by or row.opened_by}", blocks=blocks,
        logo=logos.picture(row.school), copies=copies,
    )  # fmt: skip


def of_class(run: HandOut, members: Sequence[Member], at: datetime) -> Paper:
    """One paper for all of a class: who got what, with a line for each to sign who has not said yes."""
    rows = []
    for one in members:
        lines = list(one.handover.lines.all()) if one.handover else []
        what = ", ".join(wording.title(line.item) for line in lines)
        number = one.handover.number if one.handover else ""
        state = "" if lines else "not here" if one.is_skipped else "nothing"
        said = accepting.answer(one.handover, at)[1] if one.handover else ""
        said = said if said in _ANSWERED else ""
        rows.append([str(one.person), one.tags or state, what, number, said])
    heads = [Head("Who"), Head("Tag"), Head("What", wide=True), Head("Number"), Head("Signed", wide=True)]  # fmt: skip
    served = sum(one.handover is not None for one in members)
    agreed = sum(bool(one.handover and accepting.said_yes(one.handover)) for one in members)
    facts = Facts([
        ("Have theirs", f"{served} of {len(members)}"), ("Said yes", f"{agreed} of {served}" if served else ""), ("Back by", f"{run.due_on:%A %-d %B %Y}" if run.due_on else ""),
        ("Note", run.note),
    ])  # fmt: skip
    made = f"{timezone.localtime(run.created_at):%a %-d %b %Y}, {run.opened_by}"
    return Paper(
        f"Handed out to {run.group}", school=run.school.name, made=made, blocks=[facts, Table(heads, rows)],
        logo=logos.picture(run.school),
    )  # fmt: skip


def _table(row: Handover, back: bool) -> Table:  # noqa: FBT001 -- which of two tables
    lines = row.lines.select_related(
        "item__model__manufacturer", "item__category", "custody__person", "custody__room", "damage"
    ).order_by("item__tag_key")
    heads = [
        Head("Tag"),
        Head("What", wide=True),
        Head("Serial"),
        Head("From" if back else "Checked"),
        Head("How many", right=True),
    ]
    return Table(heads, [_cells(line, back) for line in lines])


def _cells(line: HandoverLine, back: bool) -> list[str]:  # noqa: FBT001 -- which of two tables
    last = str(line.custody or "") if back else ("yes" if line.is_checked else "not scanned")
    condition = f", {line.get_condition_display().lower()}" if line.condition else ""
    what = f"{wording.title(line.item)}{condition}"
    return [line.item.tag, what, line.item.serial, last, str(line.quantity)]


def _answer(row: Handover) -> list[tuple[str, str]]:
    """What whoever got it said afterwards, in which way, and as whom."""
    at = row.accepted_at or row.declined_at
    if at is None:
        return []
    made = Acceptance.objects.filter(handover=row).first()
    how = "in My equipment"
    if made is not None and made.by_link:
        how = f"by the link sent to {made.sent_to}" if made.sent_to else "by a mailed link"
    name = f"as {made.name}, " if made is not None and made.name else ""
    said = f"{timezone.localtime(at):%a %-d %b %Y, %H:%M}, {name}{how}"
    if row.accepted_at:
        return [("Accepted", said)]
    return [("Not accepted", said), ("Why not", row.declined_why)]


def _signatures(row: Handover, when: str) -> Signatures:
    drawn = picture_of(row.signature)
    words = "Signed on the tablet" if drawn else "Received, and agreed"
    if drawn and row.accepted_at:
        words, when = "Signed by link", f"{timezone.localtime(row.accepted_at):%a %-d %b %Y, %H:%M}"
    lines = [
        Signature(words, name=str(row.holder or ""), when=when if drawn else "", picture=drawn)
    ]
    if not drawn:
        lines.append(Signature("Handed over", name=row.done_by))
    return Signatures(lines)


def picture_of(row: Attachment | None) -> bytes:
    if row is None or row.removed_at is not None:
        return b""
    try:
        with store().local(row.sha256) as path:
            return path.read_bytes()
    except FileNotFoundError:
        return b""
