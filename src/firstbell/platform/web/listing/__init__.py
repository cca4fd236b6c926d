"""A declared list as a page: `listing.page(request, ITEMS)`."""

from __future__ import annotations

from firstbell.platform.web.listing.page import looker_of, page, reading_of, table
from firstbell.platform.web.listing.selection import passed_on, picked

__all__ = ["looker_of", "page", "passed_on", "picked", "reading_of", "table"]
