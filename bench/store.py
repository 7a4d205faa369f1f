"""Databases of the measurements: made, copied, dropped. Never the one that people use."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

PREFIX = "linli_bench_"


@dataclass(frozen=True, slots=True)
class Store:
    """One kind of database: `sqlite` files below `var`, or databases on the server of `server`."""

    kind: str
    var: Path
    server: str = ""

    @property
    def is_postgres(self) -> bool:
        return self.kind == "postgres"

    def name(self, what: str) -> str:
        """What Django calls NAME: a file or a database."""
        return PREFIX + what if self.is_postgres else str(self.var / f"{what}.sqlite3")

    def url(self, what: str) -> str:
        if not self.is_postgres:
            return f"sqlite:////{self.name(what)}"
        return urlunsplit(urlsplit(self.server)._replace(path=f"/{self.name(what)}"))

    def create(self, what: str) -> None:
        """An empty database, in the place of an older one."""
        self.drop(what)
        if self.is_postgres:
            self._run(f'CREATE DATABASE "{self.name(what)}"')

    def copy(self, source: str, what: str) -> None:
        """Nobody may be connected to the source."""
        self.drop(what)
        if self.is_postgres:
            self._run(f'CREATE DATABASE "{self.name(what)}" TEMPLATE "{self.name(source)}"')
            return
        with contextlib.closing(sqlite3.connect(self.name(source))) as link:
            link.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(self.name(source), self.name(what))

    def drop(self, what: str) -> None:
        if self.is_postgres:
            self._run(f'DROP DATABASE IF EXISTS "{self.name(what)}" WITH (FORCE)')
            return
        for ending in ("", "-wal", "-shm"):
            Path(self.name(what) + ending).unlink(missing_ok=True)

    def exists(self, what: str) -> bool:
        if not self.is_postgres:
            return Path(self.name(what)).exists()
        import psycopg  # noqa: PLC0415 - only where there is a server

        with psycopg.connect(self.server) as link:
            asked = "SELECT 1 FROM pg_database WHERE datname = %s"
            return link.execute(asked, [self.name(what)]).fetchone() is not None

    def _run(self, statement: str) -> None:
        import psycopg  # noqa: PLC0415 - only where there is a server

        with psycopg.connect(self.server, autocommit=True) as link:
            link.execute(statement)  # type: ignore[arg-type]  # made of names of our own


def from_environment() -> Store:
    """The store that `bench.__main__` chose for this process."""
    return Store(
        os.environ["BENCH_KIND"],
        Path(os.environ["LINLI_VAR"]),
        os.environ.get("BENCH_POSTGRES", ""),
    )
