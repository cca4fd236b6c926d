"""The fields of the sheet of organisations, and the headings that finance systems and people's own lists have."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from firstbell.lib.parsing import Unclear, shown
from firstbell.people.states import OrganisationKind
from firstbell.places.models import lookup_of
from firstbell.platform.exchange.sheets import Column, Match, Policy

ORGANISATION = "people.organisation"
_WORDS = {
    OrganisationKind.SUPPLIER: ("vendor", "reseller", "dealer", "supply", "supplies", "hardware", "goods"),
    OrganisationKind.PARTNER: ("support", "partner", "msp", "it support", "managed service", "maintenance", "repairs"),
    OrganisationKind.SUPPLIER_AND_PARTNER: ("both", "supplier and partner", "supplier partner", "supplier support"),
    OrganisationKind.PROVIDER: ("provider", "service", "services", "software", "isp", "broadband", "telecoms", "utility"),
    OrganisationKind.AUTHORITY: ("authority", "local authority", "council", "la", "trust", "mat"),
}  # fmt: skip
_KINDS = {lookup_of(kind.label): kind for kind in OrganisationKind} | {
    lookup_of(word): kind for kind, words in _WORDS.items() for word in words
}
_is_web = URLValidator(schemes=["http", "https"])


def _kind(text: str) -> OrganisationKind:
    found = _KINDS.get(lookup_of(text))
    if found is None:
        words = ", ".join(kind.label.lower() for kind in OrganisationKind)
        raise Unclear(f"{shown(text)} is no kind of organisation. There are: {words}.")
    return found


def _web(text: str) -> str:
    """ "www.dell.example" is an address as people write it."""
    address = text if "://" in text else f"https://{text}"
    try:
        # {serial} stands for a number that is put in later.
        _is_web(address.replace("{serial}", "SERIAL"))
    except ValidationError:
        raise Unclear(f"{shown(text)} is not a web address.") from None
    return address


C = Column
COLUMNS: tuple[Column, ...] = (
    C("name", "Organisation", "name", ("supplier", "supplier name", "company", "company name", "vendor", "vendor name",
      "organisation name", "business name", "trading name", "support partner", "name"), limit=100, required=True,
      group="Which organisation"),
    C("kind", "Kind", "text", ("type", "supplier type", "category", "organisation type"), parse=_kind,
      group="Which organisation", help="Supplier, support partner, both, service provider, authority or other"),
    C("account_number", "Account number", "code", ("account", "account no", "customer number", "customer no",
      "our account", "account ref", "account reference", "customer id"), limit=60, group="Which organisation"),
    C("contact_name", "Contact", "name", ("contact name", "contact person", "account manager", "representative",
      "main contact", "sales contact"), limit=100, group="Whom to ask"),
    C("email", "Email", "email", ("email address", "e-mail", "contact email", "sales email", "orders email"), limit=254,
      group="Whom to ask"),
    C("phone", "Phone", "code", ("telephone", "phone number", "tel", "telephone number", "contact number", "tel no",
      "contact phone"), limit=40, group="Whom to ask"),
    C("website", "Website", "text", ("web", "url", "web site", "web address", "homepage"), parse=_web,
      group="Whom to ask"),
    C("support_email", "Support email", "email", ("helpdesk email", "service desk email", "technical support email"),
      limit=254, group="When something is wrong"),
    C("support_phone", "Support phone", "code", ("support", "support telephone", "helpdesk", "helpdesk phone",
      "support number", "service desk", "helpline"), limit=40, group="When something is wrong"),
    C("support_url", "Support page", "text", ("support url", "support website", "support portal", "helpdesk url"),
      parse=_web, group="When something is wrong"),
    C("warranty_url", "Warranty check", "text", ("warranty url", "warranty page", "warranty checker",
      "warranty lookup"), parse=_web, help="{serial} is replaced by the serial number", group="When something is wrong"),
    C("notes", "Notes", "notes", ("note", "comments", "description", "remarks"), limit=10_000,
      group="When something is wrong"),
)  # fmt: skip


def columns() -> Sequence[Column]:
    return COLUMNS


def matches() -> Sequence[Match]:
    return (
        Match("name", "Its name", ("name",)),
        Match("account", "Our account number with it", ("account_number",)),
    )


POLICIES = (
    Policy(
        "owner",
        "Whose are the new ones?",
        (("school", "This school's own"), ("trust", "The whole trust's")),
    ),
)
