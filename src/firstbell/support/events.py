"""What happens to a ticket. Of a restricted one the same is told to those alone who see restricted tickets."""

from __future__ import annotations

from typing import NamedTuple

from firstbell.platform.audit.events import EventType


class Pair(NamedTuple):
    plain: EventType
    restricted: EventType


def _pair(name: str, sentence: str) -> Pair:
    hidden = EventType(f"support.restricted_{name}", sentence, audience="support.restricted")
    return Pair(EventType(f"support.{name}", sentence), hidden)


OPENED = _pair("opened", "{by} opened {subject}")
ANSWERED = _pair("answered", "{by} answered {subject}")
ASKED_BACK = _pair("asked_back", "{by} wrote to {subject}")
NOTED = _pair("noted", "{by} noted something on {subject}")
ASSIGNED = _pair("assigned", "{by} gave {subject} to {to}")
TAKEN = _pair("taken", "{by} took {subject}")
LEFT = _pair("left", "{by} put {subject} back for anybody to take")
MOVED = _pair("moved", "{by} passed {subject} to {to}")
STATUS = _pair("status_set", "{by} set {subject} to {to}")
WAITS = _pair("waits", "{by} set {subject} to {to} until {until}")
WOKEN = _pair("woken", "{by} took {subject} up again")
SOLVED = _pair("solved", "{by} solved {subject}")
CLOSED = _pair("closed", "{by} closed {subject}")
REOPENED = _pair("reopened", "{by} reopened {subject}")
CHANGED = _pair("changed", "{by} changed {subject}")
ITEM_ADDED = _pair("item_added", "{by} said that {subject} is about {item}")
ITEM_OFF = _pair("item_off", "{by} said that {subject} is not about {item}")
ANNOUNCED = _pair("announced", "{by} told everybody that the team knows of {subject}: {said}")
UNANNOUNCED = _pair("unannounced", "{by} took down what everybody was told of {subject}")
JOINED = _pair("joined", "{by} has {subject} too")
MERGED = _pair("merged", "{by} merged {subject} into {into}")
TOOK_IN = _pair("took_in", "{by} merged {other} into {subject}")
UNMERGED = _pair("unmerged", "{by} took {subject} out of {other} again")
GAVE_BACK = _pair("gave_back", "{by} took {other} out of {subject} again")
SPLIT = _pair("split", "{by} made {other} of a part of {subject}")
SPLIT_OFF = _pair("split_off", "{by} made {subject} of a part of {other}")
LINKED = _pair("linked", "{by} linked {subject} with {other}: {how}")
UNLINKED = _pair("unlinked", "{by} linked {subject} with {other} no longer")
PART_OF = _pair("part_of", "{by} made {subject} part of {other}")
APART = _pair("apart", "{by} took {subject} out of {other}")
TOLD_ALL = _pair("told_all", "{by} told everybody whom {subject} concerns")
PASSED_ON = _pair("passed_on", "{by} passed {subject} on to {to}")
CAME = _pair("came", "{by} passed {subject} on to this desk from {of}")
SHARED = _pair("shared", "{by} asked {partner} about {subject}")
WRITTEN_OUT = _pair("written_out", "{by} wrote to {partner} about {subject}")
SHOWN = _pair("shown", "{by} changed what {partner} sees of {subject}")
HEARD = _pair("heard", "{partner} answered about {subject}")
TAKEN_BACK = _pair("taken_back", "{by} took {subject} back from {partner}")
PARTNER_REMINDED = _pair("partner_reminded", "{by} reminded {partner} of {subject}")
PARTNER_LATE = _pair("partner_late", "{partner} still does not answer about {subject}")
TRASHED = _pair("trashed", "{by} threw {subject} away")
UNTRASHED = _pair("brought_back", "{by} brought {subject} back from the bin")
GONE = _pair("gone", "{subject} is gone for good, with its words and files")
BLANKED = _pair("blanked", "{subject} says nothing of people any more")
DUE_SET = _pair("due_set", "{by} said that {subject} is due {until}")
DUE_OFF = _pair("due_off", "{by} took off when {subject} is due")
DUE_SOON = _pair("due_soon", "{subject} is due soon: {what}")
LATE = _pair("late", "{subject} is late: {what}")
MENTIONED = _pair("mentioned", "{by} named {who} on {subject}")
COPIED = _pair("copied", "{by} copied {who} into {subject}")
COPIED_OFF = _pair("copied_off", "{by} took {who} off {subject}")
STEPS = _pair("steps_added", "{by} put {what} on {subject}")
STEP_OFF = _pair("step_off", "{by} took “{what}” off {subject}")
TICKED = _pair("ticked", "{by} ticked “{what}” on {subject}")
UNTICKED = _pair("unticked", "{by} opened “{what}” on {subject} again")
TIME = _pair("time_logged", "{by} spent {minutes} min on {subject}{what}")
COST = _pair("cost_added", "{by} wrote down {amount} on {subject} for {what}")
COST_BACK = _pair("cost_back", "{by} took back {amount} on {subject} for {what}")
OPINION_ASKED = _pair("opinion_asked", "It was asked how {subject} went")
OPINION = _pair("opinion_given", "{by} gave {subject} {score} of 5")

