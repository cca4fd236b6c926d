"""What must hold before anybody is served; each thing that does not is told in a sentence."""

from __future__ import annotations

import os
import socket
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

import redis
from django.conf import settings
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.loader import MigrationLoader

from firstbell.lib.refusal import Refusal


class Unfit(Refusal):
    """Firstbell cannot start like this."""


def check_data() -> None:
    """The folder, the database and the queue: for whatever reads or writes them."""
    _check_folder()
    _check_database()
    _check_queue()


def check_web() -> None:
    """The address, and whether what is sent to it can be read on the way."""
    _check_url()
    _check_proxies()
    _check_certificate()
    if not _is_loopback(settings.HOST):
        _check_https()
    _check_port()


def _check_folder() -> None:
    data: Path = settings.DATA
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise Unfit(f"The data folder {data} cannot be made: {problem.strerror}.") from None
    if not os.access(data, os.W_OK | os.X_OK):
        raise Unfit(
            f"The data folder {data} cannot be written. Give it to the account that runs Firstbell."
        )


def _check_database() -> None:
    where = "DATABASE_URL" if settings.DATABASE_URL else settings.DATABASES["default"]["NAME"]
    try:
        connection.ensure_connection()
        loader = MigrationLoader(connection)
    except (OperationalError, DatabaseError) as problem:
        said = str(problem).strip().split("\n")[0]
        raise Unfit(f"The database ({where}) does not answer: {said}") from None
    known, applied = loader.disk_migrations, loader.applied_migrations
    newer = sorted(
        f"{app}.{name}"
        for app, name in applied or {}
        if (app, name) not in known and app in loader.migrated_apps
    )
    if newer:
        raise Unfit(
            f"This database was made by a newer Firstbell ({newer[0]}). Install that one, or restore the backup it made before."
        )


def _check_queue() -> None:
    if not settings.REDIS_URL:
        return
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=5) as queue:
            queue.ping()
    except (redis.RedisError, ValueError) as problem:
        raise Unfit(f"The queue in REDIS_URL does not answer: {problem}") from None


def _check_url() -> None:
    parts = urlsplit(settings.BASE_URL)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Unfit(
            f"FIRSTBELL_URL is the address that people type, such as https://firstbell.school.example, not {settings.BASE_URL}."
        )


def _check_proxies() -> None:
    for name in settings.TRUSTED_PROXIES:
        try:
            ip_network(name, strict=False)
        except ValueError:
            raise Unfit(
                f"FIRSTBELL_TRUSTED_PROXIES lists addresses or networks, such as 10.0.0.5; {name} is neither."
            ) from None


def _check_certificate() -> None:
    if bool(settings.TLS_CERT) != bool(settings.TLS_KEY):
        raise Unfit("FIRSTBELL_TLS_CERT and FIRSTBELL_TLS_KEY go together: set both or neither.")
    for name in ("TLS_CERT", "TLS_KEY"):
        path = getattr(settings, name)
        if path and not os.access(path, os.R_OK):
            raise Unfit(f"FIRSTBELL_{name} names {path}, which cannot be read.")


def _check_https() -> None:
    encrypted = settings.TLS_CERT or settings.TRUSTED_PROXIES
    if settings.HTTPS and encrypted:
        return
    raise Unfit(
        f"Firstbell does not serve other machines (FIRSTBELL_HOST={settings.HOST}) without HTTPS: passwords could be read on "
        "the way, and phones refuse the camera. Set FIRSTBELL_URL to the https address, and either FIRSTBELL_TLS_CERT and "
        "FIRSTBELL_TLS_KEY ('firstbell certificate' makes them), or FIRSTBELL_TRUSTED_PROXIES when a proxy in front does it."
    )


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _check_port() -> None:
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as tried:
        tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            tried.bind((settings.HOST, settings.PORT))
        except (OSError, OverflowError) as problem:
            reason = getattr(problem, "strerror", "") or "there is no such port"
            raise Unfit(
                f"Firstbell cannot listen at {settings.HOST}, port {settings.PORT}: {reason}. "
                "Stop what is there, or choose another FIRSTBELL_PORT."
            ) from None
