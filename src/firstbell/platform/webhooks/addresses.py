"""Where an outgoing call may go: to the world, and to one's own networks only where the settings name them.

The name is looked up once and the call goes to the address that was checked, so that a second answer of the name
server cannot lead it elsewhere.
"""

from __future__ import annotations

import socket
from functools import cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from firstbell.lib.refusal import Refusal

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network
# Addresses that carry another one inside: what they lead to is not what they look like.
_TUNNELS = (
    ip_network("64:ff9b::/96"),
    ip_network("64:ff9b:1::/48"),
    ip_network("2002::/16"),
    ip_network("2001::/32"),
)


class Unreachable(Exception):
    """The call cannot be made; the text says why."""


@cache
def _networks(words: tuple[str, ...]) -> tuple[Network, ...]:
    try:
        return tuple(ip_network(word, strict=False) for word in words)
    except ValueError as problem:
        raise ImproperlyConfigured(
            f"FIRSTBELL_WEBHOOK_ALLOW holds networks such as 10.20.0.0/16, separated by commas: {problem}"
        ) from None


def allowed() -> tuple[Network, ...]:
    return _networks(tuple(settings.WEBHOOK_ALLOW))


def may_reach(address: Address) -> bool:
    if isinstance(address, IPv6Address) and address.ipv4_mapped:
        address = address.ipv4_mapped
    if any(address in network for network in allowed()):
        return True
    if any(address in network for network in _TUNNELS):
        return False
    return address.is_global and not address.is_multicast


def read(url: str) -> SplitResult:
    """The parts of an address that can be called, or a refusal in words."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        raise _unfit("That is not a web address.") from None
    if (
        parts.scheme not in ("http", "https")
        or not host
        or port == 0
        or any(ord(c) < 33 for c in url)
    ):
        raise _unfit("An address begins with https:// and names a machine.")
    if parts.username or parts.password:
        raise _unfit(
            "Leave the name and password out of the address; the signature says who calls."
        )
    return parts


def _unfit(sentence: str) -> Refusal:
    return Refusal(sentence, fields={"url": "Does not fit"})


def check(url: str) -> None:
    """What can be seen without asking a name server; the rest is looked at before each call."""
    parts = read(url)
    try:
        address = ip_address(str(parts.hostname))
    except ValueError:
        if str(parts.hostname).rstrip(".").lower().endswith("localhost"):
            address = ip_address("127.0.0.1")
        else:
            return
    if not may_reach(address):
        raise _unfit(
            "That address is inside your own network. Somebody with access to the server can allow it: FIRSTBELL_WEBHOOK_ALLOW."
        )


def resolve(host: str, port: int) -> Address:
    """The first address of a host that may be called."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError) as problem:
        raise Unreachable(f"There is no machine called {host}") from problem
    addresses = [ip_address(str(row[4][0]).partition("%")[0]) for row in found]
    for address in addresses:
        if may_reach(address):
            return address
    raise Unreachable(
        f"{host} is inside your own network, and FIRSTBELL_WEBHOOK_ALLOW does not name it"
    )
