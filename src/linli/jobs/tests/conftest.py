import pytest

from linli.kernel.registry import job_handlers


@pytest.fixture
def handler():
    """Register handlers for one test."""
    added = []

    def add(name, function):
        job_handlers.add(name, function)
        added.append(name)

    yield add
    for name in added:
        del job_handlers._entries[name]
