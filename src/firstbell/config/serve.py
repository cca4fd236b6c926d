"""`firstbell serve`: one process group of a web server and a worker with its scheduler."""

from __future__ import annotations

import logging
import multiprocessing
import os
import signal
import sys
import threading
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections, connection, connections
from django.db.migrations.executor import MigrationExecutor
from django.urls import get_resolver

from firstbell.config import fitness
from firstbell.config.family import PARENT, end_with
from firstbell.lib import clock, garbage
from firstbell.platform.backup import actions as backup
from firstbell.platform.database import serving

log = logging.getLogger("firstbell.serve")
SWEEP_SECONDS = 5


def prepare() -> None:
    """The data folder and the newest tables, backed up first where there is something to lose."""
    fitness.check_data()
    applied, waiting = _migrations()
    if applied and waiting:
        path, _ = backup.make(at=clock.now())
        log.warning(
            "A newer Firstbell: the data was backed up to %s before its tables change", path
        )
    if waiting:
        call_command("migrate", verbosity=0, interactive=False)
    connections.close_all()
    serving.begin(settings.DATA)


def _migrations() -> tuple[bool, bool]:
    """Whether there are tables, so that there is something to lose, and whether some are of an older shape."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return bool(executor.loader.applied_migrations), bool(plan)


def web() -> None:
    """The HTTP server in this process; returns when it is told to stop."""
    from granian import Granian  # noqa: PLC0415 -- the worker never needs it
    from granian.constants import Interfaces  # noqa: PLC0415 -- the worker never needs it

    os.environ[PARENT] = str(os.getpid())
    Granian(
        "firstbell.config.wsgi:application", address=settings.HOST, port=settings.PORT, interface=Interfaces.WSGI,
        workers=1, blocking_threads=4, backpressure=64, log_access=False,
        ssl_cert=Path(settings.TLS_CERT) if settings.TLS_CERT else None,
        ssl_key=Path(settings.TLS_KEY) if settings.TLS_KEY else None,
    ).serve()  # fmt: skip


def work() -> None:
    """Woken by the queue, and looking by itself every few seconds."""
    from firstbell.platform.jobs import queue, registry, worker  # noqa: PLC0415 -- apps are ready only now

    stop = threading.Event()

    def sweep() -> None:
        while not stop.wait(SWEEP_SECONDS):
            close_old_connections()
            try:
                worker.sweep()
            except Exception:
                log.exception("The sweeper stumbled; it looks again in a moment")

    threading.Thread(target=sweep, name="sweeper", daemon=True).start()
    standing = [
        threading.Thread(target=_stand, args=(name, stop), name=name, daemon=True)
        for name in registry.held()
    ]
    for thread in standing:
        thread.start()
    consumer = queue.declare().create_consumer(
        workers=1, periodic=False, initial_delay=0.05, max_delay=1.0
    )
    try:
        consumer.run()
    finally:
        stop.set()
        for thread in standing:
            thread.join(5)


def _stand(name: str, stop: threading.Event) -> None:
    from firstbell.platform.jobs import registry  # noqa: PLC0415 -- apps are ready only now

    while not stop.is_set():
        try:
            registry.held()[name](stop)
        except Exception:
            log.exception("%s fell over; it is taken up again in a moment", name)
            stop.wait(SWEEP_SECONDS)


def _worker_process(parent: int) -> None:
    end_with(parent)
    work()


def serve() -> None:
    fitness.check_web()
    prepare()
    connections.close_all()
    # Every page is read here, once for both processes.
    _ = get_resolver().url_patterns
    garbage.shared()
    context = multiprocessing.get_context("fork")
    worker = context.Process(target=_worker_process, args=(os.getpid(),), name="firstbell worker")
    worker.start()
    keeper = threading.Thread(target=_keep_alive, args=(context, worker), daemon=True)
    keeper.start()

    def leave(signum: int, frame: FrameType | None) -> None:
        sys.exit(0)

    signal.signal(signal.SIGTERM, leave)
    try:
        web()
    finally:
        _stopping.set()
        for child in multiprocessing.active_children():
            child.terminate()
            child.join(10)


_stopping = threading.Event()


def _keep_alive(
    context: multiprocessing.context.ForkContext, worker: multiprocessing.context.ForkProcess
) -> None:
    while not _stopping.wait(1):
        if not worker.is_alive() and not _stopping.is_set():
            log.error("The worker stopped (%s); starting another", worker.exitcode)
            worker = context.Process(
                target=_worker_process, args=(os.getpid(),), name="firstbell worker"
            )
            worker.start()
