"""The scene of journeys over HTTP: built once a file, every test rolled back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from tests.journeys.county import County
from tests.journeys.hostile import reader
from tests.journeys.setting import NOW, build

from linli.kernel import clock, versions


@pytest.fixture(scope="module")
def setting(django_db_setup, django_db_blocker):
    """The scene, once; each test is rolled back."""
    patch = pytest.MonkeyPatch()
    patch.setattr(clock, "now", lambda: NOW + timedelta(seconds=2))
    with django_db_blocker.unblock(), versions.unit_of_work(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)
    patch.undo()


@pytest.fixture
def rolled_back(setting, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield setting
        transaction.set_rollback(True)


@pytest.fixture
def in_county(db, monkeypatch):
    """`in_county("luoyuan")`: that county's method in force, its clock the pages' clock."""

    def begin(slug: str) -> County:
        county = County(slug)
        monkeypatch.setattr(clock, "now", lambda: county.world.now)
        return county

    return begin


@pytest.fixture(autouse=True)
def _readers(request):
    if "rolled_back" in request.fixturenames:
        reader.setting = request.getfixturevalue("rolled_back")  # type: ignore[attr-defined]
