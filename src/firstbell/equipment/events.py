from __future__ import annotations

from firstbell.platform.audit.events import EventType

REGISTERED = EventType("equipment.registered", "{by} added {subject} to the register")
CHANGED = EventType("equipment.changed", "{by} changed {subject}")
MOVED = EventType("equipment.moved", "{by} moved {subject} to {place}")
STAGE_CHANGED = EventType("equipment.stage_changed", "{by} set {subject} to {stage}")
GIVEN = EventType("equipment.given", "{by} gave {subject} to {holder}")
TAKEN_BACK = EventType("equipment.taken_back", "{by} took {subject} back from {holder}")
SEEN = EventType("equipment.seen", "{by} saw {subject} in {place}")
PUT_IN = EventType("equipment.put_in", "{by} put {subject} in {container}")
TAKEN_OUT = EventType("equipment.taken_out", "{by} took {subject} out of {container}")
COVER_ADDED = EventType("equipment.cover_added", "{by} recorded {what} for {subject} to {until}")
COVER_ENDED = EventType("equipment.cover_removed", "{by} removed {what} of {subject}")
MERGED = EventType("equipment.merged", "{by} merged {other} into {subject}")
UNMERGED = EventType("equipment.unmerged", "{by} undid the merge of {other} into {subject}")
PUT_ON_PLAN = EventType("equipment.put_on_plan", "{by} put {subject} on the plan of {floor}")
TAKEN_OFF_PLAN = EventType(
    "equipment.taken_off_plan", "{by} took {subject} off the plan of {floor}"
)
REMOVED = EventType("equipment.removed", "{by} took {subject} out of the register: {why}")
RESTORED = EventType("equipment.restored", "{by} put {subject} back in the register")
TRANSFERRED = EventType(
    "equipment.transferred", "{by} transferred {subject} from {was} to {school}"
)
# Told of the school that it leaves, whose people no longer see the item.
LET_GO = EventType("equipment.let_go", "{by} transferred {what} from {subject} to {school}")
CATALOGUE_CHANGED = EventType("equipment.catalogue_changed", "{by} {did} {subject}")
# The loan desk.
HANDED_OVER = EventType("equipment.handed_over", "{by} handed {things} over to {holder}: {subject}")
COUNT_PLANNED = EventType("equipment.count_planned", "{by} planned {subject}: {what}")
COUNT_CHANGED = EventType("equipment.count_changed", "{by} changed {subject}")
COUNT_OPENED = EventType("equipment.count_opened", "{by} opened {subject}: {expected} to find")
COUNT_JOINED = EventType("equipment.count_joined", "{by} joined {subject} with {device}")
COUNT_PARTED = EventType("equipment.count_parted", "{by} sent {device} away from {subject}")
COUNT_CLOSED = EventType(
    "equipment.count_closed", "{by} closed {subject}: {found} of {expected} found"
)
COUNTS_DUE = EventType("equipment.counts_due", "To be counted at {subject}: {things}, overdue")
COUNT_RULE_CHANGED = EventType(
    "equipment.count_rule_changed", "{by} said how often {subject} counts its equipment"
)
COUNT_CANCELLED = EventType("equipment.count_cancelled", "{by} cancelled {subject}")
RETURN_UNDONE = EventType(
    "equipment.return_undone", "{by} noted that {subject} is still with {holder}"
)
PILE_DONE = EventType("equipment.pile_done", "{by} took {things} back: {subject}")
DAMAGED = EventType("equipment.damaged", "{by} noted damage to {subject}, which was with {holder}")
DAMAGE_CHANGED = EventType(
    "equipment.damage_changed", "{by} wrote down more on the damage to {subject}"
)
DAMAGE_SETTLED = EventType("equipment.damage_settled", "{by} settled the damage to {subject}")
AGREEMENT_CHANGED = EventType("equipment.agreement_changed", "{by} {did} the agreement {subject}")
ACCEPTED = EventType("equipment.accepted", "{by} accepted {subject}")
DECLINED = EventType("equipment.declined", "{by} does not accept {subject}: {why}")
ACCEPTANCE_ASKED = EventType(
    "equipment.acceptance_asked", "{by} asked {holder} by mail to accept {subject}"
)
STILL_ASKED = EventType(
    "equipment.still_asked", "{by} asked {holder} whether they still have {subject}"
)
STILL_ANSWERED = EventType("equipment.still_answered", "{by} {answer} {subject}")
LONGER_ASKED = EventType("equipment.longer_asked", "{by} asks to keep {subject} until {until}")
LONGER_ANSWERED = EventType("equipment.longer_answered", "{by} {answer} {subject}")
OVERDUE = EventType("equipment.overdue", "{subject} should have brought back {things}")
OVERDUE_LIST = EventType("equipment.overdue_list", "{things} are late at {subject}")
HANDING_OUT = EventType("equipment.handing_out", "{by} began to hand out by {subject}")
SWAPPED = EventType("equipment.swapped", "{by} swapped {subject} for {spare}, for {holder}")
LOST = EventType("equipment.lost", "{by} noted that {subject} is {kind}")
LOSS_CHANGED = EventType("equipment.loss_changed", "{by} wrote down more on the loss of {subject}")
FOUND_AGAIN = EventType("equipment.found_again", "{by} found {subject} again")

