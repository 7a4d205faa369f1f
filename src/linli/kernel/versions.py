"""Process caches that never serve old truth.

Reference data (territory, calendar, methods) is read often and changed seldom. A function
decorated with `cached_by("territory")` is computed once per process and version; `bump` inside
the transaction that changes the data makes every process compute anew. The counters are read
once per unit of work (request, job, command): one statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import connection
from django.db.models import F

from linli.kernel.models import Version

P = ParamSpec("P")
R = TypeVar("R")

_caches: list[dict[object, tuple[tuple[object, ...], object]]] = []
_seen: ContextVar[dict[str, int] | None] = ContextVar("linli_versions", default=None)


def _read() -> dict[str, int]:
    return dict(Version.objects.values_list("name", "value"))


def version(name: str) -> int:
    """The counter now. Inside a `unit_of_work` the counters are read once and kept."""
    seen = _seen.get()
    if seen is None:
        return _read().get(name, 0)
    if not seen:
        seen.update(_read(), **{"": 0})
    return seen.get(name, 0)


def bump(name: str) -> None:
    """Something under `name` changed. Call inside the transaction that changes it."""
    updated = Version.objects.filter(name=name).update(value=F("value") + 1)
    if not updated:
        Version.objects.bulk_create(
            [Version(name=name, value=1)],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["value"],
        )
    seen = _seen.get()
    if seen is not None:
        seen.clear()


@contextmanager
def unit_of_work() -> Iterator[None]:
    """A request, a job or a command: counters are read at most once inside."""
    token = _seen.set({})
    try:
        yield
    finally:
        _seen.reset(token)


def cached_by(*names: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Cache a function of hashable arguments per process, for as long as the named counters stand
    still. A change inside a transaction that rolls back costs one recomputation, no more."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        kept: dict[object, tuple[tuple[object, ...], R]] = {}
        _caches.append(kept)  # type: ignore[arg-type]  # only ever emptied through this list

        @wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            stamp = (connection.settings_dict["NAME"], *(version(name) for name in names))
            key = (args, tuple(sorted(kwargs.items())))
            found = kept.get(key)
            if found is not None and found[0] == stamp:
                return found[1]
            value = function(*args, **kwargs)
            if len(kept) > 4096:
                kept.clear()
            kept[key] = (stamp, value)
            return value

        wrapper.forget = kept.clear  # type: ignore[attr-defined]  # for tests that roll back
        return wrapper

    return decorate


def forget_all() -> None:
    """Empty every cache of this process: for tests, whose counters roll back with their rows."""
    for kept in _caches:
        kept.clear()
