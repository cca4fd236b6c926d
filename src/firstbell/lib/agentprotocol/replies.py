"""The answers agents understand, byte for byte as they need them; `packed` makes them bodies."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any, Final
from xml.sax.saxutils import escape

from firstbell.lib.agentprotocol.rows import clean_text

# What every answer to a contact switches off: the first leaks secrets, the second what pupils do.
NO_CATEGORIES: Final = ("environment", "process")
TASKS: Final = {"collect": "1.0.0", "deploy": "1.0.0", "inventory": "11.0.0"}
DISABLED: Final = ("esx", "netdiscovery", "netinventory", "remoteinventory", "wakeonlan")
_HEAD: Final = b'<?xml version="1.0" encoding="UTF-8"?>\n'

# {"status": "pending", "expiration": 0}: come back at once, with a contact, before any inventory.
PENDING_AT_ONCE: Final = b'{"status":"pending","expiration":0}'
SEND: Final = _HEAD + b"<REPLY><RESPONSE>SEND</RESPONSE></REPLY>"
NOTHING: Final = b"{}"
NO_JOBS: Final = b'{"schedule":[]}'


def prolog_json() -> bytes:
    return PENDING_AT_ONCE


def prolog_xml(hours: int, *, send: bool = True, options: Iterable[str] = ()) -> bytes:
    """`hours` to the next contact; with `send` the agent posts its inventory, without it does not."""
    response = "<RESPONSE>SEND</RESPONSE>" if send else ""
    frequency = f"<PROLOG_FREQ>{max(hours, 1)}</PROLOG_FREQ>"
    return _HEAD + f"<REPLY>{frequency}{response}{''.join(options)}</REPLY>".encode()


def send() -> bytes:
    return SEND


def contact(
    expiration: int | str,
    *,
    no_categories: Collection[str] = NO_CATEGORIES,
    tasks: Collection[str] = ("inventory",),
    message: str = "",
) -> bytes:
    """`expiration`: hours as a number, or "90m", "1800s", "2d". Tasks not named are switched off."""
    offered: dict[str, dict[str, str]] = {}
    for task in sorted(tasks):
        offered[task] = {"server": "glpi", "version": TASKS.get(task, "1.0.0")}
    if "inventory" in offered and no_categories:
        offered["inventory"]["no-category"] = ",".join(sorted(no_categories))
    answer: dict[str, Any] = {"status": "ok", "expiration": expiration}
    if message:
        answer["message"] = message
    off = {*DISABLED, *TASKS} - {*tasks, "inventory"}
    return _json(answer | {"tasks": offered, "disabled": sorted(off)})


def ok(expiration: int | str) -> bytes:
    return _json({"status": "ok", "expiration": expiration})


def pending(expiration: int | str) -> bytes:
    """Come back in `expiration`; with HTTP 202 and a GLPI-Request-ID of the server's own."""
    return _json({"status": "pending", "expiration": expiration})


def error_json(sentence: str, expiration: int | str = 24) -> bytes:
    return _json({"status": "error", "message": sentence, "expiration": expiration})


def error_xml(sentence: str) -> bytes:
    return _HEAD + f"<REPLY><ERROR>{escape(clean_text(sentence))}</ERROR></REPLY>".encode()


def error(sentence: str, dialect: str, expiration: int | str = 24) -> bytes:
    return error_xml(sentence) if dialect == "xml" else error_json(sentence, expiration)


def jobs(schedule: Iterable[tuple[str, str]] = (), validity: int = 600) -> bytes:
    """The answer to getConfig: pairs of task and address; none of them is a correct nothing to do."""
    tasks = [{"task": task, "remote": remote} for task, remote in schedule]
    if not tasks:
        return NO_JOBS
    return _json({"configValidityPeriod": validity, "schedule": tasks})


def nothing() -> bytes:
    """To setStatus, setLog, jobsDone and whatever else has no answer of its own."""
    return NOTHING


def token(value: str) -> bytes:
    return _json({"token": value})


def credentials(found: Iterable[dict[str, str]] = ()) -> bytes:
    """To get_params: none, for agents must not be given the passwords of databases."""
    return _json({"status": "ok", "credentials": list(found)})


def _json(answer: dict[str, Any]) -> bytes:
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()
