"""What other registers and people call the states, conditions and ways of owning; in small letters."""

from __future__ import annotations

from firstbell.equipment.states import Condition, Lifecycle, Ownership

L, C, O = Lifecycle, Condition, Ownership  # noqa: E741 -- a table reads better with short names

STATES: dict[str, Lifecycle] = {
    word: stage
    for stage, words in (
        (L.PLANNED, "planned, to be bought, requested"),
        (L.ORDERED, "ordered, on order, awaiting delivery, purchased, in transit"),
        (
            L.IN_STOCK,
            "in stock, stock, in store, stored, in storage, storage, spare, on the shelf, available, ready to deploy, "
            "ready, deployable, unassigned, not in use, unused, pending, new, received, to deploy, free",
        ),
        (
            L.IN_SERVICE,
            "in use, in service, deployed, active, live, working, operational, in operation, production, assigned, issued, "
            "on loan, loaned out, checked out, allocated, current, installed, running, functional, ok",
        ),
        (
            L.IN_REPAIR,
            "in repair, out for repair, under repair, being repaired, repair, awaiting repair, faulty, broken, not working, "
            "undeployable, pending diagnostics, out for diagnostics, maintenance, in maintenance, out of order, rma, "
            "waiting for parts, damaged",
        ),
        (L.MISSING, "missing, lost, stolen, lost/stolen, lost or stolen, lost / stolen, not found, cannot find, unaccounted for"),
        (
            L.RETIRED,
            "retired, archived, decommissioned, withdrawn, written off, write off, obsolete, end of life, eol, inactive, "
            "out of service, redundant, to be disposed, for disposal, awaiting disposal",
        ),
        (L.DISPOSED, "disposed, disposed of, scrapped, recycled, sold, destroyed, weee, binned, donated on, removed"),
    )
    for word in (*words.split(", "), stage.label.lower())
}  # fmt: skip

CONDITIONS: dict[str, Condition] = {
    word: condition
    for condition, words in (
        (C.NEW, "new, brand new, as new, unused, excellent, mint"),
        (C.GOOD, "good, very good, used, refurbished, donated, working, fine, ok, okay, a, b"),
        (C.WORN, "worn, fair, average, acceptable, aged, old, tired, c"),
        (C.DAMAGED, "damaged, poor, bad, cracked, d"),
        (
            C.BROKEN,
            "broken, faulty, dead, not working, beyond repair, beyond economic repair, ber, unusable, e",
        ),
    )
    for word in (*words.split(", "), condition.label.lower())
}

OWNERSHIPS: dict[str, Ownership] = {
    word: ownership
    for ownership, words in (
        (O.OWNED, "owned, own, school, school owned, purchased, bought, yes"),
        (O.LEASED, "leased, lease, rented, hired, on lease"),
        (O.LOANED, "loaned, loan, on loan, borrowed, on loan to us, dfe, dfe loan"),
        (O.DONATED, "donated, gift, gifted, donation"),
        (O.PERSONAL, "personal, byod, own device, staff owned, student owned"),
    )
    for word in (*words.split(", "), ownership.label.lower())
}
