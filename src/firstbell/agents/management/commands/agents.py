from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from firstbell.agents.actions import importing, keys
from firstbell.agents.models import Device, Key
from firstbell.lib import clock
from firstbell.lib.refusal import Refusal
from firstbell.platform.accounts.actors import system_actor
from firstbell.platform.tenancy.models import School


class Command(BaseCommand):
    help = "Addresses for agents, files that they made, and what has reported."

    def add_arguments(self, parser: ArgumentParser) -> None:
        words = parser.add_subparsers(dest="word", required=True)
        key = words.add_parser(
            "key", help="print the address to give to agents; made if there is none"
        )
        key.add_argument("--school", help="needed where there are several")
        key.add_argument("--label", default="Command line")
        bring = words.add_parser("import", help="bring files in that agents made with --local")
        bring.add_argument("files", nargs="+", type=Path, help="files, or folders of them")
        bring.add_argument("--school")
        words.add_parser("list", help="what has reported, the last heard of first")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            {"key": self.key, "import": self.bring, "list": self.list}[options["word"]](options)
        except Refusal as refusal:
            raise CommandError(refusal.sentence) from None

    def key(self, options: dict[str, Any]) -> None:
        school, now = _school(options["school"]), clock.now()
        found = Key.objects.filter(school=school, label=options["label"], revoked_at=None).first()
        if found is None or not found.works_on(now.date()):
            by = system_actor("cli")
            if found is not None:  # one that has run out stands in the way of its name
                keys.revoke(found, by=by, at=now)
            found = keys.make(school, label=options["label"], by=by, at=now)
        self.stdout.write(keys.address_of(found))

    def bring(self, options: dict[str, Any]) -> None:
        missing = [str(path) for path in options["files"] if not path.exists()]
        if missing:
            raise CommandError(f"There is no such file: {', '.join(missing)}. Nothing was taken.")
        files = ((str(path), path.read_bytes()) for path in _files(options["files"]))
        failed = 0
        by, school = system_actor("cli"), _school(options["school"])
        for verdict in importing.take(files, school, by=by, at=clock.now()):
            failed += bool(verdict.problem)
            said = verdict.problem or f"{verdict.device}: {verdict.outcome}"
            self.stdout.write(f"{verdict.name}: {said}")
        if failed:
            raise CommandError(f"{failed} could not be taken.")

    def list(self, options: dict[str, Any]) -> None:
        rows = Device.objects.current().select_related("item").order_by("-last_contact_at")
        for device in rows.iterator(500):
            where = device.item.tag if device.item else "waiting"
            heard = f"{device.last_contact_at:%Y-%m-%d %H:%M}"
            self.stdout.write(
                f"{heard}  {where:12} {device.hostname:20} {device.os_name} {device.os_version}"
            )


def _school(name: str | None) -> School:
    found = School.objects.filter(name__iexact=name) if name else School.objects.all()
    if found.count() != 1:
        said = f"There is no school called {name}." if name else "Say which school: --school NAME."
        raise CommandError(said)
    return found.get()


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.rglob("*") if one.is_file())
        else:
            yield path
