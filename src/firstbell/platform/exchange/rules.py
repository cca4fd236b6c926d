from __future__ import annotations

from firstbell.platform.accounts.permissions import LEAD, TECHNICIAN, allow

allow(
    "exchange.import",
    "Bring in spreadsheets, and undo what a spreadsheet brought",
    TECHNICIAN,
    LEAD,
)
