"""A person as they were before a file changed them."""

from __future__ import annotations

from datetime import date
from typing import Any

from firstbell.people import actions, queries
from firstbell.people.models import Person
from firstbell.people.sheets.arriving import OF_PERSON, OF_STAY
from firstbell.people.sheets.columns import PERSON
from firstbell.platform.database.sealing import as_kept
from firstbell.platform.exchange.sheets import Setting
from firstbell.platform.fields.queries import fields_of


def set_back(person: Person, undo: dict[str, Any], setting: Setting) -> None:
    by, at = setting.by, setting.at
    own = {field.key for field in fields_of(PERSON)}
    actions.change_person(
        person, by=by, at=at, **{name: undo["person"][name] for name in OF_PERSON},
        custom={key: as_kept(was) for key, was in undo.get("custom", {}).items() if key in own},
    )  # fmt: skip
    stay = queries.membership_of(person, setting.school)
    was = undo["stay"]
    if stay is None:
        return
    if was is None:
        actions.leave(stay, on=max(at.date(), stay.from_on), by=by, at=at)
        return
    wanted = {name: was[name] for name in OF_STAY if name != "to_on"}
    wanted["from_on"] = date.fromisoformat(was["from_on"])
    wanted["cohort"] = was["cohort"] or None
    actions.change_membership(stay, by=by, at=at, **wanted)
    if was["to_on"]:
        actions.leave(stay, on=date.fromisoformat(was["to_on"]), by=by, at=at)
    else:
        actions.stay(stay, by=by, at=at)
