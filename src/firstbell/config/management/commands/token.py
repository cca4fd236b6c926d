from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actions import make_token
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.accounts.models import Account


class Command(BaseCommand):
    help = "Print a new API token for an account."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--account", required=True, metavar="EMAIL")
        parser.add_argument(
            "--scope", action="append", required=True, help="read, write, or e.g. equipment.*"
        )
        parser.add_argument("--name", default="From the command line")

    def handle(self, *args: Any, **options: Any) -> None:
        account = Account.objects.filter(email__iexact=options["account"]).first()
        if account is None:
            raise CommandError(f"Nobody signs in as {options['account']}.")
        scopes = [scope for given in options["scope"] for scope in given.replace(",", " ").split()]
        try:
            _, secret = make_token(
                account, name=options["name"], scopes=scopes, by=system_actor("cli"), at=clock.now()
            )
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write(secret)
