"""Processes that end with the one that started them."""

from __future__ import annotations

import os
import signal
import threading
import time

# Tells the process that answers requests whose child it is.
PARENT = "FIRSTBELL_PARENT"


def end_with(parent: int) -> None:
    """If the parent is killed outright, nobody tells us: do not stay behind, keep the port or work twice."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, name="parent watch", daemon=True).start()
