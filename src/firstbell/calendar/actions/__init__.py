from __future__ import annotations

from firstbell.calendar.actions.bells import add_bells, change_bells, remove_bells
from firstbell.calendar.actions.closing import add_bank_holidays, close_days, open_days
from firstbell.calendar.actions.importing import import_years
from firstbell.calendar.actions.years import add_year, change_year, remove_year

__all__ = [
    "add_bank_holidays", "add_bells", "add_year", "change_bells", "change_year", "close_days", "import_years", "open_days",
    "remove_bells", "remove_year",
]  # fmt: skip
