"""A county's method in force for the tests of matters: the shipped one, through its loader."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from linli.kernel.actor import SYSTEM
from linli.methods import selectors as methods
from linli.methods import services as publishing


@pytest.fixture(scope="session")
def shipped_method():
    return methods.read_folder(Path(settings.HOME) / "methods" / "taining")


@pytest.fixture
def method_in_force(db, shipped_method, now):
    publishing.load(folder=shipped_method, actor=SYSTEM, now=now)
