from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from firstbell.lib.refusal import Refusal
from firstbell.platform.tenancy.states import Nation, Phase
from firstbell.platform.web.pages.start import begin


class Command(BaseCommand):
    help = "Make the first school and its lead technician."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--school", required=True)
        parser.add_argument("--admin", required=True, metavar="EMAIL")
        parser.add_argument("--name", default="")
        parser.add_argument("--password-file", required=True, type=Path)
        parser.add_argument("--phase", choices=Phase.values, default=Phase.SECONDARY)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            password = options["password_file"].read_text(encoding="utf-8").rstrip("\r\n")
        except OSError as problem:
            where = options["password_file"]
            raise CommandError(f"{where} cannot be read: {problem.strerror}") from None
        except UnicodeDecodeError:
            raise CommandError(f"{options['password_file']} is not a text file.") from None
        try:
            validate_email(options["admin"])
        except ValidationError:
            raise CommandError(f"{options['admin']} is not an email address.") from None
        if not options["school"].strip():
            raise CommandError("Say the school's name: --school NAME.")
        call_command("migrate", verbosity=0)
        try:
            validate_password(password)
            begin(
                school=options["school"], name=options["name"] or options["admin"].split("@")[0], email=options["admin"],
                password=password, phase=options["phase"], nation=Nation.ENGLAND,
            )  # fmt: skip
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from None
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write(f"{options['school']} is ready. Sign in as {options['admin']}.")
