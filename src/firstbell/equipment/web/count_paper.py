"""The report of a count, for governors and auditors: what was there, what was not, what that is worth, and who looked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from firstbell.equipment.models import Count, CountLine
from firstbell.equipment.queries import counted, evidence
from firstbell.equipment.queries.wording import model_text
from firstbell.equipment.states import Resolution, Verdict
from firstbell.equipment.web import count_page, count_pictures
from firstbell.lib.papers import (
    Block,
    Facts,
    Figures,
    Head,
    Paper,
    Signature,
    Signatures,
    Table,
    Text,
)
from firstbell.platform.accounts.permissions import can
from firstbell.platform.labels import logos
from firstbell.platform.web.components import words

# Who wants the rest has the sheet, which names every item.
MOST_ROWS = 400


def paper(request: HttpRequest, count: Count, at: datetime) -> Paper:
    money = can(request.actor, "equipment.money", count)
    closed = count.is_closed
    return Paper(
        f"Stocktake: {count.name}", school=count.school.name, sub=count.scope_words, logo=logos.picture(count.school),
        made=f"{_moment(at)}, {request.actor.name}",
        blocks=[*_head(count), *_compared(count, money=money), *_lists(count, money=money), *_odd(count),
                *count_pictures.blocks(count, at), *(_signatures(count) if closed else ())],
    )  # fmt: skip


def _moment(at: datetime | None) -> str:
    return f"{timezone.localtime(at):%-d %b %Y, %H:%M}" if at else ""


def _head(count: Count) -> list[Block]:
    told = counted.progress(count)
    people = CountLine.objects.filter(count=count).exclude(found_by="").values_list("found_by", flat=True)  # fmt: skip
    facts = [
        ("Opened", _moment(count.opened_at)), ("Closed", _closed(count)), ("Led by", str(count.lead or "")),
        ("Counted by", ", ".join(sorted(set(people.distinct())))),
    ]  # fmt: skip
    # While it is open, what is lent is among what is still to find, as on its page.
    left = (
        (f"{told.not_found:,}", "not found") if count.is_closed else (f"{told.to_find:,}", "to go")
    )
    lent = "lent, not seen" if count.is_closed else "of them lent"
    figures = [
        (f"{told.expected:,}", "expected"), (f"{told.seen:,}", "found"), left, (f"{told.lent:,}", lent),
        (f"{told.of(Verdict.UNEXPECTED):,}", "not on the list"),
    ]  # fmt: skip
    return [Facts(facts), Figures(figures), Text(_sentence(count, told))]


def _closed(count: Count) -> str:
    if count.is_closed:
        return f"{_moment(count.closed_at)} by {count.closed_by}"
    return f"not yet: this is how it stands ({count.get_state_display().lower()})"


def _sentence(count: Count, told: counted.Progress) -> str:
    """The sum, said so that anybody can add it up."""
    share = f" ({100 * told.seen / told.expected:.1f}%)" if told.expected else ""
    said = [
        f"Of {_many(told.expected, 'item')} that the register expected, {told.seen:,}{share} {_was(told.seen)} seen: "
        f"{told.of(Verdict.FOUND):,} where expected and {told.of(Verdict.ELSEWHERE):,} in another room.",
        _closed_rest(told) if count.is_closed else f"{count_page.to_go(told)}.",
    ]
    if told.ended and count.is_closed:
        said.append(
            f"{told.ended:,} left the register while it was counted (retired, disposed of, transferred or taken out), "
            "so nobody had to find them."
        )
    if more := told.of(Verdict.UNEXPECTED):
        said.append(f"{more:,} more {_was(more)} found that {_was(more)} not on the list.")
    return " ".join(said)


def _closed_rest(told: counted.Progress) -> str:
    lent = f"{told.lent:,} {'is' if told.lent == 1 else 'are'} lent and {_was(told.lent)} not seen"
    return f"{lent}, {told.not_found:,} {_was(told.not_found)} not found."


def _many(number: int, thing: str) -> str:
    return f"{number:,} {thing}" if number == 1 else f"{number:,} {thing}s"


def _was(number: int) -> str:
    return "was" if number == 1 else "were"


def _compared(count: Count, *, money: bool) -> list[Block]:
    rows = count_page.compared(count, money=money)
    if not rows:
        return []
    before = f"{count.previous.name}, {_moment(count.previous.closed_at)}" if count.previous else "No earlier count"  # fmt: skip
    heads = [Head("", wide=True), Head("This count", right=True), Head(before, right=True)]
    cells = [[row["label"], row["now"], row["was"] or "—"] for row in rows]
    blocks: list[Block] = [Table(heads, cells, title="Beside the last count of the same things")]
    unpriced = count.figures.get("unpriced", 0)
    if money and unpriced:
        blocks.append(Text(f"Worth is the book value on the day the count closed; {unpriced:,} items have no price or no date of purchase and count as nothing.", small=True))  # fmt: skip
    return blocks


_NAMES = (
    *evidence.NAMES, "item__tag", "item__serial", "item__name", "item__category__name", "item__model__name",
    "item__model__manufacturer__name", "expected_in__name", "found_in__name", "was_with", "looked_for", "twice",
    "resolution", "value",
)  # fmt: skip


def _lists(count: Count, *, money: bool) -> list[Block]:
    rows = list(
        CountLine.objects.filter(count=count)
        .exclude(verdict=Verdict.FOUND)
        .order_by("expected_in__name_key", "item__tag_key")
        .values(*_NAMES)
    )
    evidence.fill(rows)
    worth = [("Worth", "value")] if money and count.is_closed else []
    where, done = ("Expected in", "expected_in__name"), ("Done about it", "done")
    rest = (
        ("Not found", done)
        if count.is_closed
        else ("Still to find", ("Lent as it opened, to", "was_with"))
    )
    tables = [
        _table(rest[0], rows, (Verdict.MISSING, Verdict.EXPECTED), [where, ("Seen meanwhile", "meanwhile"), *worth, rest[1]]),
        _table("In another room", rows, (Verdict.ELSEWHERE,), [where, ("Found in", "found_in__name"), done]),
        _table("Found, not on the list", rows, (Verdict.UNEXPECTED,), [("Found in", "found_in__name"), *worth, done]),
    ]  # fmt: skip
    if count.is_closed:
        tables.append(_table("Lent, not seen", rows, (Verdict.LENT,), [("Lent to", "was_with"), ("Seen meanwhile", "meanwhile")]))  # fmt: skip
    if any(row["verdict"] == Verdict.ENDED for row in rows):
        tables.append(_table("Out of the register since it opened", rows, (Verdict.ENDED,), [where, *worth]))  # fmt: skip
    return tables


def _table(
    title: str, rows: Sequence[dict[str, Any]], verdicts: Sequence[Verdict], columns: Sequence[tuple[str, str]]
) -> Block:  # fmt: skip
    some = [row for row in rows if row["verdict"] in verdicts]
    heads = [Head("Tag"), Head("What", wide=True), *(Head(name, right=key == "value") for name, key in columns)]  # fmt: skip
    cells = [
        [row["item__tag"], _what(row), *(_cell(row, key) for _, key in columns)]
        for row in some[:MOST_ROWS]
    ]
    number = f"{title}: {len(some):,}"
    if len(some) > MOST_ROWS:
        number += f"; the first {MOST_ROWS} are shown, the sheet has all of them"
    return Table(heads, cells, title=number, empty="None.")


def _what(row: dict[str, Any]) -> str:
    plain = evidence.plain(row)
    return model_text(plain) or plain["name"] or plain["category__name"]


def _cell(row: dict[str, Any], key: str) -> str:
    if key == "value":
        return words.money(row["value"])
    if key == "done":
        return Resolution(row["resolution"]).label if row["resolution"] else ""
    if key == "meanwhile" and not row["meanwhile"] and row["looked_for"]:
        return "looked for, not there"
    return str(row[key] or "")


def _odd(count: Count) -> list[Block]:
    scans = list(counted.odd_scans(count)[:MOST_ROWS])
    if not scans:
        return []
    heads = [Head("Code"), Head("What is known of it", wide=True), Head("Room"), Head("Scanned", right=True)]  # fmt: skip
    cells = [
        [scan.code or "nothing was read", scan.get_outcome_display(), str(scan.room or ""), _moment(scan.at)]
        for scan in scans
    ]  # fmt: skip
    return [Table(heads, cells, title=f"Codes that led nowhere: {len(scans):,}")]


def _signatures(count: Count) -> list[Block]:
    lead = str(count.lead or count.closed_by)
    return [Signatures([Signature("Counted", name=lead), Signature("Seen, for the governors")])]
