"""Each message of the protocol and its answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

from firstbell.agents.actions import contacting, keys, logbook, receiving
from firstbell.agents.models import Device, Key
from firstbell.agents.queries import expiration, settings
from firstbell.agents.states import Level
from firstbell.agents.web.answers import Asker, answer, refusal
from firstbell.lib.agentprotocol import (
    Contact,
    GetParams,
    Inventory,
    Message,
    NetDiscovery,
    NetInventory,
    Opened,
    Prolog,
    begun,
    read,
    replies,
)


@dataclass(frozen=True)
class Come:
    """Somebody with a key stands at the door."""

    key: Key
    request: HttpRequest
    at: datetime
    address: str | None
    certificate: str

    @property
    def agent_id(self) -> str:
        return self.request.headers.get("GLPI-Agent-ID", "")[:40]

    def minutes(self, who: str) -> int:
        policy = settings.policy_of(self.key.school)
        return expiration.next_contact(self.key.school, policy, at=self.at, who=who)


def posted(come: Come, opened: Opened, mark: str) -> HttpResponse:
    message = read(opened, come.agent_id)
    asker = Asker(message.answer, opened.packing)
    if isinstance(message, Inventory):
        return _inventory(come, message, opened, mark, asker)
    if isinstance(message, Prolog):
        return _prolog(come, message, asker)
    if isinstance(message, Contact):
        return _contact(come, message, asker)
    if isinstance(message, NetDiscovery | NetInventory):
        return _network(come, message, asker)
    if isinstance(message, GetParams):
        return answer(come.request, replies.credentials(), asker)
    sentence = f"Nobody here understands “{getattr(message, 'action', '')[:60]}”."
    logbook.note(sentence, at=come.at, level=Level.REFUSED, key=come.key, address=come.address)
    return refusal(come.request, sentence, asker)


def _prolog(come: Come, message: Prolog, asker: Asker) -> HttpResponse:
    """An agent with an id is sent to its contact at once, so that it hears what not to report before it reports."""
    if asker.dialect == "json":
        return answer(come.request, replies.prolog_json(), asker)
    hours = expiration.in_hours(come.minutes(message.deviceid))
    return answer(come.request, replies.prolog_xml(hours), asker)


def _contact(come: Come, message: Contact, asker: Asker) -> HttpResponse:
    contacting.contacted(message, come.key, at=come.at, address=come.address)
    keys.note_use(come.key, at=come.at)
    policy = settings.policy_of(come.key.school)
    when = expiration.in_json(come.minutes(message.agent_id or message.deviceid))
    # Deploy and collect are offered only where a room above has work to hand out.
    tasks = ("inventory", *contacting.tasks_on_offer())
    text = replies.contact(when, no_categories=settings.left_out(policy), tasks=tasks)
    return answer(come.request, text, asker)


def _inventory(
    come: Come, message: Inventory, opened: Opened, mark: str, asker: Asker
) -> HttpResponse:
    came = receiving.Came(
        come.key.school, opened, come.key, message.agent_id, come.address, come.certificate, mark
    )
    taken = receiving.receive(message.report, came, at=come.at)
    return _thanks(come, asker, taken.device)


def _thanks(come: Come, asker: Asker, device: Device) -> HttpResponse:
    if asker.dialect == "xml":
        return answer(come.request, replies.send(), asker)
    when = expiration.in_json(come.minutes(device.agent_uuid or device.deviceid))
    return answer(come.request, replies.ok(when), asker)


def as_before(come: Come, device: Device, body: bytes) -> HttpResponse:
    """The same bytes again: the answer that the first ones got, without reading them."""
    kind, packing = begun(come.request.META.get("CONTENT_TYPE", ""), body)
    return _thanks(come, Asker(kind, packing), device)


def _network(come: Come, message: NetDiscovery | NetInventory, asker: Asker) -> HttpResponse:
    kind = "netdiscovery" if isinstance(message, NetDiscovery) else "netinventory"
    if message.phase not in ("start", "end"):
        contacting.discovered(
            kind, message.raw, come.key, deviceid=message.deviceid, agent_id=message.agent_id, at=come.at
        )  # fmt: skip
    return _accepted(come, message, asker)


def _accepted(come: Come, message: Message, asker: Asker) -> HttpResponse:
    if asker.dialect == "xml":
        return answer(come.request, replies.send(), asker)
    return answer(
        come.request, replies.ok(expiration.in_json(come.minutes(message.deviceid))), asker
    )


def asked_in_address(come: Come) -> HttpResponse:
    """The calls of deploy, collect and ESX, some of them posted as forms; and somebody who opens it in a browser."""
    words: Any = come.request.GET
    action = words.get("action", "")
    asker = Asker()
    if action == "getConfig":
        device = contacting.known(come.agent_id, words.get("machineid", "")[:255], come.key)
        tasks = [name[5:-1] for name in words if name.startswith("task[") and name.endswith("]")]
        schedule = contacting.work_for(device, tasks[:10], at=come.at)
        return answer(come.request, replies.jobs(schedule), asker)
    if action or come.request.headers.get("GLPI-Request-ID"):
        return answer(come.request, replies.nothing(), asker)
    return answer(come.request, replies.ok(24), asker)
