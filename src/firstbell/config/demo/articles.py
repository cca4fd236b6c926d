"""Six articles that a school could use as they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from firstbell.equipment.models import Category as ItemKind
from firstbell.platform.accounts.actors import account_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.tenancy.models import School
from firstbell.support.actions import writing
from firstbell.support.models import Category


@dataclass(frozen=True)
class Told:
    title: str
    about: str
    audience: str
    body: str
    kinds: tuple[str, ...] = ()
    review: int = 200
    helped: tuple[tuple[str, bool, str], ...] = ()


TOLD = (
    Told("The board has no sound", "Sound", "staff", """\
Nine times out of ten the sound goes somewhere else, or is turned down in one of three places.

1. On the **board's own remote**, press the volume up key until a bar shows. A crossed-out loudspeaker means mute.
2. On the computer, click the loudspeaker beside the clock, then the small arrow, and choose the **board** (it may be called HDMI or Display).
3. Look at the player on the page: many have a loudspeaker of their own.
4. Unplug the HDMI lead at the desk, count to five, and push it in until it clicks.

## Still silent?

Play something else. If that is heard, it is the film and not the board. If not, report it: say whether the room's small speakers or the board's own are used.
""", ("Interactive panel",), helped=(("okafor@hartley.example", True, ""), ("sam@hartley.example", False, "It does not say where the remote is kept."))),
    Told("The projector says “no signal”", "Board or screen", "staff", """\
The projector is on, and sees no computer.

1. Move the mouse: a computer that sleeps sends nothing.
2. Press **Source** or **Input** on the remote, and wait three seconds between presses.
3. Push in both ends of the lead, at the desk and at the plate in the wall.
4. Press `Windows` and `P` together and choose **Duplicate**.
5. Restart the computer with the projector already on.

> A plate in the wall that wobbles is worth a report even when it works today.
""", ("Projector",)),
    Told("The printer is jammed", "Printing", "staff", """\
The screen of the printer shows which door. Work from there, with the paper, never against it.

1. Open the door that is shown, and turn any green knob or lever.
2. Pull the sheet **slowly, with both hands**, the way it would have come out.
3. Hold it against a whole sheet: if a corner is missing, it is still inside. Stop there and report it.
4. Take the paper out of the tray, tap it level, and put it back below the line.
5. Shut every door until it clicks. Your job goes on by itself.

Never use scissors or a pen: one scratch on the drum is a stripe on every page after it.
""", ("Printer",), review=-12),
    Told("I have forgotten my password", "Sign-in and passwords", "everybody", """\
**Students:** ask any member of staff. They ask us from the classroom, and you choose a new one on the next sign-in.

**Staff:** come to the ICT office with your lanyard, or ring us from a phone in school. We never give a password by email, and never to somebody else.

A good new password is three words that do not belong together. Do not use it anywhere else.

Locked after too many tries? It opens by itself after 15 minutes. A phone that still knows the old password will lock you again: change it there first.
""", helped=(("haddad@hartley.example", True, ""),)),
    Told("A trolley does not charge", "Laptop or tablet", "team", """\
1. Is the wall switch on, and the fuse in the plug good? Try a lamp.
2. Read the timer: after a power cut it starts in the wrong half of the day.
3. Half the bays dark: one of the two bars has tripped. Press its button at the back, below the lower shelf.
4. One bay dark: swap its charger with the neighbour's before anything else.
5. All light up and nothing charges: the trolley takes turns. Leave it twenty minutes before you judge.

A laptop whose case bulges is taken out, not charged, put on stone or concrete, and logged as *Safety*.
""", ("Trolley",), review=-3),
    Told("Wi-Fi on your own phone", "Wi-Fi or network", "everybody", """\
Your own phone uses the **guest network**. Students may use it where the school allows phones at all.

1. Open *Settings*, then *Wi-Fi*, and choose the network for guests.
2. A page opens: sign in with your school address and password.
3. No page? Open a browser and go to any site that begins with `http://`.
4. Turn off *private address* or *random MAC* for this network, or you will be asked every day.

What you look at is filtered as on a school computer. School drives and printers are not there: use a school device for those.
"""),
)  # fmt: skip


def write_them(school: School, *, at: datetime) -> None:
    author = Account.objects.get(email="jo@hartley.example")
    by = account_actor(author, on=at.date())
    for number, told in enumerate(TOLD):
        moment = at - timedelta(days=150 - 20 * number)
        made = writing.write(
            school, title=told.title, body=told.body.split("\n## ")[0], audience=told.audience,
            category=Category.objects.filter(name=told.about).first(), reviewer=author,
            review_on=at.date() + timedelta(days=told.review), by=by, at=moment,
        )  # fmt: skip
        writing.change(
            made,
            body=told.body,
            by=by,
            at=moment + timedelta(days=4),
            why="What to do when it stays silent",
        )
        writing.set_state(made, "published", by=by, at=moment + timedelta(days=4))
        for kind in ItemKind.objects.filter(name__in=told.kinds):
            writing.link(made, kind, by=by, at=moment + timedelta(days=4))
        for email, helped, missing in told.helped:
            reader = Account.objects.filter(email=email).first()
            if reader is not None:
                who = account_actor(reader, on=at.date())
                writing.vote(
                    made, helped=helped, missing=missing, by=who, at=at - timedelta(days=3)
                )
