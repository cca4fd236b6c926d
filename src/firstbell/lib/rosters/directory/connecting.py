"""A connection to a directory, and what it says when it fails, in words."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

import ldap3
from ldap3.core import exceptions as wrong
from ldap3.core.tls import Tls

from firstbell.lib.rosters.directory.wish import Directory
from firstbell.lib.sheets import Unreadable

_SOME: Final = (
    "The directory gives fewer entries than there are, so nothing was taken from it. "
    "Let the account read more of them at a time."
)
_AD: Final = "1.2.840.113556.1.4.800"
MOST: Final = 50_000


class Unanswered(Unreadable):
    """The directory was not reached, did not let us in, or stopped in the middle."""


@dataclass(slots=True)
class Entry:
    dn: str
    raw: dict[str, list[bytes]] = field(default_factory=dict)

    def all(self, name: str) -> list[str]:
        return [value.decode("utf-8", "replace") for value in self.raw.get(name.lower(), [])]

    def one(self, name: str) -> str:
        found = self.all(name) if name else []
        return found[0].strip() if found else ""

    @property
    def key(self) -> str:
        """What stays when somebody is renamed or moved."""
        guid = self.raw.get("objectguid")
        if guid and len(guid[0]) == 16:
            return str(UUID(bytes_le=guid[0]))
        return self.one("entryUUID") or self.one("ipaUniqueID") or self.dn.casefold()


class Asked:
    """A connection that is open: `all` gives every entry, or raises."""

    def __init__(self, wish: Directory, connection: Any) -> None:
        self.wish, self.connection = wish, connection
        info = connection.server.info
        told = info.other.get("supportedCapabilities", []) if info else []
        self.is_ad = _AD in told
        self.seen = 0
        # Every group there is, by DN: read once, when first needed.
        self.groups: dict[str, Entry] | None = None

    def all(self, base: str, sieve: str, attributes: Sequence[str]) -> Iterator[Entry]:
        answers = self.connection.extend.standard.paged_search(
            base, sieve, search_scope=ldap3.SUBTREE, attributes=list(attributes), paged_size=self.wish.page,
            generator=True,
        )  # fmt: skip
        for answer in answers:
            if answer.get("type") == "searchResEntry":
                self.seen += 1
                if self.seen > MOST:
                    raise Unanswered(
                        f"The directory has more than {MOST:,} entries, which is no school."
                    )
                yield _entry(answer)
        # A directory that gives only the first so many says so at the end, and ldap3 leaves it at that.
        if self.connection.result["result"] != 0:
            raise Unanswered(_SOME)

    def one(self, dn: str, attributes: Sequence[str]) -> Entry | None:
        try:
            self.connection.search(
                dn, "(objectClass=*)", search_scope=ldap3.BASE, attributes=list(attributes)
            )
        except (wrong.LDAPNoSuchObjectResult, wrong.LDAPInvalidDNSyntaxResult):
            return None
        found = [one for one in self.connection.response if one.get("type") == "searchResEntry"]
        return _entry(found[0]) if found else None


def _entry(answer: dict[str, Any]) -> Entry:
    raw = {name.lower(): list(values) for name, values in answer["raw_attributes"].items()}
    return Entry(answer["dn"], raw)


@contextmanager
def asked(wish: Directory) -> Iterator[Asked]:
    """Signed in, over a connection as safe as was wished; every way of failing is a sentence."""
    connection: Any = None
    found: Asked | None = None
    try:
        connection = _connect(wish)
        found = Asked(wish, connection)
        yield found
    except (wrong.LDAPException, OSError) as problem:
        raise Unanswered(_sentence(problem, wish, found.seen if found else 0)) from problem
    finally:
        if connection is not None:
            _hang_up(connection)


def _connect(wish: Directory) -> Any:
    tls = Tls(validate=ssl.CERT_REQUIRED, ca_certs_data=wish.certificates or None)
    server = ldap3.Server(
        wish.host, port=wish.at, use_ssl=wish.security == "ldaps", tls=tls, connect_timeout=wish.seconds,
        get_info=ldap3.DSA,
    )  # fmt: skip
    how = (
        {"user": wish.bind_dn, "password": wish.password, "authentication": ldap3.SIMPLE}
        if wish.bind_dn
        else {"authentication": ldap3.ANONYMOUS}
    )
    connection = ldap3.Connection(
        server,
        receive_timeout=wish.seconds,
        raise_exceptions=True,
        auto_referrals=False,
        read_only=True,
        **how,
    )
    connection.open()
    if wish.security == "starttls":
        connection.start_tls()
    connection.bind()
    return connection


def _hang_up(connection: Any) -> None:
    try:
        connection.unbind()
    except (wrong.LDAPException, OSError):
        connection.closed = True


def _sentence(problem: Exception, wish: Directory, seen: int) -> str:
    where = f"{wish.host}:{wish.at}"
    for kinds, sentence in _SENTENCES:
        if isinstance(problem, kinds):
            return sentence.format(where=where, base=wish.base_dn, filter=wish.filter)
    if seen or isinstance(problem, _BROKE_OFF):
        return f"The directory stopped answering after {seen:,} entries. Nothing was changed; ask it again."
    said = str(problem).strip()[:160]
    return (
        f"The directory at {where} does not answer as it should: {said or type(problem).__name__}."
    )


_BROKE_OFF: Final = (
    wrong.LDAPSessionTerminatedByServerError,
    wrong.LDAPSocketReceiveError,
    wrong.LDAPSocketSendError,
    wrong.LDAPResponseTimeoutError,
)
_SENTENCES: Final[tuple[tuple[tuple[type[Exception], ...], str], ...]] = (
    (
        (wrong.LDAPInvalidCredentialsResult,),
        "The directory at {where} does not accept this name and password.",
    ),
    (
        (wrong.LDAPStartTLSError, wrong.LDAPSSLConfigurationError, ssl.SSLError),
        "No safe connection to {where} could be made: its certificate is not one that this machine trusts, or it has none.",
    ),
    (
        (wrong.LDAPConfidentialityRequiredResult, wrong.LDAPStrongerAuthRequiredResult),
        "The directory at {where} wants a safe connection: choose LDAPS or StartTLS.",
    ),
    (
        (wrong.LDAPInsufficientAccessRightsResult,),
        "The account may sign in to {where}, but may not read what is under {base}.",
    ),
    ((wrong.LDAPNoSuchObjectResult,), "There is no {base} in the directory."),
    (
        (wrong.LDAPInvalidDNSyntaxResult,),
        "{base} is not written as a directory writes it: DC=school,DC=example.",
    ),
    (
        (wrong.LDAPInvalidFilterError,),
        "The filter {filter} is not written as a directory writes it.",
    ),
    (
        (wrong.LDAPSizeLimitExceededResult, wrong.LDAPAdminLimitExceededResult),
        _SOME,
    ),
    (
        (wrong.LDAPSocketOpenError,),
        "Nothing answers at {where}. Look at the name, the port, and what stands between.",
    ),
)
