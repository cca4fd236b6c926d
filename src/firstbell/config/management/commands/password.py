from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actions import clear_factors, make_password_link
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.accounts.models import Account
from firstbell.platform.web.pages.accounts_changes import password_path


class Command(BaseCommand):
    help = "Print a link with which somebody sets a new password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--account", required=True, metavar="EMAIL")
        parser.add_argument(
            "--without-second-factors",
            action="store_true",
            help="take their app, passkeys and codes away, when phone or keys are lost",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        account = Account.objects.filter(email__iexact=options["account"]).first()
        if account is None:
            raise CommandError(f"Nobody signs in as {options['account']}.")
        by, at = system_actor("cli"), clock.now()
        try:
            if options["without_second_factors"]:
                clear_factors(account, by=by, at=at)
            make_password_link(account, by=by, at=at)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write(settings.BASE_URL + password_path(account))
