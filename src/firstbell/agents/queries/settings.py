"""The rules as they are kept, or the usual ones where nobody has changed them."""

from __future__ import annotations

from copy import copy

from firstbell.agents.models import Key, MatchRule, Policy
from firstbell.agents.queries.matching import USUAL_ORDER
from firstbell.agents.states import LastUser, MatchKind
from firstbell.platform.database.remembered import Remembered
from firstbell.platform.database.single import columns, row_of
from firstbell.platform.tenancy.models import School

_orders: Remembered[list[MatchKind]] = Remembered(MatchRule)
_policies: Remembered[Policy] = Remembered(Policy)
_schools: Remembered[School] = Remembered(School)


def matching_order() -> list[MatchKind]:
    """In which order a report is recognised; what has no row yet comes last, as usual."""
    return _orders.get("all", _order)


def _order() -> list[MatchKind]:
    rows = list(MatchRule.objects.order_by("order", "pk").values_list("kind", "enabled"))
    known = {kind for kind, _ in rows}
    used = [MatchKind(kind) for kind, enabled in rows if enabled]
    return [*used, *(kind for kind in USUAL_ORDER if kind not in known)]


def policy_of(school: School) -> Policy:
    """To look at: every report asks for it."""
    pk = school.pk
    return _policies.get(
        pk, lambda: Policy.objects.filter(school_id=pk).first() or Policy(school_id=pk)
    )


_LEFT = ("secret", "basic_password")
# Asked at every knock, so without a queryset.
_NAMES = tuple(f.attname for f in Key._meta.concrete_fields if f.name not in _LEFT)
_KEY = f"SELECT {columns(Key, _NAMES)} FROM agents_key WHERE secret_hash = %s"  # noqa: S608 -- our own names


def key_of(hashed: str) -> Key | None:
    """The key of an address, without what must be decrypted to be read."""
    found = row_of(Key, _NAMES, _KEY, [hashed])
    if found is not None:
        school_id = found.school_id
        found.school = copy(_schools.get(school_id, lambda: School.objects.get(pk=school_id)))
    return found


# Always left out: the first tells secrets, the second what pupils do.
ALWAYS_LEFT_OUT = ("environment", "process")


# The words that an agent understands behind no-category.
CATEGORIES = {
    "accesslog", "antivirus", "battery", "bios", "controller", "cpu", "database", "drive", "environment", "firewall",
    "hardware", "input", "licenseinfo", "local_group", "local_user", "lvm", "memory", "modem", "monitor", "network",
    "os", "port", "printer", "process", "provider", "psu", "registry", "remote_mgmt", "rudder", "slot", "software",
    "sound", "storage", "usb", "user", "video", "virtualmachine",
}  # fmt: skip


def left_out(policy: Policy) -> list[str]:
    """The categories that an agent shall not report; without the last user there is no need of `user`."""
    own = own_words(policy)
    users = ["user"] if policy.last_user == LastUser.NONE else []
    return sorted({*ALWAYS_LEFT_OUT, *own, *users})


def own_words(policy: Policy) -> list[str]:
    """The categories that the school leaves out of its own accord."""
    return [word.strip().lower() for word in policy.left_out.split(",") if word.strip()]
