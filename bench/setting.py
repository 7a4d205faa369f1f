"""The setting of every measurement: Django, the database in use, the county with its people."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.store import Store, from_environment

COUNTY = "taining"
GRIDS = 16


@dataclass(frozen=True, slots=True)
class Setting:
    """What a measurement may use. `quick`: small sizes, few rounds, no verdict on speed."""

    store: Store
    quick: bool

    def fresh(self, what: str, source: str = "base") -> None:
        """A copy of a prepared database under another name, which this process then uses."""
        leave()
        self.store.copy(source, what)
        use(self.store, what)


def enter(quick: bool) -> Setting:
    """Set Django up in this process; the database named by `BENCH_DATABASE` is in use."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.project.settings")
    import django  # noqa: PLC0415 - the environment is complete only now

    django.setup()
    from django.db import connection  # noqa: PLC0415

    # One connection of this process, moved between databases: a pool would keep the old ones.
    connection.settings_dict["OPTIONS"].pop("pool", None)
    return Setting(from_environment(), quick)


def use(store: Store, what: str) -> None:
    """From here on Django speaks to that database. What is cached is cached by its name."""
    from django.db import connection  # noqa: PLC0415

    if connection.settings_dict["NAME"] != store.name(what):
        connection.close()
        connection.settings_dict["NAME"] = store.name(what)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_database()" if store.is_postgres else "PRAGMA database_list")
        row = cursor.fetchone()
    answered = row[0] if store.is_postgres else row[2]
    assert Path(answered).name == Path(store.name(what)).name, answered


def leave() -> None:
    from django.db import connection  # noqa: PLC0415

    connection.close()


def prepare(setting: Setting) -> None:
    """The database `base`: tables, the county's method, sixteen grids, a grid member and the
    county's officer; and the static files, once.
    """
    from django.core.management import call_command  # noqa: PLC0415

    store = setting.store
    store.create("base")
    use(store, "base")
    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    from bench.county import found  # noqa: PLC0415

    found()
    leave()


@contextmanager
def statements() -> Iterator[list[tuple[str, Any]]]:
    """Every statement that Django sends meanwhile: (SQL, parameters)."""
    from django.db import connection  # noqa: PLC0415

    seen: list[tuple[str, Any]] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        seen.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen
