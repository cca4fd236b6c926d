"""A file on its way in, without the waiting: what the pages and the background do, one after another."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from firstbell.equipment.models import Item
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.exchange.actions import (
    applying,
    bringing,
    checking,
    deciding,
    settling,
    undoing,
)
from firstbell.platform.exchange.actions.stages import actor_of
from firstbell.platform.exchange.models import ImportRow, ImportSession
from firstbell.platform.tenancy.models import School


@dataclass
class Import:
    session: ImportSession
    by: Actor
    at: datetime

    def check(self, **choices: Any) -> Import:
        session = self.session
        mapping = {at: field for at, field in session.mapping.items() if field}
        settled = {
            "mapping": mapping, "fill": session.fill, "mode": session.mode, "match": session.match,
            "date_order": session.date_order, "policies": session.policies,
        }  # fmt: skip
        settling.settle(session, settling.Settled(**{**settled, **choices}), by=self.by, at=self.at)
        checking.check(session, by=actor_of(session), at=self.at)
        return self

    def apply(self) -> Import:
        deciding.accept_all(self.session, by=self.by)
        applying.start(self.session, by=self.by, at=self.at)
        applying.apply(self.session, by=actor_of(self.session), at=self.at)
        return self

    def undo(self) -> Import:
        undoing.undo(self.session, by=self.by, at=self.at)
        undoing.take_back(self.session, by=actor_of(self.session), at=self.at)
        return self

    @property
    def counts(self) -> dict[str, int]:
        return {name: n for name, n in self.session.counts.items() if name not in ("mark", "line")}

    @property
    def verdicts(self) -> list[str]:
        return [row.verdict for row in self.rows]

    @property
    def rows(self) -> list[ImportRow]:
        return list(ImportRow.objects.filter(session=self.session).order_by("line"))

    @property
    def reasons(self) -> list[str]:
        return [row.reasons for row in self.rows]

    @property
    def new(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in self.session.lookups.order_by("pk"):
            found.setdefault(row.kind.rpartition(".")[2], []).append(row.name)
        return found


def bring(
    school: School, content: str | bytes, *, by: Actor, at: datetime, name: str = "list.csv", sheet: str = "equipment",
    **more: Any,
) -> Import:  # fmt: skip
    raw = content.encode() if isinstance(content, str) else content
    session = bringing.bring(school, sheet=sheet, name=name, content=[raw], by=by, at=at, **more)
    bringing.read(session)
    return Import(session, by, at)


def live() -> Any:
    return Item.objects.live().order_by("tag_key")
