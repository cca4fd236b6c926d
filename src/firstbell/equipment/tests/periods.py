from __future__ import annotations

from datetime import UTC, datetime

# Tuesday 24 November 2026; in the usual day Period 3 is 11:20 to 12:20.
PERIOD_3 = (datetime(2026, 11, 24, 11, 20, tzinfo=UTC), datetime(2026, 11, 24, 12, 20, tzinfo=UTC))
PERIOD_4 = (datetime(2026, 11, 24, 13, 10, tzinfo=UTC), datetime(2026, 11, 24, 14, 10, tzinfo=UTC))
