"""What happens by itself: on what, to which tickets, how often, and what is said of it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.people.models import Person
from firstbell.platform.audit.models import Delivery, Event
from firstbell.platform.jobs import outbox
from firstbell.platform.notifications.models import Notice
from firstbell.support.actions import (
    automating,
    composing,
    foreseeing,
    putting_away,
    readying,
    ruling,
    talking,
)
from firstbell.support.actions.talking import Words
from firstbell.support.models import (
    Category,
    ChecklistTemplate,
    Clock,
    Firing,
    Letter,
    Macro,
    Rule,
    StandIn,
    Status,
    Team,
    Ticket,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def rule(hartley, asha, moment):
    """rule(does, …) -> one that is on, of what is raised."""

    def make(*does, on=True, kind="event", **more):
        rows = [{"do": do, "value": str(value), "words": words} for do, value, words in does]
        values = {"name": "Rule", "whens": ["opened"], "does": rows, **more}
        made = ruling.save(Rule(school=hartley, kind=kind), by=asha, at=moment, **values)
        return ruling.switch(made, on=True, by=asha, at=moment) if on else made

    return make


@pytest.fixture
def network(hartley, started, moment):
    Team.objects.create(school=hartley, name="ICT support", is_default=True, created_at=moment)
    return Team.objects.create(school=hartley, name="Network", created_at=moment)


def act(do, value="", words=""):
    return (do, value, words)


def only(field, *values, op="is"):
    return [{"field": field, "op": op, "value": [str(one) for one in values]}]


def told(ticket):
    outbox.deliver_waiting()
    ticket.refresh_from_db()
    return ticket


def test_what_is_raised_and_fits_is_passed_on_and_the_rest_is_left(
    raised, rule, network, board, moment
):
    rule(act("team", network.uid), all_of=only("category", board.uid))
    other = told(raised(moment, category=Category.objects.get(name="Printing")))
    fits = told(raised(moment))

    assert (fits.team, other.team.name) == (network, "ICT support")
    assert Firing.objects.get().did == "passed to Network"


def test_history_says_which_rule_it_was(raised, rule, network, moment):
    rule(act("team", network.uid), name="Wi-Fi goes there")
    told(raised(moment))

    moved = Event.objects.get(kind="support.moved")
    assert moved.sentence.startswith("The rule “Wi-Fi goes there” passed")
    assert moved.source == "rule"


def test_one_that_is_off_does_nothing_and_leaves_nothing_to_deliver(raised, rule, network, moment):
    rule(act("team", network.uid), on=False)
    raised(moment)

    assert not Delivery.objects.filter(receiver="support.rules").exists()


def test_told_twice_after_a_crash_it_is_done_once(raised, rule, moment):
    rule(act("note", words="Look at the lead first."))
    ticket = told(raised(moment))
    automating.follow(Event.objects.get(kind="support.opened"))

    assert ticket.entries.filter(body="Look at the lead first.").count() == 1


def test_what_a_rule_does_sets_off_no_rule(raised, rule, board, moment):
    rule(act("note", words="One"), whens=["noted", "opened"], name="First")
    rule(act("note", words="Two"), whens=["noted"], name="Second")
    told(raised(moment))

    assert [one.rule.name for one in Firing.objects.all()] == ["First"]


def test_they_are_looked_at_in_their_order_and_the_later_sees_what_the_earlier_did(
    raised, rule, network, asha, moment
):
    rule(act("team", network.uid), name="First")
    rule(act("note", words="For the network"), all_of=only("team", network.uid), name="Second")
    ticket = told(raised(moment))

    assert ticket.entries.filter(body="For the network").exists()


def test_no_later_rule_comes_after_one_that_ends(raised, rule, moment):
    rule(act("note", words="One"), ends=True)
    rule(act("note", words="Two"))
    told(raised(moment))

    assert [one.did for one in Firing.objects.all()] == ["noted"]


def test_one_that_fires_too_often_in_an_hour_is_paused_and_whoever_made_it_is_told(
    raised, rule, asha_account, moment
):
    made = rule(act("note", words="One"), most_an_hour=2)
    for _ in range(4):
        told(raised(moment))
    outbox.deliver_waiting()
    made.refresh_from_db()

    assert (made.is_on, Firing.objects.count()) == (False, 2)
    assert made.paused_why == "It would have fired more than 2 times within an hour."
    assert Notice.objects.filter(account=asha_account, kind="support.rule_paused").count() == 1


def test_one_that_fires_too_often_on_a_ticket_is_paused(raised, rule, ben, moment):
    made = rule(act("follow", ben_uid(ben)), whens=["noted"], most_a_ticket=2)
    ticket = raised(moment)
    for minute in range(4):
        talking.note(ticket, Words("Hm"), by=ben, at=moment + timedelta(minutes=minute))
    told(ticket)
    made.refresh_from_db()

    assert made.paused_why == "It would have fired more than 2 times on one ticket within a day."
    assert Firing.objects.count() == 2


def ben_uid(ben):
    return ben.key.partition(":")[2]


def test_what_is_refused_is_written_down_and_the_rest_is_done(raised, rule, other_school, moment):
    theirs = Team.objects.create(school=other_school, name="Nether", created_at=moment)
    rule(act("team", theirs.uid), act("note", words="Seen"))
    ticket = told(raised(moment))

    fired = Firing.objects.get()
    assert (fired.did, fired.problem) == ("noted", "Nether is a team of another school.")
    assert ticket.team.name == "ICT support"


def test_a_restricted_ticket_is_left_alone_unless_the_rule_says_so(raised, rule, network, moment):
    made = rule(act("team", network.uid))
    left = told(raised(moment, restricted=True))
    Rule.objects.filter(pk=made.pk).update(restricted=True)
    moved = told(raised(moment, restricted=True))

    assert (left.team.name, moved.team.name) == ("ICT support", "Network")


def test_nothing_of_a_restricted_ticket_reaches_anybody_who_does_not_see_it(
    raised, rule, box, ben_account, asha_account, moment
):
    rule(
        act("tell", "team", "Look"), act("tell", ben_account.uid, "Look"), act("mail", "caretaker@hartley.example", "Look"),
        act("follow", ben_account.uid), act("owner", "least"), restricted=True,
    )  # fmt: skip
    ticket = told(raised(moment, restricted=True))
    outbox.deliver_waiting()

    fired = Firing.objects.get()
    assert set(
        Notice.objects.filter(kind="support.rule_told").values_list("account", flat=True)
    ) == {asha_account.pk}
    assert "Nothing of a restricted ticket is mailed." in fired.problem
    assert not Letter.objects.filter(kind="rule").exists()
    assert (ticket.owner, ticket.watchers.count()) == (asha_account, 0)


def test_only_who_sees_restricted_tickets_makes_a_rule_of_them(rule, tariq, hartley, moment):
    with pytest.raises(NotAllowed):
        ruling.save(Rule(school=hartley, kind="event"), by=tariq, at=moment, name="A", whens=["opened"], does=[{"do": "restrict"}])  # fmt: skip


def test_the_webhooks_word_of_it_is_an_event(raised, rule, moment):
    rule(act("call", words="Room {room}"))
    told(raised(moment))

    assert Event.objects.get(kind="support.called").sentence.endswith(": Room ICT 2")


def test_a_mail_goes_to_an_address_without_the_mark_of_whoever_asked(
    raised, rule, box, mail_is_set, moment, mailoutbox
):
    rule(act("mail", "caretaker@hartley.example", "Please open {room}."))
    ticket = told(raised(moment))
    letter = Letter.objects.get(kind="rule")
    mail = composing.message_of(letter)

    assert mail.body == "Please open ICT 2."
    assert mail.subject == str(ticket)
    assert not mail.reply_to


def test_the_desks_own_address_is_written_to_by_no_rule(rule, box):
    with pytest.raises(Refusal, match="own address"):
        rule(act("mail", box.address, "Hello"))


def test_an_answer_by_a_rule_is_none_by_the_team(raised, rule, asha, moment):
    macro = readying.add(Macro, {"name": "Hello", "body": "We have it, {first_name}."}, by=asha, at=moment)  # fmt: skip
    rule(act("macro", macro.uid))
    ticket = told(raised(moment))

    assert ticket.entries.filter(public=True, body="We have it, Funmi.").exists()
    assert (ticket.responded_at, ticket.acknowledged_at, ticket.owner) == (None, None, None)
    assert Clock.objects.get(ticket=ticket, kind="respond").met_at is None


def test_steps_status_category_and_urgency_are_set(raised, rule, asha, moment):
    steps = readying.add(ChecklistTemplate, {"name": "First", "lines": "Lead\nLamp"}, by=asha, at=moment)  # fmt: skip
    booked, printing = Status.objects.get(name="Booked in"), Category.objects.get(name="Printing")
    rule(
        act("checklist", steps.uid), act("status", booked.uid), act("category", printing.uid), act("stops", "now"),
        act("restrict"),
    )  # fmt: skip
    ticket = told(raised(moment))

    assert (ticket.steps_all, ticket.status, ticket.category) == (2, booked, printing)
    assert (ticket.stops, ticket.restricted) == ("now", True)
    assert ticket.acknowledged_at is None


@pytest.fixture
def both(ticket, asha_account, ben_account):
    ticket.team.members.set([asha_account, ben_account])
    return asha_account, ben_account


def test_a_ticket_goes_to_whoever_has_the_fewest_and_says_why(raised, rule, both, moment):
    raised(moment, owner=both[0])
    rule(act("owner", "least"))
    ticket = told(raised(moment))

    assert ticket.owner == both[1]
    assert Firing.objects.get().did == "given to Ben Whitlock, who has the fewest open (0) of 2"


def test_in_turn_each_gets_one(raised, rule, both, moment):
    rule(act("owner", "next"))
    owners = [told(raised(moment)).owner for _ in range(4)]

    assert owners == [both[0], both[1], both[0], both[1]]


def test_who_is_away_gets_none_and_the_ticket_says_so(raised, rule, both, funmi, hartley, moment):
    asha, ben = both
    person = Person.objects.create(school=hartley, given_name="Asha", family_name="Rahman")
    asha.person_uid = person.uid
    asha.save()
    StandIn.objects.create(person=person, by=funmi, first=moment.date(), last=moment.date())
    rule(act("owner", "next"))
    given = [told(raised(moment)).owner for _ in range(2)]

    assert given == [ben, ben]
    assert Firing.objects.first().did.endswith("is next in turn of 1; Asha Rahman is away")


def test_what_somebody_has_already_is_not_given_away(raised, rule, both, moment):
    rule(act("owner", "least"))
    ticket = told(raised(moment, owner=both[0]))

    assert (ticket.owner, Firing.objects.get().did) == (both[0], "")


def test_a_look_says_what_it_would_have_done_and_changes_nothing(
    raised, rule, network, asha, ben, moment
):
    fits, other = raised(moment, body="No Wi-Fi"), raised(moment, body="Dark")
    made = rule(act("team", network.uid), on=False, all_of=only("words", "wi-fi", "wifi", op="has"))
    before = (Event.objects.count(), Ticket.objects.get(pk=fits.pk).version)
    found = foreseeing.look(made, by=asha, at=moment)

    assert (found.looked_at, found.tickets, found.times) == (2, 1, 1)
    assert [(one.ticket, one.would) for one in found.lines] == [(fits, ("passed to Network",))]
    assert (Event.objects.count(), Ticket.objects.get(pk=fits.pk).version) == before
    assert not Firing.objects.exists()
    assert other.pk


def test_a_look_shows_only_tickets_that_whoever_looks_sees(
    raised, rule, network, tariq, asha, moment
):
    raised(moment)
    made = rule(act("team", network.uid), on=False)

    assert foreseeing.look(made, by=tariq, at=moment).looked_at == 0


def test_what_makes_no_sense_is_refused_in_words(rule, board):
    for all_of, does, sentence in (
        ([{"field": "colour", "op": "is", "value": ["x"]}], [act("restrict")], "about nothing that a ticket has"),
        (only("category", board.uid, op="has"), [act("restrict")], "cannot be asked like that"),
        (only("category"), [act("restrict")], "say what it is compared with"),
        (only("category", "018f0000-0000-7000-8000-000000000000"), [act("restrict")], "not known here"),
        (only("people", "many", op="least"), [act("restrict")], "a whole number"),
        ([], [], "Say what it does"),
        ([], [act("team", "nonsense")], "say which"),
        ([], [act("note", words="{colour}")], "stands for nothing"),
        ([], [act("dance")], "not known"),
        ([], [act("mail", "nobody", "Hello")], "give an address"),
    ):  # fmt: skip
        with pytest.raises(Refusal, match=sentence):
            rule(*does, all_of=all_of)


def test_what_it_names_may_be_gone_since_and_that_is_written_down(raised, rule, network, moment):
    rule(act("team", network.uid))
    Team.objects.filter(pk=network.pk).update(archived_at=moment)
    told(raised(moment))

    assert Firing.objects.get().problem == "What it names is not there any more."


def test_put_away_it_is_off_and_comes_back_off(rule, asha, moment):
    made = rule(act("restrict"))
    putting_away.put_away(made, by=asha, at=moment)
    with pytest.raises(Conflict):
        ruling.switch(made, on=True, by=asha, at=moment)
    putting_away.bring_back(made, by=asha, at=moment)

    assert (made.archived_at, made.is_on) == (None, False)


def test_what_was_changed_stands_in_the_history_in_words(rule, network, board, asha, moment):
    made = rule(act("restrict"))
    does = [{"do": "team", "value": str(network.uid), "words": ""}]
    ruling.save(made, by=asha, at=moment, all_of=only("category", board.uid), does=does)

    event = Event.objects.filter(subject_uid=made.uid, kind="support.setup_changed").get()
    assert {(one.field, one.was, one.now) for one in event.changes.all()} == {
        ("all of these", "", "About is Board or screen"), ("what it does", "Restrict it", "Pass it to the team Network"),
    }  # fmt: skip


def test_words_groups_rooms_and_years_are_asked_as_they_read(
    raised, rule, funmi, ict_2, projector, asha, moment
):
    ticket = raised(moment, body="The lamp of the projector is dark", items=[projector], people=5)
    for condition, fits in (
        (only("words", "lamp", op="has"), True), (only("words", "lamp", op="has_not"), False),
        (only("room", ict_2.uid), True), (only("building", ict_2.building.uid), True),
        (only("people", "5", op="least"), True), (only("people", "4", op="most"), False),
        (only("member", "staff"), True), (only("member", "student"), False), (only("year", "9"), False),
        (only("item_category", projector.category.uid), True), (only("source", "phone"), True),
        (only("owned", "no"), True), (only("phase", "new", op="is_not"), False), (only("late", "no"), True),
        (only("weekday", "3"), True), (only("hour", "9", op="least"), False), (only("stops", "no"), True),
    ):  # fmt: skip
        made = rule(act("restrict"), on=False, all_of=condition)
        assert automating.matching(made, moment).filter(pk=ticket.pk).exists() is fits, condition


def test_one_of_these_is_enough(raised, rule, moment):
    ticket = raised(moment, body="Lamp")
    some = only("words", "lamp", op="has") + only("words", "fan", op="has")
    none = only("words", "wheel", op="has") + only("words", "fan", op="has")

    for any_of, fits in ((some, True), (none, False)):
        made = rule(act("restrict"), on=False, any_of=any_of)
        assert automating.matching(made, moment).filter(pk=ticket.pk).exists() is fits