# Stock.
RECEIVED = EventType("equipment.stock_received", "{by} put {quantity} × {subject} on the shelf")
COUNTED = EventType("equipment.stock_counted", "{by} counted {found} × {subject} in {place}")
WRITTEN_OFF = EventType("equipment.stock_lost", "{by} wrote off {quantity} × {subject}: {why}")
SHELVED = EventType(
    "equipment.stock_moved", "{by} moved {quantity} × {subject} from {was} to {place}"
)
ANNULLED = EventType("equipment.stock_annulled", "{by} annulled “{what}” of {subject}")
LEVELS_SET = EventType(
    "equipment.stock_levels_set", "{by} said how many of {subject} there should be"
)
RUNS_LOW = EventType("equipment.stock_low", "{left} × {subject} are left, and {minimum} should be")
DOES_NOT_ADD_UP = EventType(
    "equipment.stock_wrong", "The numbers of {subject} do not add up: {what}"
)
FITS = EventType("equipment.stock_fits", "{by} said that {subject} fits {model}")
FITS_NOT = EventType("equipment.stock_fits_not", "{by} said that {subject} does not fit {model}")

# Bookings.
BOOKED = EventType("equipment.booked", "{by} booked {things} for {holder}, {when}: {subject}")
BOOKING_ASKED = EventType(
    "equipment.booking_asked", "{by} asks for {things} for {holder}, {when}: {subject}"
)
BOOKING_ANSWERED = EventType(
    "equipment.booking_answered", "{by} {answer} {subject}: {things}, {when}"
)
BOOKING_CANCELLED = EventType("equipment.booking_cancelled", "{by} cancelled {subject}: {why}")
BOOKING_MOVED = EventType("equipment.booking_moved", "{by} let {subject} last until {until}")
BOOKING_CHANGED = EventType(
    "equipment.booking_changed", "{by} changed {subject} to {things}, {when}"
)
BOOKING_COLLECTED = EventType(
    "equipment.booking_collected", "{by} handed {given} of {of} over for {subject}"
)
BOOKING_BACK = EventType("equipment.booking_back", "{by} took all of {subject} back")
BOOKING_SOON = EventType(
    "equipment.booking_soon", "{subject} is ready to collect: {things}, {when}"
)
BOOKING_OVERDUE = EventType("equipment.booking_overdue", "{subject} should be back: {things}")
NOT_COLLECTED = EventType(
    "equipment.booking_not_collected", "{holder} did not collect {subject}: {things}, {when}"
)
BOOKING_RULE_SET = EventType("equipment.booking_rule_set", "{by} said how {subject} is booked")
BOOKING_RULE_DROPPED = EventType(
    "equipment.booking_rule_dropped", "{by} let {subject} be booked as its kind is"
)
