"""What tests of procedures stand on: a small county, and two effects of its own."""

from __future__ import annotations

import pytest

from linli.kernel import registry
from linli.kernel.actor import SYSTEM
from linli.procedures import services
from linli.procedures.services import publishing
from linli.procedures.tests.factories import World

CALLS: list = []


def _close(call):
    CALLS.append(call)
    return {"closed": True}


def _park(call):
    CALLS.append(call)
    return {}


_close.outputs = ("closed",)


@pytest.fixture
def effects(monkeypatch):
    """Register the effects that the procedures of these tests name; what they were called with."""
    CALLS.clear()
    names = frozenset({"category", "urgency", "units"})
    monkeypatch.setitem(publishing._started, "matter", names)
    ours = {"tests.close": _close, "tests.park": _park}
    for name, effect in ours.items():
        registry.effects.add(name, effect)
    yield CALLS
    for name in ours:
        registry.effects._entries.pop(name)


@pytest.fixture
def world(db, effects, now):
    return World(now)


@pytest.fixture
def start(world):
    """Start a run of `orders` (or another key) and give it back."""

    def begin(key="orders", *, header=None, now=None, **data):
        return services.start(
            key=key, header=header or world.header(), data=data, actor=SYSTEM, now=now or world.now
        )

    return begin
