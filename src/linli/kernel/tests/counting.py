"""How many statements something sends, the same on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.kernel.writes import BETWEEN

_ENDS = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is sent meanwhile, without the ends of transactions and savepoints; statements that go
    together count one by one. The list is complete when the block has ended."""
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    parts = [part for one in captured for part in one["sql"].split(BETWEEN)]
    found += [part for part in parts if not part.startswith(_ENDS)]


@contextmanager
def exactly(count: int) -> Iterator[None]:
    with statements() as sent:
        yield
    assert len(sent) == count, "\n".join(f"{i} {sql[:160]}" for i, sql in enumerate(sent))
