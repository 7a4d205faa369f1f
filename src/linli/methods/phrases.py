"""Sentences that belong to no one context: the clock, and refusals."""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.jobs import services as jobs
from linli.kernel.clock import LOCAL
from linli.kernel.stories import World, phrase
from linli.territory import selectors as territory
from linli.territory.terms import Limit

# Timers fire while the clock runs, not all at its end: it is moved in steps of this.
_STEP = timedelta(minutes=30)


@phrase("现在是 {time}")
def now_is(world: World, time: str) -> None:
    """Set the clock without letting time pass: `2026-03-02 09:00`, county time."""
    world.now = _moment(time)


@phrase("时间到了 {time}")
def time_comes(world: World, time: str) -> None:
    """Let time pass until then; timers and jobs run as they fall due."""
    until = _moment(time)
    assert until >= world.now, f"时间不能倒流：现在是 {world.now.astimezone(LOCAL):%Y-%m-%d %H:%M}"
    _pass(world, until)


@phrase("过了 {limit}")
def time_passes(world: World, limit: str) -> None:
    """Let a limit of the method pass: `2 工作时`, `3 工作日`, `30 分钟`."""
    _pass(world, territory.due(world.now, Limit.parse(limit)) + timedelta(seconds=1))


@phrase("现在不早于 {time}")
def not_earlier_than(world: World, time: str) -> None:
    """So much time has passed."""
    shown = f"{world.now.astimezone(LOCAL):%Y-%m-%d %H:%M}"
    assert world.now >= _moment(time), f"现在才 {shown}。"


@phrase("这一步被拒绝，代码是 {code}")
def was_refused(world: World, code: str) -> None:
    """The last `当` was refused with that code."""
    refusal = world.take_refusal()
    assert refusal.code == code, f"拒绝的代码是 {refusal.code}（{refusal.message}），不是 {code}。"


@phrase("这一步被拒绝，说“{words}”")
def was_refused_saying(world: World, words: str) -> None:
    """The last `当` was refused, and its text has these words in it."""
    refusal = world.take_refusal()
    assert words in refusal.message, f"拒绝时说的是“{refusal.message}”。"


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text.strip('"“”')).replace(tzinfo=LOCAL)


def _pass(world: World, until: datetime) -> None:
    from linli.procedures import services as procedures  # noqa: PLC0415 - apps are ready first

    while world.now < until:
        world.now = min(world.now + _STEP, until)
        procedures.fire_due(world.now)
        jobs.run_due(world.now)
