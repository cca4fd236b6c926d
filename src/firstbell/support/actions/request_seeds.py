"""The requests that a school begins with; everything here can be changed afterwards."""

from __future__ import annotations

from typing import NamedTuple

from firstbell.support.queries.asking import YES, Question
from firstbell.support.states import Ask


class RequestSeed(NamedTuple):
    name: str
    words: str
    icon: str
    category: str
    questions: tuple[Question, ...]
    todo: tuple[str, ...] = ()
    tips: tuple[str, ...] = ()


_ACCOUNTS = ("Email and files", "Registers", "Printing", "Phone extension", "Door or fob")

REQUESTS = (
    RequestSeed(
        "New starter", "An account, equipment and a place to work, ready on the first morning", "user-plus", "Something new",
        (
            Question("who", "Who is starting?", Ask.TEXT, required=True, help="First name and family name"),
            Question("when", "On which day?", Ask.DATE, required=True),
            Question("job", "As what?", Ask.CHOICE, required=True,
                     choices=("Teacher", "Support staff", "Supply or cover", "Trainee", "Governor or visitor")),
            Question("until", "Until when?", Ask.DATE, when="job", are=("Supply or cover", "Trainee", "Governor or visitor")),
            Question("teach", "Which classes or subjects?", Ask.TEXT, when="job", are=("Teacher", "Trainee")),
            Question("access", "What do they need to get into?", Ask.MANY, choices=_ACCOUNTS),
            Question("device", "Do they need a computer of their own?", Ask.YES_NO, required=True),
            Question("which", "Which kind?", Ask.CHOICE, required=True, choices=("Laptop", "Tablet", "Desktop in the room"),
                     when="device", are=(YES,)),
            Question("instead", "Whose place do they take?", Ask.PERSON, help="If they take over somebody’s work"),
            Question("more", "Anything else?", Ask.LONG),
        ),
        todo=("Make the account and put it into its groups", "Register them for multi-factor sign-in on the first day",
              "Prepare the computer and lend it to them", "Fob, printer code, phone", "Show them how to ask for help"),
    ),
    RequestSeed(
        "Leaver", "Accounts closed, equipment back, work handed on", "user-x", "Sign-in and passwords",
        (
            Question("who", "Who is leaving?", Ask.PERSON, required=True),
            Question("last", "What is their last day?", Ask.DATE, required=True),
            Question("hand", "Does somebody take over their files and mail?", Ask.YES_NO, required=True),
            Question("whom", "Who?", Ask.PERSON, required=True, when="hand", are=(YES,)),
            Question("early", "Must access end before the last day?", Ask.YES_NO),
            Question("early_on", "On which day?", Ask.DATE, required=True, when="early", are=(YES,)),
            Question("more", "Anything else?", Ask.LONG),
        ),
        todo=("Close the account at the end of the last day", "Take back laptop, charger, keys and fob",
              "Remove multi-factor devices and app passwords", "Hand files and mail on", "Free their licences"),
    ),
    RequestSeed(
        "Software or app", "Installed, licensed and checked before anybody uses it", "apps", "Programs and apps",
        (
            Question("what", "Which program or site?", Ask.TEXT, required=True),
            Question("link", "Where is it found?", Ask.TEXT, help="Its address, if you have it"),
            Question("where", "Who is it for?", Ask.CHOICE, required=True,
                     choices=("My own computer", "One room", "A class", "A department", "Everybody")),
            Question("room", "Which room?", Ask.ROOM, required=True, when="where", are=("One room",)),
            Question("group", "Which class or department?", Ask.TEXT, required=True, when="where", are=("A class", "A department")),
            Question("money", "Does it cost money?", Ask.CHOICE, required=True, choices=("No", "Yes", "I do not know")),
            Question("budget", "Who pays?", Ask.TEXT, when="money", are=("Yes",), help="The budget, and who holds it"),
            Question("pupils", "Will it hold anything about pupils?", Ask.YES_NO, required=True),
            Question("data", "What will it hold?", Ask.LONG, required=True, when="pupils", are=(YES,)),
            Question("by", "Needed by", Ask.DATE),
        ),
        todo=("Ask whoever looks after data protection, if it holds anything about pupils", "Check the licence",
              "Try it on one computer", "Bring it to the others, and say that it is there"),
    ),
    RequestSeed(
        "Moving rooms", "Computers, phone and board where the lesson will be", "arrows-move", "Moving",
        (
            Question("to", "To which room?", Ask.ROOM, required=True),
            Question("when", "When?", Ask.DATE, required=True),
            Question("what", "What moves?", Ask.MANY, required=True, choices=("Computer", "Phone", "Printer", "Screen or board", "Everything")),
            Question("which", "Which one?", Ask.ITEM, when="what", are=("Printer", "Screen or board"), help="The tag on it"),
            Question("people", "How many people work there?", Ask.NUMBER),
            Question("more", "Anything else?", Ask.LONG),
        ),
        todo=("Look at sockets and network points in the new room", "Move it outside lessons", "Set the new room in the register",
              "Try everything where it stands"),
    ),
    RequestSeed(
        "Borrow equipment", "Laptops for a lesson, a camera for a trip, a microphone for the hall", "basket", "Something new",
        (
            Question("what", "What do you need?", Ask.CHOICE, required=True,
                     choices=("Laptops", "Tablets", "Camera", "Microphone or speakers", "Projector or screen", "Something else")),
            Question("other", "What?", Ask.TEXT, required=True, when="what", are=("Something else",)),
            Question("many", "How many?", Ask.NUMBER, required=True, when="what", are=("Laptops", "Tablets")),
            Question("from", "From which day?", Ask.DATE, required=True),
            Question("to", "Until which day?", Ask.DATE),
            Question("trip", "Does it leave the site?", Ask.YES_NO, required=True),
            Question("where", "Where does it go?", Ask.TEXT, required=True, when="trip", are=(YES,)),
        ),
        todo=("Book it", "Charge it the day before", "Lend it at the desk", "Count it back in"),
    ),
)  # fmt: skip
