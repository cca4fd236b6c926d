from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

Security = Literal["ldaps", "starttls", "plain"]
# Our field: the attribute that usually has it.
USUAL: Final[Mapping[str, str]] = {
    "given_name": "givenName", "family_name": "sn", "email": "mail", "mis_id": "employeeID", "job_title": "title",
    "department": "department", "year": "", "tutor_group": "", "initials": "",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """Where it is, as whom to ask, and what to make of the answer.

    `students` and `staff` are each the DN of a group, with the groups inside it, or of a part of the tree; `classes` is
    the part of the tree whose groups are classes.
    """

    host: str
    base_dn: str
    port: int = 0
    security: Security = "ldaps"
    bind_dn: str = ""
    password: str = field(default="", repr=False)
    filter: str = "(&(objectClass=person)(sn=*))"
    students: str = ""
    staff: str = ""
    classes: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    certificates: str = ""
    page: int = 500
    seconds: float = 20

    @property
    def at(self) -> int:
        return self.port or (636 if self.security == "ldaps" else 389)

    def attribute(self, name: str) -> str:
        return self.attributes.get(name, USUAL[name])
