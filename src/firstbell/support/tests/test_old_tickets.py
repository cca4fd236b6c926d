"""Tickets of the helpdesk before this one, from files of the shapes that others write; what is in them is made up."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from firstbell.platform.audit.models import Event
from firstbell.platform.exchange.models import NewLookup
from firstbell.platform.exchange.states import State
from firstbell.platform.exchange.tests.importing import verdicts
from firstbell.platform.jobs import worker
from firstbell.platform.notifications.models import Notice
from firstbell.platform.search import finding
from firstbell.platform.tags.queries import tags_of
from firstbell.support.actions import opening, talking
from firstbell.support.actions.talking import Words
from firstbell.support.models import Clock, Entry, Letter, OldNumber, Status, Ticket

OSTICKET = """Ticket Number,Date Created,Subject,From,From Email,Priority,Department,Help Topic,Source,Current Status,Last Updated,Closed Date,Agent Assigned
482913,2025-03-04 09:12:33,Board in ICT 2 has no picture,Ms Okoro,okoro@hartley.example,High,ICT support,Board or screen,Email,Closed,2025-03-05 11:00:00,2025-03-05 10:58:01,Asha Rahman
482914,2025-03-06 14:02:10,New toner please,Old Leaver,leaver@hartley.example,Low,ICT support,Printing,Web,Open,2025-03-06 14:02:10,,
"""
FRESHDESK = """Ticket ID,Subject,Status,Priority,Source,Type,Agent,Group,Created time,Due by Time,Resolved time,Closed time,Last update time,Initial response time,Time tracked,Tags,Full name,Email
77,Cannot sign in,Closed,Urgent,Phone,Incident,No Agent,,2024-09-09 08:31:00,2024-09-10 08:31:00,2024-09-09 09:01:00,2024-09-12 00:00:00,2024-09-12 00:00:00,2024-09-09 08:40:00,00:20:00,"exam, urgent",Funmi Okoro,okoro@hartley.example
78,Can I have a mouse?,Waiting on Customer,Low,Portal,Question,,,2024-09-09 08:31:00,,,,2024-09-09 08:31:00,,00:00:00,,Funmi Okoro,okoro@hartley.example
"""
SPICEWORKS = """Ticket Number,Summary,Description,Priority,Status,Creator,Assignee,Created On,Closed On,Category,Time Spent
9,Speakers crackle,"<p>They <b>crackle</b></p><p>since Monday</p>",Med,closed,okoro@hartley.example,Asha Rahman,03/23/2024 2:15 PM,03/24/2024 9:00 AM,Sound,0:45
"""
PLAIN = """Number,What,Description,Status,Raised,For,Room,Things,Said,Said on,Said by,Comment type
A1,No sound,Silent since the holidays,Closed,5 Jan 2025 10:00,Ms Okoro,ICT 2,HV-40031,,,,
A1,,,,,,,,Try the other lead,5 Jan 2025 10:30,Asha Rahman,public
A1,,,,,,,,It is the amplifier,5 Jan 2025 11:00,Asha Rahman,private
A1,,,,,,,,That did it,5 Jan 2025 12:00,Ms Okoro,public
"""


def ticket_of(number):
    return OldNumber.objects.get(number=number).ticket


def test_a_queue_of_osticket_becomes_tickets_as_they_were(bring_in, funmi, ict_2, asha_account):
    session = bring_in(OSTICKET)
    assert session.state == State.APPLIED
    assert session.reading["layout"] == "A queue of osTicket"
    one = ticket_of("482913")
    assert OldNumber.objects.get(number="482913").system == "osTicket"
    assert (one.title, one.requester, one.category.name, one.owner) == (
        "Board in ICT 2 has no picture", funmi, "Board or screen", asha_account,
    )  # fmt: skip
    assert one.opened_at == datetime(2025, 3, 4, 9, 12, 33, tzinfo=UTC)
    assert (one.status.phase, one.source) == ("closed", "mail")
    assert one.closed_at == datetime(2025, 3, 5, 10, 58, 1, tzinfo=UTC)


def test_who_left_long_ago_is_asked_about_by_nobody_and_kept_by_name(bring_in):
    session = bring_in(OSTICKET)
    one = ticket_of("482914")
    assert (one.requester, one.who, one.requester_email) == (
        None, "Old Leaver", "leaver@hartley.example",
    )  # fmt: skip
    assert one.is_open
    assert not NewLookup.objects.filter(session=session, name="Old Leaver").exists()


def test_freshdesk_says_when_it_was_answered_and_what_it_was(bring_in, funmi):
    bring_in(FRESHDESK)
    one, two = ticket_of("77"), ticket_of("78")
    # British Summer Time in September.
    assert one.responded_at == datetime(2024, 9, 9, 7, 40, tzinfo=UTC)
    assert (one.kind, one.source, one.minutes, one.requester) == ("fault", "phone", 20, funmi)
    assert (two.kind, two.status.phase) == ("question", "waiting")
    note = Entry.objects.get(ticket=one, kind="note")
    assert (note.public, note.body) == (False, "Priority: Urgent")
    assert [tag.name for tag in tags_of(one.uid)] == ["exam", "urgent"]


def test_spiceworks_has_the_month_first_and_html(bring_in, funmi):
    bring_in(SPICEWORKS)
    one = ticket_of("9")
    assert one.opened_at == datetime(2024, 3, 23, 14, 15, tzinfo=UTC)
    assert one.entries.get(kind="report").body == "They crackle\n\nsince Monday"
    assert (one.minutes, one.requester) == (45, funmi)


def test_a_line_more_with_the_same_number_is_more_of_its_conversation(
    bring_in, funmi, ict_2, projector, asha_account
):
    session = bring_in(PLAIN)
    one = ticket_of("A1")
    assert [(e.kind, e.by_name, e.public, e.from_team) for e in one.entries.order_by("at", "pk")] == [
        ("report", "Funmi Okoro", True, False), ("reply", "Asha Rahman", True, True),
        ("note", "Asha Rahman", False, True), ("reply", "Ms Okoro", True, False),
    ]  # fmt: skip
    assert (one.room, one.things.get().item) == (ict_2, projector)
    assert (session.counts["created"], session.counts["updated"]) == (1, 3)


def test_nobody_is_written_to_and_no_promise_runs(bring_in, funmi):
    bring_in(OSTICKET)
    worker.work()
    assert not Clock.objects.exists()
    assert not Letter.objects.exists()
    assert not Notice.objects.exclude(kind__startswith="exchange.").exists()


def test_the_same_file_again_changes_nothing(bring, bring_in, funmi, ict_2, projector):
    bring_in(PLAIN)
    bring_in(OSTICKET)
    assert {verdict for _, verdict, _ in verdicts(bring(PLAIN))} == {"same"}
    assert {verdict for _, verdict, _ in verdicts(bring(OSTICKET))} == {"same"}
    assert Ticket.objects.count() == 3


def test_a_newer_file_says_how_it_ended(bring_in, funmi):
    bring_in(OSTICKET)
    newer = OSTICKET.replace(
        "Web,Open,2025-03-06 14:02:10,,", "Web,Resolved,2025-03-07 10:00:00,2025-03-07 10:00:00,"
    )
    session = bring_in(newer)
    one = ticket_of("482914")
    assert (one.status.phase, one.solved_at) == ("solved", datetime(2025, 3, 7, 10, tzinfo=UTC))
    assert session.counts["updated"] == 1


def test_what_was_worked_on_here_no_file_changes(bring, bring_in, funmi, asha, moment):
    bring_in(OSTICKET)
    talking.reply(ticket_of("482914"), Words("It is on its way"), by=asha, at=moment)
    newer = OSTICKET.replace("Web,Open,", "Web,Closed,")
    assert verdicts(bring(newer))[1][1:] == (
        "same", f"{ticket_of('482914').number} was worked on here since, so it is left as it is.",
    )  # fmt: skip


def test_taken_back_they_are_gone_and_what_was_worked_on_stays(
    bring_in, take_back, funmi, asha, moment
):
    session = bring_in(OSTICKET)
    talking.reply(ticket_of("482914"), Words("It is on its way"), by=asha, at=moment)
    assert take_back(session) == "1 taken back, 1 kept, because they were used since"
    assert [row.number for row in OldNumber.objects.all()] == ["482914"]
    assert not Ticket.objects.filter(title__startswith="Board").exists()
    assert Event.objects.filter(kind="support.withdrawn").count() == 1


def test_it_is_found_by_its_old_number_and_by_what_was_said(
    bring_in, funmi, ict_2, projector, asha
):
    bring_in(PLAIN)
    bring_in(OSTICKET)

    def found(words):
        answer = finding.find(words, actor=asha, types=["support.ticket"])
        return [one.label for group in answer.groups for one in group.found]

    assert found("482913") == ["Board in ICT 2 has no picture"]
    assert found("other lead") == ["No sound"]
    assert found("amplifier") == []


def test_a_status_nobody_knows_is_asked_about(bring, funmi):
    session = bring(OSTICKET.replace("Web,Open,", "Web,Gone to the supplier,"))
    row = NewLookup.objects.get(session=session, kind="support.status")
    assert row.name == "Gone to the supplier"
    assert row.detail["may_make"] is False


def test_what_is_still_open_there_can_be_closed_as_it_comes(bring_in, funmi):
    bring_in(OSTICKET, open="close")
    assert not Ticket.objects.open().exists()


def test_two_systems_may_have_the_same_number(bring_in, funmi):
    bring_in("Number,What,Raised,Old system\n1,One,5 Jan 2025,A\n")
    bring_in("Number,What,Raised,Old system\n1,Two,5 Jan 2025,B\n")
    assert sorted(one.title for one in Ticket.objects.all()) == ["One", "Two"]


def test_without_numbers_they_are_told_apart_by_their_words(bring, bring_in):
    text = "What,Raised,For\nNo sound,5 Jan 2025,Ada\nNo sound,6 Jan 2025,Ada\n"
    bring_in(text)
    assert Ticket.objects.count() == 2
    assert {verdict for _, verdict, _ in verdicts(bring(text))} == {"same"}


def test_the_desks_own_tickets_are_no_old_ones(bring, ticket):
    assert verdicts(bring(f"Number,What\n{ticket.number},No picture\n"))[0][1:] == (
        "same", "It is a ticket of this desk already.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("7,,5 Jan 2025", "It does not say what it was about"),
        ("7,No sound,32 Jan 2025", "Raised:"),
    ],
)
def test_a_line_that_makes_no_ticket_says_why(bring, line, why):
    session = bring(f"Number,What,Raised\n{line}\n8,Fine,5 Jan 2025\n")
    assert verdicts(session)[0][1] == "error"
    assert why in verdicts(session)[0][2]


def test_the_json_of_spiceworks_has_its_comments(bring_in, funmi, asha_account):
    content = {
        "users": [{"id": 4, "first_name": "Funmi", "last_name": "Okoro", "email": "okoro@hartley.example"}],
        "tickets": [
            {"id": 4013, "summary": "Share is gone", "description": "The folder of Year 9", "status": "closed",
             "created_by": 4, "assigned_to": None, "created_at": "2023-05-03T15:57:36Z", "closed_at": "2023-05-03T18:36:25Z",
             "comments": [{"body": "Mapped it again", "created_at": "2023-05-03T16:30:00Z", "public": True,
                           "creator": {"name": "Asha Rahman", "email": "asha@hartley.example"}}]},
        ],
    }  # fmt: skip
    session = bring_in(json.dumps(content), name="export.json", sheet="")
    assert session.reading["notes"][0] == "It is an export in JSON: 1 tickets with 1 comments."
    one = ticket_of("4013")
    assert one.requester == funmi
    assert [e.body for e in one.entries.order_by("at")] == [
        "The folder of Year 9",
        "Mapped it again",
    ]


def test_the_json_of_freshdesk_has_its_notes(bring_in, funmi):
    content = [{"helpdesk_ticket": {
        "display_id": 12, "subject": "Wi-Fi is slow", "description": "In the hall", "status": 5,
        "created_at": "2023-05-03T15:57:36+01:00", "requester": {"name": "Funmi Okoro", "email": "okoro@hartley.example"},
        "helpdesk_notes": [{"body": "A new aerial", "private": True, "created_at": "2023-05-04T08:00:00+01:00"}],
    }}]  # fmt: skip
    bring_in(json.dumps(content), name="Tickets0.json")
    one = ticket_of("12")
    assert (one.status.phase, one.opened_at) == (
        "closed",
        datetime(2023, 5, 3, 14, 57, 36, tzinfo=UTC),
    )
    assert not one.entries.get(kind="note").public


def test_a_ticket_that_was_brought_in_is_worked_like_any_other(bring_in, funmi, asha, moment):
    bring_in(OSTICKET)
    one = ticket_of("482914")
    talking.reply(one, Words("It is on its way"), by=asha, at=moment + timedelta(hours=1))
    made = opening.open_ticket(one.school, opening.Report(body="Another"), by=asha, at=moment)
    assert made.number == "T-00003"
    assert Status.objects.get(name="Closed").phase == "closed"
