from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.utils import timezone

from firstbell.equipment.models import Loss
from firstbell.equipment.queries import receipts, wording
from firstbell.lib.papers import Block, Facts, Paper, Pictures, Signature, Signatures, Text
from firstbell.platform.attachments.models import Attachment
from firstbell.platform.labels import logos

_PRINTED = ("image/png", "image/jpeg")


@dataclass
class Year:
    name: str
    rows: list[Loss] = field(default_factory=list)

    @property
    def total(self) -> int:
        return sum(row.value_pence or 0 for row in self.rows if row.found_at is None)

    @property
    def lasting(self) -> int:
        return sum(row.found_at is None for row in self.rows)


def year_of(day: date, starts_in: int) -> str:
    """ "2026/27" for a financial year that starts in September or in April."""
    first = day.year if day.month >= starts_in else day.year - 1
    return f"{first}/{(first + 1) % 100:02}"


def by_year(rows: Iterable[Loss], starts_in: int) -> list[Year]:
    """The latest year first, with what it lost; what was found again is listed and not summed."""
    found: dict[str, Year] = {}
    for row in rows:
        name = year_of(row.on, starts_in)
        found.setdefault(name, Year(name)).rows.append(row)
    return sorted(found.values(), key=lambda year: year.name, reverse=True)


def evidence(row: Loss) -> Paper:
    """What the insurer wants to see: what it was, what it cost, what happened, and pictures."""
    item = row.item
    bought = f"{item.bought_on:%-d %B %Y}" if item.bought_on else ""
    facts = Facts([
        ("Asset tag", item.tag), ("What", wording.title(item)), ("Serial number", item.serial), ("Bought", bought),
        ("Order", item.order_ref), ("Invoice", item.invoice_ref), ("Price without VAT", _pounds(item.price_net)),
        ("Price with VAT", _pounds(item.price_gross)), ("Worth on that day", _pounds(row.value_pence)),
    ])  # fmt: skip
    happened = Facts([
        ("When", f"{row.on:%A %-d %B %Y}"), ("What", row.get_kind_display()), ("Who had it", row.held_by or "nobody"),
        ("Police reference", row.police_ref), ("Insurer’s reference", row.insurer_ref),
    ], title="What happened")  # fmt: skip
    blocks: list[Block] = [
        facts,
        happened,
        *([Text(row.note)] if row.note else []),
        *_pictures(row),
    ]
    blocks.append(Signatures([Signature("For the school", name="")]))
    made = f"{timezone.localtime(row.created_at):%-d %b %Y}, {row.recorded_by}"
    title = f"{row.get_kind_display()}: {item.tag}"
    return Paper(title, school=row.school.name, number=item.tag, made=made, blocks=blocks,
                 logo=logos.picture(row.school))  # fmt: skip


def _pictures(row: Loss) -> list[Pictures]:
    found = Attachment.objects.of(row.uid).filter(media_type__in=_PRINTED)[:6]
    shown = [(receipts.picture_of(one), str(one)) for one in found]
    shown = [(data, words) for data, words in shown if data]
    return [Pictures(shown, title="Pictures")] if shown else []


def _pounds(pence: int | None) -> str:
    return "" if pence is None else f"£{pence / 100:,.2f}"
