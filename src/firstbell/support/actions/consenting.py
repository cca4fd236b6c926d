"""Mailboxes that are opened by tokens: how they are got, renewed before they end, and what is said when they are gone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from firstbell.lib import oauth
from firstbell.lib.refusal import Conflict, Refusal
from firstbell.platform.accounts.actors import Actor, system_actor
from firstbell.platform.accounts.permissions import require
from firstbell.platform.audit.events import announce
from firstbell.platform.database.secrets import opened
from firstbell.support import events
from firstbell.support.models import Consent, Mailbox
from firstbell.support.states import Flow, Provider

SETUP = "support.change_setup"
AHEAD: Final = timedelta(minutes=5)  # renewed so long before it ends
_RENEWING: Final = timedelta(seconds=oauth.TIMEOUT + 10)


class ConsentGone(Refusal):
    """Nobody lets us in any more; asking again is of no use."""


@dataclass(frozen=True)
class Way:
    """Where a browser is sent, and what must be known when it comes back."""

    address: str
    state: str
    verifier: str


def set_up(mailbox: Mailbox, *, by: Actor, at: datetime, **values: Any) -> Consent:
    """Without a new secret the old one stays; whoever said yes to another application says it again."""
    require(by, SETUP, mailbox.school)
    _refuse_unsafe(values)
    with transaction.atomic():
        row = Consent.objects.filter(mailbox=mailbox).first() or Consent(mailbox=mailbox)
        values["client_secret"] = values.get("client_secret") or row.client_secret
        for name, value in values.items():
            setattr(row, name, value)
        row.access_token = row.refresh_token = row.given_by = row.problem = ""
        row.expires_at = row.given_at = row.lost_at = row.renewing_until = None
        row.save()
        announce(events.SETUP_CHANGED, mailbox, by=by, at=at)
    return row


def _refuse_unsafe(values: dict[str, Any]) -> None:
    itself = values.get("flow") == Flow.ITSELF
    if values.get("provider") == Provider.GOOGLE and itself:
        raise Refusal("With Google somebody signs in to the mailbox.", fields={"flow": "Whoever signs in"})  # fmt: skip
    if values.get("provider") == Provider.MICROSOFT and itself and not values.get("tenant"):
        raise Refusal("Whose application it is must be known.", fields={"tenant": "The directory’s id or name"})  # fmt: skip
    if values.get("provider") != Provider.OTHER:
        return
    for name in ("token_url",) if itself else ("authorise_url", "token_url"):
        if not oauth.is_safe(values.get(name, "")):
            raise Refusal("Tokens are only asked for where the line is sealed.", fields={name: "An address with https://"})  # fmt: skip


def drop(mailbox: Mailbox, *, by: Actor, at: datetime) -> None:
    """Back to the password."""
    require(by, SETUP, mailbox.school)
    with transaction.atomic():
        if Consent.objects.filter(mailbox=mailbox).delete()[0]:
            announce(events.SETUP_CHANGED, mailbox, by=by, at=at)


def begin(consent: Consent, *, back: str, by: Actor) -> Way:
    require(by, SETUP, consent.mailbox.school)
    if consent.is_itself:
        raise Refusal("Nobody signs in for that: it was an administrator who allowed it.")
    state, verifier = oauth.verifier(), oauth.verifier()
    where = oauth.address(_server(consent), _client(consent), back=back, state=state, verifier=verifier, who=consent.mailbox.user)  # fmt: skip
    return Way(where, state, verifier)


def give(consent: Consent, code: str, *, verifier: str, back: str, by: Actor, at: datetime) -> None:
    """Somebody said yes: the code they brought back, for tokens."""
    require(by, SETUP, consent.mailbox.school)
    try:
        tokens = oauth.for_code(
            _server(consent), _client(consent), code, back=back, verifier=verifier
        )
    except oauth.Refused as refusal:
        raise Refusal(f"{consent.get_provider_display()} gave no token: {refusal}") from refusal
    if not tokens.refresh:
        raise Refusal(f"{consent.get_provider_display()} gave a token that cannot be renewed: the application must be allowed to stay signed in (offline access).")  # fmt: skip
    with transaction.atomic():
        _keep(consent, tokens, at, given_by=by.name[:200], given_at=at)
        announce(events.CONSENT_GIVEN, consent.mailbox, by=by, at=at)


def _keep(consent: Consent, tokens: oauth.Tokens, at: datetime, **more: Any) -> None:
    values = {
        "access_token": tokens.access, "refresh_token": tokens.refresh or consent.refresh_token,
        "expires_at": at + timedelta(seconds=tokens.seconds), "renewing_until": None, "lost_at": None, "problem": "", **more,
    }  # fmt: skip
    for name, value in values.items():
        setattr(consent, name, value)
    consent.save(update_fields=list(values))


def token(mailbox: Mailbox, *, at: datetime) -> str:
    """One that lets us in now. Only one of those who ask at once renews it."""
    consent = Consent.objects.get(mailbox=mailbox)
    _refuse_gone(consent)
    if consent.expires_at is not None and at < consent.expires_at - AHEAD:
        return _access(consent)
    free = Q(renewing_until=None) | Q(renewing_until__lt=at)
    rows = Consent.objects.filter(free, pk=consent.pk, expires_at=consent.expires_at)
    if rows.update(renewing_until=at + _RENEWING):
        _renew(consent, at)
    elif consent.expires_at is None or at >= consent.expires_at:
        raise Conflict(f"The token for {mailbox} is being renewed.")
    return _access(consent)


def _access(consent: Consent) -> str:
    return opened(consent.access_token, f"The token for {consent.mailbox}")


def _refuse_gone(consent: Consent) -> None:
    name = consent.get_provider_display()
    if consent.lost_at is not None:
        raise ConsentGone(f"{name} does not let Firstbell into {consent.mailbox} any more: a lead technician opens its sign-in and gives consent again. It said: {consent.problem}")  # fmt: skip
    if not consent.is_given:
        raise ConsentGone(f"Nobody has given consent to read {consent.mailbox} yet.")


def _renew(consent: Consent, at: datetime) -> None:
    server, client = _server(consent), _client(consent)
    try:
        if consent.is_itself:
            tokens = oauth.for_itself(server, client)
        else:
            refresh = opened(consent.refresh_token, f"The token for {consent.mailbox}")
            tokens = oauth.renewed(server, client, refresh)
    except oauth.Refused as refusal:
        _failed(consent, refusal, at)
    else:
        _keep(consent, tokens, at)


def _failed(consent: Consent, refusal: oauth.Refused, at: datetime) -> None:
    """What is only away is asked again, and the token that still holds is used; consent that is gone is told once."""
    Consent.objects.filter(pk=consent.pk).update(renewing_until=None, problem=str(refusal)[:300])
    consent.problem = str(refusal)[:300]
    if refusal.for_good:
        with transaction.atomic():
            rows = Consent.objects.filter(pk=consent.pk, lost_at=None)
            if rows.update(lost_at=at):
                announce(events.CONSENT_GONE, consent.mailbox, by=system_actor(), at=at)
        consent.lost_at = at
        _refuse_gone(consent)
    if consent.expires_at is None or at >= consent.expires_at:
        raise Conflict(f"{consent.get_provider_display()} gives no token: {refusal}")


def _client(consent: Consent) -> oauth.Client:
    return oauth.Client(consent.client_id, opened(consent.client_secret, "The secret of the application"))  # fmt: skip


def _server(consent: Consent) -> oauth.Server:
    if consent.provider == Provider.MICROSOFT:
        return oauth.microsoft(consent.tenant, itself=consent.is_itself)
    if consent.provider == Provider.GOOGLE:
        return oauth.google()
    return oauth.Server(consent.authorise_url, consent.token_url, consent.scopes)
