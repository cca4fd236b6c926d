"""The door that agents come to: `/agent/<key>/`, and whatever stands behind it in the address."""

from __future__ import annotations

import logging
import secrets as tokens
from base64 import b64decode
from binascii import Error as NotBase64
from datetime import datetime
from hashlib import blake2b

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from firstbell.agents.actions import contacting, keys, logbook
from firstbell.agents.models import Device, Key
from firstbell.agents.queries.settings import key_of
from firstbell.agents.states import Approval, Level
from firstbell.agents.web import conversation
from firstbell.agents.web.answers import Asker, answer, guessed, refusal
from firstbell.lib import clock
from firstbell.lib.agentprotocol import Unreadable, opened
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.permissions import public
from firstbell.platform.database import marks
from firstbell.platform.database.single import columns, row_of

log = logging.getLogger("firstbell.agents")
# As it comes, still packed; an agent's largest inventories are a tenth of it.
LARGEST = 16 * 1024 * 1024
_BROKEN_EVERY = 60
# All of a device that is asked for when it sends what it sent before.
_NAMES = (
    "id", "school_id", "item_id", "key_id", "hostname", "agent_uuid", "deviceid", "address", "last_contact_at",
    "asked_at", "sighted_on",
)  # fmt: skip
_SENT = (
    f"SELECT {columns(Device, _NAMES)} FROM agents_device WHERE body_hash = %s AND merged_into_id IS NULL "  # noqa: S608 -- our own names
    "AND approval <> %s ORDER BY id LIMIT 1"
)


@csrf_exempt
@public
def door(request: HttpRequest, secret: str) -> HttpResponse:
    """Whatever comes is answered in words that an agent understands; nothing that goes wrong here is a 5xx."""
    try:
        # A report changes no rules: they are looked up once for all that asks for them.
        with marks.steady():
            return _at_the_door(request, secret, clock.now())
    except Exception as problem:
        return _broken(request, problem, guessed(request))


def _broken(request: HttpRequest, problem: Exception, asker: Asker) -> HttpResponse:
    """Our fault, not the agent's: nothing was kept, nothing is acknowledged, and it comes again."""
    if isinstance(problem, DatabaseError):
        _tell("A report could not be kept; the agent comes again", problem)
        sentence = "The report could not be kept just now. Please come again."
        return refusal(request, sentence, asker, status=409, hours=1)
    _tell("A report could not be taken", problem)
    return refusal(request, "The report could not be taken.", asker)


def _tell(sentence: str, problem: Exception) -> None:
    """Where it broke, in the server's log: once a minute for each way of breaking, however often it comes."""
    if cache.add(f"agents.broken.{type(problem).__name__}", 1, _BROKEN_EVERY):
        log.error(sentence, exc_info=problem)


def _at_the_door(request: HttpRequest, secret: str, at: datetime) -> HttpResponse:
    key = key_of(keys.digest(secret.partition("/")[0]))
    address = request.META.get("REMOTE_ADDR") or None
    problem = _why_not(request, key, at)
    if key is None or problem:
        return _turned_away(request, key, problem or "", at, address)
    if (refused := _without_password(request, key)) is not None:
        return refused
    come = conversation.Come(key, request, at, address, _certificate(request))
    if request.method == "GET" or "action" in request.GET:
        return conversation.asked_in_address(come)
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        return _unread(come, "The body is larger than 16 MB.", guessed(request))
    return _posted(come, body)


def _posted(come: conversation.Come, body: bytes) -> HttpResponse:
    mark = blake2b(body + come.agent_id.encode(), digest_size=24).hexdigest()
    asker = guessed(come.request)
    try:
        same = _sent_before(come.key, mark)
        if same is not None:
            contacting.reached(same, at=come.at, address=come.address)
            return conversation.as_before(come, same, body)
        plain = opened(come.request.META.get("CONTENT_TYPE", ""), body)
        asker = Asker("json" if come.agent_id else plain.kind, plain.packing)
        return conversation.posted(come, plain, mark)
    except Unreadable as problem:
        return _unread(come, str(problem), asker)
    except Refusal as no:
        return _unread(come, no.sentence, asker)
    except Exception as problem:
        return _broken(come.request, problem, asker)


def _sent_before(key: Key, mark: str) -> Device | None:
    found = row_of(Device, _NAMES, _SENT, [mark, Approval.REFUSED])
    mine = (found is not None and key.pk == found.key_id) or (
        found and found.school_id == key.school_id
    )
    return found if mine else None


def _unread(come: conversation.Come, problem: str, asker: Asker) -> HttpResponse:
    logbook.note(problem, at=come.at, level=Level.REFUSED, key=come.key, address=come.address)
    return refusal(come.request, problem, asker)


def _why_not(request: HttpRequest, key: Key | None, at: datetime) -> str:
    if key is None:
        return "Nobody knows this address. Ask your technicians for the right one."
    if not key.works_on(at.date()):
        over = "was revoked" if key.revoked_at else "has run out"
        return f"The key of this address {over}. Ask your technicians for a new one."
    if key.client_certificate and not _verified(request):
        return "This address wants a client certificate that the school gave out."
    if request.method not in ("GET", "HEAD", "POST"):
        return "Agents only GET and POST here."
    return ""


def _turned_away(
    request: HttpRequest, key: Key | None, problem: str, at: datetime, address: str | None
) -> HttpResponse:
    if key is None:
        logbook.note_stranger("Somebody came without a key that is known.", at=at, address=address)
        return refusal(request, problem, guessed(request), status=404)
    logbook.note(problem, at=at, level=Level.REFUSED, key=key, address=address)
    return refusal(request, problem, guessed(request), status=403)


def _without_password(request: HttpRequest, key: Key) -> HttpResponse | None:
    """A key with a password asks for it in the way that agents know."""
    if not key.basic_hash or _password_fits(request.headers.get("Authorization", ""), key):
        return None
    response = answer(request, b'{"status":"error","message":"Sign in."}', Asker(), status=401)
    response["WWW-Authenticate"] = 'Basic realm="Firstbell"'
    return response


def _password_fits(header: str, key: Key) -> bool:
    scheme, _, coded = header.strip().partition(" ")
    if scheme.lower() != "basic":
        return False
    try:
        user, _, password = b64decode(coded, validate=True).decode().partition(":")
    except (NotBase64, UnicodeDecodeError):
        return False
    fits = tokens.compare_digest(keys.digest(password), key.basic_hash)
    return fits and tokens.compare_digest(user.encode(), key.basic_user.encode())


def _verified(request: HttpRequest) -> bool:
    """What the reverse proxy says of the client's certificate; nobody else's word reaches us in this header."""
    names = settings.AGENT_CERT_HEADER
    return bool(names) and request.headers.get(names[0], "").upper() in (
        "SUCCESS",
        "OK",
        "1",
        "TRUE",
    )


def _certificate(request: HttpRequest) -> str:
    names = settings.AGENT_CERT_HEADER
    return request.headers.get(names[1], "")[:128] if len(names) > 1 and _verified(request) else ""