# Old tickets of another helpdesk; nobody is told of them.
BROUGHT = EventType("support.brought_in", "{by} brought {subject} in from another helpdesk")
BROUGHT_AGAIN = EventType(
    "support.brought_again", "{by} set {subject} as the other helpdesk has it"
)
WITHDRAWN = EventType("support.withdrawn", "{by} took back that {subject} was brought in")

CONSENT_GIVEN = EventType(
    "support.consent_given", "{by} gave consent to read the mail of {subject}"
)
CONSENT_GONE = EventType(
    "support.consent_gone",
    "The mail of {subject} cannot be read any more: consent must be given again",
)
REMINDED = _pair(
    "reminded", "{by} reminded whoever asked for {subject} that an answer is waited for"
)
APPROVAL_ASKED = _pair("approval_asked", "{subject} waits for a yes by {who}")
APPROVED = _pair("approved", "{by} approved {subject}")
REFUSED = _pair("refused", "{by} refused {subject}")
APPROVAL_LATE = _pair("approval_late", "{subject} still waits for a yes by {who}")
APPROVAL_ENDED = _pair("approval_ended", "{subject} is approved")

# What rules of the desk do that is no change of the ticket.
RULE_TOLD = _pair("rule_told", "{by} told {who} of {subject}: {what}")
RULE_MAILED = _pair("rule_mailed", "{by} wrote to {who} about {subject}")
ESCALATED = _pair("escalated", "{by} brought {subject} before {who}: {what}")
CALLED = _pair("called", "{by} calls for {subject}: {what}")
RULE_SET = EventType(
    "support.rule_set", "{by} switched the rule {subject} {to}", audience="support.view"
)
RULE_PAUSED = EventType(
    "support.rule_paused", "The rule {subject} was paused: {why}", audience="support.view"
)

SETUP_CHANGED = EventType("support.setup_changed", "{by} changed {subject}")
SETUP_ADDED = EventType("support.setup_added", "{by} added the {what} {subject}")
SETUP_AWAY = EventType("support.setup_away", "{by} put the {what} {subject} away")
SETUP_BACK = EventType("support.setup_back", "{by} brought the {what} {subject} back")
PROMISE_GONE = EventType("support.promise_gone", "{by} took back {subject}")
WEEK_TOLD = EventType("support.week_told", "The week of ICT support at {subject}: {answer}")

# An article's story is the team's: readers see the article.
ARTICLE_WRITTEN = EventType(
    "support.article_written", "{by} wrote {subject}", audience="support.view"
)
ARTICLE_CHANGED = EventType(
    "support.article_changed", "{by} changed {subject}", audience="support.view"
)
ARTICLE_SET = EventType("support.article_set", "{by} made {subject} {to}", audience="support.view")
ARTICLE_RESTORED = EventType(
    "support.article_restored",
    "{by} brought edition {edition} of {subject} back",
    audience="support.view",
)
ARTICLE_REVIEWED = EventType(
    "support.article_reviewed", "{by} read {subject} through", audience="support.view"
)
ARTICLE_LINKED = EventType(
    "support.article_linked", "{by} showed {subject} with {thing}", audience="support.view"
)
ARTICLE_UNLINKED = EventType(
    "support.article_unlinked",
    "{by} showed {subject} with {thing} no longer",
    audience="support.view",
)
ARTICLE_HELPED = EventType(
    "support.article_helped", "{by} was helped by {subject}", audience="support.view"
)
ARTICLE_MISSED = EventType(
    "support.article_missed", "{by} missed something in {subject}", audience="support.view"
)
ARTICLE_SETTLED = EventType(
    "support.article_settled",
    "{by} dealt with what was missed in {subject}",
    audience="support.view",
)
