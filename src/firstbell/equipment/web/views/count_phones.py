"""The phone in a count: a page that works without a network, and the door that what it kept comes in by."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstbell.equipment.actions import counting, photographing, tallying
from firstbell.equipment.actions.photographing import Photo
from firstbell.equipment.actions.tallying import Scan
from firstbell.equipment.models import CountJoin
from firstbell.equipment.queries import phones
from firstbell.equipment.states import ScanKind
from firstbell.equipment.web.views.counts import load
from firstbell.lib import clock
from firstbell.lib.refusal import Conflict, NotAllowed, Refusal
from firstbell.platform.accounts.actors import Actor, account_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.accounts.permissions import can, mark_asked, needs, public, require

COUNT = "equipment.count"
# What comes in one batch: half an hour of scanning, and far less than a minute of our time.
MOST_SCANS, LARGEST = 5_000, 4 * 1024 * 1024
# A phone that lost its clock says 1970; none says a day beyond this century.
LAST_MOMENT = datetime(2100, 1, 1, tzinfo=UTC).timestamp() * 1000


@require_safe
@needs(COUNT)
def phone(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The page itself holds nothing of the count: the phone keeps it, and asks for the rest with its own token."""
    row = load(request, uid)
    require(request.actor, COUNT, row)
    response = render(request, "equipment/counts/phone.html", {"count": row})
    response.may_scan = True  # type: ignore[attr-defined]
    return response


@require_safe
@public
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the page on the phone; it is served here because it may only keep what is beneath it."""
    found = finders.find("firstbell/dist/count-worker.js")
    if not found:
        raise Http404
    script = Path(str(found)).read_bytes()
    return HttpResponse(
        script, content_type="text/javascript", headers={"Cache-Control": "no-cache"}
    )


@never_cache
@require_POST
@needs(COUNT)
def join(request: HttpRequest, uid: UUID) -> HttpResponse:
    """A token good for this count alone, told once."""
    row = load(request, uid)
    require(request.actor, COUNT, row)
    account = Account.objects.get(pk=request.actor.account_id or 0)
    device = request.POST.get("device", "").replace("\x00", "")
    try:
        made, secret = counting.join(row, account, device=device, by=request.actor, at=clock.now())
    except Conflict as refusal:
        return JsonResponse({"problem": refusal.sentence}, status=409)
    return JsonResponse({"token": secret, "device": made.device}, status=201)


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
@public
def sync(request: HttpRequest) -> HttpResponse:
    """With the token of a phone: GET for the list, POST for what was scanned. No session is asked for."""
    return _answered(request, _listed if request.method == "GET" else _taken)


@csrf_exempt
@never_cache
@require_POST
@public
def photo(request: HttpRequest) -> HttpResponse:
    """With the token of a phone, too: one picture of what was scanned, after its scan."""
    return _answered(request, _pictured)


Answer = Callable[[HttpRequest, CountJoin, Actor, datetime], JsonResponse]


def _answered(request: HttpRequest, answer: Answer) -> HttpResponse:
    mark_asked()
    at = clock.now()
    joined = phones.joined_by(request.headers.get("Authorization", ""))
    if joined is None:
        return _problem("This phone is not part of a count any more. Sign in and join again.", 403)
    by = account_actor(joined.account, on=at.date()).via("phone")
    if not can(by, COUNT, joined.count):
        return _problem("Whoever joined with this phone may not count here any more.", 403)
    try:
        return answer(request, joined, by, at)
    except Refusal as refusal:
        status = 403 if isinstance(refusal, NotAllowed) else 409 if isinstance(refusal, Conflict) else 400  # fmt: skip
        return _problem(refusal.sentence, status)


def _problem(sentence: str, status: int) -> JsonResponse:
    return JsonResponse({"problem": sentence}, status=status)


def _listed(request: HttpRequest, joined: CountJoin, by: Actor, at: datetime) -> JsonResponse:
    told = phones.list_of(joined.count)
    news = phones.news(joined.count, since=0)
    return JsonResponse({**told, **news, "now": phones.milliseconds(at)})


def _taken(request: HttpRequest, joined: CountJoin, by: Actor, at: datetime) -> JsonResponse:
    told_at, since, scans = _read(request)
    outcomes = tallying.take(joined, scans, told_at=told_at, by=by, at=at)
    joined.count.refresh_from_db()
    news = phones.news(joined.count, since=since)
    done = {str(uid): str(outcome) for uid, outcome in outcomes.items()}
    answer = {"done": done, "count": phones.facts(joined.count), "now": phones.milliseconds(at)}
    return JsonResponse({**answer, **news})


def _pictured(request: HttpRequest, joined: CountJoin, by: Actor, at: datetime) -> JsonResponse:
    told, file = request.POST, request.FILES.get("photo")
    try:
        words = _whole(told.get("words", ""))
        one = Photo(UUID(told.get("id", "")), UUID(told.get("scan", "")), words)
    except ValueError:
        raise Refusal("That was not understood. Load the page again, then it is sent again.") from None  # fmt: skip
    if file is None:
        raise Refusal("There was no photo in that. Take it again.")
    made = photographing.take(joined, one, file, by=by, at=at)
    return JsonResponse({"kept": str(made.photo_id)}, status=201)


def _read(request: HttpRequest) -> tuple[datetime, int, list[Scan]]:
    body = request.read(LARGEST + 1)
    if len(body) > LARGEST:
        raise Refusal("That is more than a phone can have scanned. Send it in parts.")
    try:
        told = json.loads(body)
        scans = [_scan(one) for one in told["scans"]]
        told_at, since = _moment(told["now"]), int(told.get("cursor", 0))
    except (
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        OverflowError,
        OSError,
        RecursionError,
    ):
        raise Refusal("That was not understood. Load the page again, then it is sent again.") from None  # fmt: skip
    if len(scans) > MOST_SCANS:
        raise Refusal(f"That is more than {MOST_SCANS:,} scans at once. Send them in parts.")
    return told_at, since, scans


def _scan(one: dict[str, Any]) -> Scan:
    code, seq = _whole(str(one.get("code") or ""))[:300], int(one.get("seq") or 0)
    room, ref = one.get("room"), one.get("ref")
    wish = one.get("wish") if one.get("wish") in ("move", "leave") else ""
    return Scan(
        UUID(one["id"]), _moment(one["at"]), kind=ScanKind(one.get("kind") or ScanKind.FOUND), code=code,
        room=UUID(room) if room else None, ref=UUID(ref) if ref else None, wish=str(wish), seq=min(max(seq, 0), 2**31 - 1),
    )  # fmt: skip


def _whole(text: str) -> str:
    """Without what no database keeps: a phone may cut a character that is written as a pair in two."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "")


def _moment(milliseconds: Any) -> datetime:
    told = float(milliseconds)
    if not 0 <= told < LAST_MOMENT:
        raise ValueError(milliseconds)
    return datetime.fromtimestamp(told / 1000, tz=UTC)
