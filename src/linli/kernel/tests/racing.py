"""Several works at the same moment, each on a connection of its own."""

from __future__ import annotations

import threading

from django.db import connections


def at_once(*works, no=()):
    """What became of each: `done` or `refused`, sorted."""
    came, start = [], threading.Barrier(len(works))

    def run(work):
        try:
            start.wait(10)
            work()
            came.append("done")
        except no:
            came.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    return sorted(came)
