"""Every golden story of every shipped method, one test per scenario."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from linli.methods import selectors, services

METHODS = Path(__file__).resolve().parents[2] / "methods"
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)  # Monday, 09:00 on a Chinese wall clock
FOLDERS = {
    path.parent.name: selectors.read_folder(path.parent)
    for path in sorted(METHODS.glob("*/method.toml"))
}
SCENARIOS = [
    pytest.param(county, scenario, id=f"{county}:{Path(scenario.file).stem}:{scenario.number}")
    for county, folder in FOLDERS.items()
    for scenario in services.scenarios(folder)
]


@pytest.fixture(scope="module")
def in_force(django_db_setup, django_db_blocker):
    """Puts a county's method in force once for all of its scenarios; nothing of it is kept."""
    with django_db_blocker.unblock():
        held = {}

        def enter(county):
            if county not in held:
                leave()
                held[county] = services.method_in_force(FOLDERS[county], now=NOW)
                held[county].__enter__()

        def leave():
            for county in tuple(held):
                held.pop(county).__exit__(None, None, None)

        yield enter
        leave()


@pytest.mark.django_db  # also tells pytest-django to make the test database for this file
def test_there_are_stories():
    assert SCENARIOS


@pytest.mark.parametrize(("county", "scenario"), SCENARIOS)
def test_story(in_force, county, scenario):
    in_force(county)
    result = services.play(scenario, now=NOW)
    assert result.held, f"{scenario.file}:{result.line} {scenario.name}\n{result.fault}"
