"""What every test stands on: the day on which tests live, and both databases' differences."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.db.utils import OperationalError, ProgrammingError
from django.utils import translation

from linli.kernel import immutability
from linli.kernel.actor import SYSTEM, Actor

SHANGHAI = timezone(timedelta(hours=8))
# Tables to which rows are only added. SQLite empties tables between transactional tests with
# DELETE, which the triggers refuse: they are taken away here and tested by their own tests.
APPEND_ONLY = (
    "kernel_trailline", "kernel_trailseal", "procedures_happening", "points_transfer",
)  # fmt: skip


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        if connection.vendor == "sqlite":
            for table in APPEND_ONLY:
                try:
                    immutability.uninstall(connection, table)
                except (OperationalError, ProgrammingError):
                    continue


@pytest.fixture(scope="session", autouse=True)
def _static_root():
    """WhiteNoise warns of a missing folder, and warnings are errors."""
    Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)


@pytest.fixture(autouse=True)
def _own_language():
    """A request in English leaves its language to the thread, and so to the next test."""
    yield
    translation.deactivate()


@pytest.fixture
def now() -> datetime:
    """Monday 2 March 2026, 09:00 on a Chinese wall clock."""
    return datetime(2026, 3, 2, 9, 0, tzinfo=SHANGHAI).astimezone(UTC)


@pytest.fixture
def system() -> Actor:
    return SYSTEM
