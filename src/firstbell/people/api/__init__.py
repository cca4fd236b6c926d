"""People by API: the same verbs as the pages."""

from __future__ import annotations

from ninja import Router

from firstbell.people.api import groups, organisations, persons, rosters

router = Router()
router.add_router("", persons.router)
router.add_router("", groups.router)
router.add_router("", organisations.router)
router.add_router("", rosters.router)
