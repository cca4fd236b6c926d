"""Asking a device to come now, through the port that its own agent listens on."""

from __future__ import annotations

import http.client
from datetime import datetime, timedelta
from ipaddress import ip_address

from django.db import IntegrityError, transaction

from firstbell.agents import events
from firstbell.agents.models import CheckIn, Device
from firstbell.agents.states import CheckInState
from firstbell.lib.refusal import Conflict
from firstbell.platform.accounts.actors import Actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce
from firstbell.platform.jobs.registry import defer

USUAL_PORT = 62354
GIVES_UP_AFTER = timedelta(days=1)
AGAIN_EVERY = timedelta(minutes=5)
JOB = "agents.check_in"
_SECONDS = 5
_AT_ONCE = 50


def ask(device: Device, *, by: Actor, at: datetime) -> CheckIn:
    """It is asked at once, and again until it is reached or a day is over."""
    require(by, "agents.change", device)
    if not may_be_asked(device):
        raise Conflict(f"{device} has not reported from an address of your own network yet.")
    try:
        with transaction.atomic():
            row = CheckIn.objects.create(device=device, asked_at=at, asked_by=by.name[:200])
            Device.objects.filter(pk=device.pk).update(asked_at=at)
            announce(events.CHECK_IN_ASKED, device, by=by, at=at, about=[device.item])
            defer(
                JOB,
                by=by,
                at=at,
                title=f"Ask {device} to check in",
                school_id=device.school_id,
                uid=str(row.uid),
            )
    except IntegrityError:
        raise Conflict(f"{device} is being asked already.") from None
    return row


def may_be_asked(device: Device) -> bool:
    """Only where it last reported from, and only inside the school's own network."""
    if not device.address:
        return False
    address = ip_address(device.address)
    return address.is_loopback or (address.is_private and not address.is_link_local)


def knock(row: CheckIn, *, at: datetime) -> bool:
    """Ask once, and write down how it went."""
    device = row.device
    problem = _knock(device) if may_be_asked(device) else "Its address is not of your own network"
    values = {"tried_at": at, "tries": row.tries + 1, "problem": problem[:200]}
    if not problem:
        values["state"] = CheckInState.REACHED
    CheckIn.objects.filter(pk=row.pk, state=CheckInState.QUEUED).update(**values)
    return not problem


def _knock(device: Device) -> str:
    """Why its agent could not be asked; empty when it said that it comes."""
    caller = http.client.HTTPConnection(
        str(device.address), device.port or USUAL_PORT, timeout=_SECONDS
    )
    try:
        caller.request("GET", "/now")
        status = caller.getresponse().status
    except (OSError, http.client.HTTPException):
        return "It does not answer: it may be switched off or elsewhere"
    finally:
        caller.close()
    return "" if status == 200 else f"Its agent does not take orders from here ({status})"


def knock_again(at: datetime) -> int:
    """Those that were not reached yet, a while after the last time; those of yesterday are given up."""
    over = CheckIn.objects.filter(
        asked_at__lt=at - GIVES_UP_AFTER, state__in=(CheckInState.QUEUED, CheckInState.REACHED)
    )
    Device.objects.filter(pk__in=over.values("device_id")).update(asked_at=None)
    over.update(state=CheckInState.GAVE_UP, ended_at=at)
    rows = CheckIn.objects.filter(state=CheckInState.QUEUED, tried_at__lt=at - AGAIN_EVERY)
    due = list(rows.select_related("device").order_by("tried_at")[:_AT_ONCE])
    return sum(knock(row, at=at) for row in due)
