"""What allauth asks us: who may sign in how, and what history remembers of it."""

from __future__ import annotations

import logging
import smtplib
from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect

from firstbell.lib import clock
from firstbell.lib.refusal import Conflict
from firstbell.platform.accounts import actions, browsers
from firstbell.platform.accounts.actors import account_actor
from firstbell.platform.accounts.models import Account

log = logging.getLogger("firstbell.accounts")
# What allauth would mail about is what history should remember.
_FACTOR_NEWS = {
    "mfa/email/totp_activated": (True, "an authenticator app"),
    "mfa/email/totp_deactivated": (False, "their authenticator app"),
    "mfa/email/webauthn_added": (True, "a passkey"),
    "mfa/email/webauthn_removed": (False, "a passkey"),
    "mfa/email/recovery_codes_generated": (True, "recovery codes"),
}
_PASSWORD_NEWS = {
    "account/email/password_changed",
    "account/email/password_set",
    "account/email/password_reset",
}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by invitation, never by signing up."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "too_many_login_attempts": "Too many wrong passwords. Wait five minutes, then try again.",
        "email_password_mismatch": "That email and password do not belong together.",
        "incorrect_password": "That is not your password.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return str(settings.LOGIN_REDIRECT_URL)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """allauth greets on every sign-in and sign-out; a colleague would not."""
        template = kwargs.get("message_template") or (args[2] if len(args) > 2 else "")
        if template not in ("account/messages/logged_in.txt", "account/messages/logged_out.txt"):
            super().add_message(*args, **kwargs)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, smtplib.SMTPException):
            log.exception("Mail for %s could not be sent", template_prefix)

    def send_notification_mail(
        self,
        template_prefix: str,
        user: Account,
        context: dict[str, Any] | None = None,
        email: str | None = None,
    ) -> None:
        by, at = account_actor(user), clock.now()
        if template_prefix in _FACTOR_NEWS:
            added, what = _FACTOR_NEWS[template_prefix]
            actions.note_factor(user, added=added, what=what, by=by, at=at)
        elif template_prefix in _PASSWORD_NEWS:
            actions.note_password(user, by=by, at=at, but=_session_in_use(user))
        super().send_notification_mail(template_prefix, user, context, email)


def _session_in_use(user: Account) -> str:
    request = context.request
    if request is None or not request.user.is_authenticated or request.user.pk != user.pk:
        return ""
    return request.session.session_key or ""


class KeysLost(Conflict):
    """A secret was encrypted with a key that this installation does not have."""

    # Pages that only tell of codes say nothing rather than break.
    silent_variable_failure = True


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of authenticator apps are encrypted with the installation's key, which is not in the database."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": "That is not known here, or was used already. Is it the newest?",
    }

    def generate_authenticator_name(self, user: Account, type: Any) -> str:  # noqa: A002 -- allauth's word
        """A first guess that says where the key is: the browser that is adding it."""
        request = context.request
        return browsers.named(request.META.get("HTTP_USER_AGENT", "")) if request else "My key"

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            raise KeysLost(
                "This Firstbell was restored without its keys, so authenticator apps and recovery codes no longer count. "
                "Use a passkey, or ask your lead technician to take your second factors away."
            ) from None


def _box() -> Fernet:
    return Fernet(
        urlsafe_b64encode(sha256(b"second factors:" + settings.SECRET_KEY.encode()).digest())
    )


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """The school's own identity provider signs in accounts that exist; it makes none by itself."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """The first time, the account is found by the email that the provider has verified."""
        if sociallogin.is_existing:
            return
        email = _vouched_email(sociallogin)
        account = (
            Account.objects.filter(email__iexact=email, is_active=True).first() if email else None
        )
        if account is None:
            messages.error(request, _stranger_sentence(sociallogin, email))
            raise ImmediateHttpResponse(redirect("account_login"))
        sociallogin.connect(request, account)


def _vouched_email(sociallogin: Any) -> str:
    """An address that the provider has not verified is only somebody's claim."""
    for address in sociallogin.email_addresses:
        if address.verified or settings.OIDC_TRUST_EMAIL:
            return str(address.email)
    return ""


def _stranger_sentence(sociallogin: Any, email: str) -> str:
    if not email:
        return (
            "The school's sign-in did not vouch for your email address. Ask your lead technician."
        )
    return f"Nobody signs in here as {email}. Ask your lead technician for an invitation."
