"""A file on its way in."""

from __future__ import annotations

from firstbell.platform.exchange.actions import bringing, profiles, settling
from firstbell.platform.exchange.actions.applying import apply, start
from firstbell.platform.exchange.actions.checking import check
from firstbell.platform.exchange.actions.deciding import accept_all
from firstbell.platform.exchange.models import ImportProfile, ImportSession
from tests.permissions.things import LONG_AGO, Example, World, example

LIST = b"Room,Building\nPermission test room,Permission test block\n"


def _read(world: World) -> ImportSession:
    session = bringing.bring(
        world.hartley, sheet="rooms", name="rooms.csv", content=[LIST], by=world.asha, at=LONG_AGO
    )
    bringing.read(session)
    return session


def _checked(world: World) -> ImportSession:
    session = _read(world)
    settled = settling.Settled(mapping=session.mapping, match=session.match)
    settling.settle(session, settled, by=world.asha, at=LONG_AGO)
    check(session, by=world.asha, at=LONG_AGO)
    accept_all(session, by=world.asha)
    return session


@example("import", "import_progress", "import_throw_away", "import_read_again")
def a_file(world: World) -> Example:
    session = _read(world)
    return Example({"uid": session.uid}, session)


@example("import_settle")
def its_columns(world: World) -> Example:
    session = _read(world)
    post = {f"column-{at}": field for at, field in session.mapping.items() if field}
    return Example({"uid": session.uid}, session, post=post)


@example("import_decide", "import_apply", "import_refused")
def checked(world: World) -> Example:
    session = _checked(world)
    return Example({"uid": session.uid}, session)


@example("import_line", "import_line_shown")
def a_line(world: World) -> Example:
    session = _checked(world)
    return Example({"uid": session.uid, "number": 2}, session)


@example("import_undo")
def brought_in(world: World) -> Example:
    session = _checked(world)
    start(session, by=world.asha, at=LONG_AGO)
    apply(session, by=world.asha, at=LONG_AGO)
    return Example({"uid": session.uid}, session)


@example("import_report")
def a_report(world: World) -> Example:
    # One file for everybody who reports: what is in it is what they may see.
    return Example({"name": "dfe-asset-register", "form": "csv"})


def _profile(world: World) -> ImportProfile:
    meaning = profiles.Meaning("rooms", {"Room": "name"})
    return profiles.add(
        world.hartley, meaning, name="Timetable rooms", scope="school", by=world.asha, at=LONG_AGO
    )


@example("import_profile", "import_profile_remove")
def a_profile(world: World) -> Example:
    row = _profile(world)
    return Example({"uid": row.uid}, row, post={"name": "Rooms", "scope": "school"})


@example("import_use_profile")
def a_file_and_a_profile(world: World) -> Example:
    session = _read(world)
    return Example({"uid": session.uid}, session, post={"profile": str(_profile(world).uid)})
