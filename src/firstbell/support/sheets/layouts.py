"""Files that are known by their headings: what Spiceworks, Freshdesk and osTicket write when tickets are taken away."""

from __future__ import annotations

from firstbell.platform.exchange.cells import SPILL
from firstbell.platform.exchange.sheets import Layout

SPICEWORKS, FRESHDESK, OSTICKET = "Spiceworks", "Freshdesk", "osTicket"

ALL = (
    Layout(
        "osticket", "A queue of osTicket",
        {
            "Ticket Number": "number", "Date Created": "opened", "Subject": "title", "From": "who", "From Email": "email",
            "Priority": SPILL, "Department": "team", "Help Topic": "category", "Source": "source",
            "Current Status": "state", "Last Updated": "changed", "SLA Due Date": "", "SLA Plan": "", "Due Date": "",
            "Closed Date": "closed", "Overdue": "", "Merged": "", "Linked": "", "Answered": "", "Assigned To": "",
            "Agent Assigned": "owner", "Team Assigned": SPILL, "Thread Count": "", "Reopen Count": "",
            "Attachment Count": "", "Task Count": "", "Issue Details": "body",
        },
        ("Ticket Number", "Help Topic", "Current Status"), "YMD", {"system": OSTICKET},
    ),
    Layout(
        "freshdesk", "Tickets from Freshdesk",
        {
            "Ticket ID": "number", "Subject": "title", "Description": "body", "Status": "state", "Priority": SPILL,
            "Source": "source", "Type": "kind", "Agent": "owner", "Group": "team", "Created time": "opened",
            "Due by Time": "", "Resolved time": "solved", "Closed time": "closed", "Last update time": "changed",
            "Initial response time": "answered", "Time tracked": "minutes", "First response time (in hrs)": "",
            "Resolution time (in hrs)": "", "Agent interactions": "", "Customer interactions": "",
            "Resolution status": "", "First response status": "", "Tags": "tags", "Survey results": SPILL,
            "Every response status": "", "Product": SPILL, "Full name": "who", "Title": "", "Email": "email",
            "Work phone": "", "Mobile phone": "", "Contact ID": "", "Company Name": SPILL, "Category": "category",
        },
        ("Ticket ID", "Created time", "Last update time"), "YMD", {"system": FRESHDESK},
    ),
    Layout(
        "spiceworks", "Tickets from Spiceworks",
        {
            "Ticket Number": "number", "Ticket": "number", "Number": "number", "Summary": "title", "Description": "body",
            "Status": "state", "Priority": SPILL, "Category": "category", "Creator": "who", "Creator Email": "email",
            "Created by": "who", "Assignee": "owner", "Assigned to": "owner", "Created On": "opened", "Created": "opened",
            "Due On": "", "Due": "", "Closed On": "closed", "Closed": "closed", "Updated On": "changed",
            "Time Spent": "minutes", "Organization": SPILL, "Organization Name": SPILL, "Related To": "item",
            "Labor Rate": "", "Purchase Total": SPILL,
        },
        ("Summary", "Assignee", "Creator"), "", {"system": SPICEWORKS},
    ),
    Layout(
        "spiceworks_desktop", "The tickets of Spiceworks on a computer of one's own",
        {
            "id": "number", "summary": "title", "description": "body", "status": "state", "priority": SPILL,
            "category": "category", "created_at": "opened", "closed_at": "closed", "updated_at": "changed",
            "due_at": "", "created_by": "who", "created_by_email": "email", "assigned_to": "owner", "time_spent": "minutes",
            "status_updated_at": "", "viewed_at": "", "email_message_id": "", "parent_id": "", "master_ticket_id": "",
        },
        ("summary", "created_at", "closed_at"), "YMD", {"system": SPICEWORKS},
    ),
)  # fmt: skip
