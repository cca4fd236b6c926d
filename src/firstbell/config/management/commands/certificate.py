from __future__ import annotations

from argparse import ArgumentParser
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from firstbell.config import certificates
from firstbell.lib import clock


class Command(BaseCommand):
    help = "Make a certificate for this server, signed by an authority of the school's own."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "names", nargs="*", help="names and addresses; default: FIRSTBELL_URL's"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        base = urlsplit(settings.BASE_URL)
        names = options["names"] or [base.hostname or "localhost"]
        port = settings.PORT if options["names"] else base.port or settings.PORT
        try:
            ca, certificate, key = certificates.make(
                names, folder=settings.DATA / "tls", at=clock.now()
            )
        except (OSError, ValueError) as problem:
            raise CommandError(f"The certificate was not made: {problem}") from None
        self.stdout.write(
            f"A certificate for {', '.join(names)}, good for {certificates.SERVER_DAYS} days. Start Firstbell with\n"
            f"  FIRSTBELL_URL=https://{names[0]}:{port}\n"
            f"  FIRSTBELL_TLS_CERT={certificate}\n"
            f"  FIRSTBELL_TLS_KEY={key}\n"
            f"and let every device trust {ca}: by group policy, Intune or your MDM as a trusted root, or by hand under "
            "Certificates in a phone's settings. Keep ca-key.pem beside it to yourself: whoever has it can pose as any site."
        )
