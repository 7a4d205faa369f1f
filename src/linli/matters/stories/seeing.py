"""What must be so in a story."""

from __future__ import annotations

from datetime import datetime

from linli.kernel.clock import LOCAL
from linli.kernel.stories import World, phrase
from linli.matters import selectors
from linli.matters.stories.doing import open_named, run_of
from linli.matters.stories.scene import actor_named, area_named, unit_named
from linli.matters.terms import Opened, State
from linli.messaging import selectors as messaging
from linli.organisations import selectors as organisations
from linli.organisations.terms import REPORTER
from linli.procedures import selectors as procedures
from linli.procedures.terms import HappeningView
from linli.publicity import selectors as publicity

_ACTS = {"提醒": "remind", "预警": "warn", "催办": "urge", "督办": "supervise"}


def _minute(moment: datetime | None) -> str:
    return moment.astimezone(LOCAL).strftime("%Y-%m-%d %H:%M") if moment else "没有时限"


@phrase("“{title}”停在“{step}”，归“{place}”的“{duty}”办")
def rests(world: World, title: str, step: str, place: str, duty: str) -> None:
    """There is an open step of that name, held by that duty there."""
    found = open_named(world, title, step)
    shown = [one.name.zh for one in procedures.open_steps(run_of(world, title))]
    assert found, f"“{title}”现在停在：{shown}"
    unit = unit_named(place)
    ids = (
        {unit.id} if unit and any(one.organisation_id for one in found) else {area_named(place).id}
    )
    held = [one for one in found if (one.organisation_id or one.area_id) in ids]
    assert held, (
        f"“{step}”不归“{place}”，归 {[one.organisation_id or one.area_id for one in found]}"
    )
    assert {one.duty for one in held} == {duty}, f"归“{held[0].duty}”办"


@phrase("“{title}”停在“{step}”，归“报事人”办")
def rests_with_reporter(world: World, title: str, step: str) -> None:
    """The open step asks the reporter."""
    found = open_named(world, title, step)
    assert found, [one.name.zh for one in procedures.open_steps(run_of(world, title))]
    assert organisations.duty(found[0].duty).level == REPORTER


@phrase("“{title}”的“{step}”最迟 {time}")
def due(world: World, title: str, step: str, time: str) -> None:
    """The limit of the open step, to the minute."""
    shown = {_minute(one.due_at) for one in open_named(world, title, step)}
    assert shown == {time}, f"时限是 {shown}"


@phrase("“{title}”的“{step}”要在 {time} 前“{stage}”")
def stage_due(world: World, title: str, step: str, time: str, stage: str) -> None:
    """The limit of one stage of the open step."""
    shown = {
        _minute(clock.due_at)
        for one in open_named(world, title, step)
        for clock in one.stages
        if clock.name.zh == stage
    }
    assert shown == {time}, f"“{stage}”的时限是 {shown}"


def _rungs(world: World, title: str, step: str, act: str) -> list[HappeningView]:
    kind = _ACTS[act]
    return [
        one
        for one in procedures.history(run_of(world, title))
        if one.kind == kind and one.name.zh == step and not one.data.get("stage")
    ]


@phrase("“{title}”的“{step}”已经“{act}”，告诉“{duty}”")
def rung(world: World, title: str, step: str, act: str, duty: str) -> None:
    """The step's own limit has been warned of, urged or supervised, and that duty was told: the
    step's own where the ladder names none."""
    own = {one.duty for one in open_named(world, title, step)}
    told = {
        name
        for one in _rungs(world, title, step, act)
        for name in ([one.data["duty"]] if one.data.get("duty") else own)
    }
    assert duty in told, f"告诉了 {told or '谁也没有'}"


@phrase("“{title}”的“{step}”还没有“{act}”")
def not_rung(world: World, title: str, step: str, act: str) -> None:
    """Not yet."""
    assert not _rungs(world, title, step, act)


@phrase("“{title}”的报事人看到“{words}”")
def reads(world: World, title: str, words: str) -> None:
    """The page behind the tracking code holds these words."""
    opened: Opened = world.thing(title)
    tracked = selectors.by_code(opened.code, now=world.now)
    shown = [entry.words for entry in tracked.timeline]
    assert any(words in line for line in [*shown, tracked.closing]), f"看到的是：{shown}"


@phrase("公示里有“{title}”")
def published(world: World, title: str) -> None:
    """The public list holds it."""
    opened: Opened = world.thing(title)
    assert any(one.state == "open" for one in publicity.of_subject("matter", opened.matter_id)), (
        "没有公示"
    )


@phrase("“{who}”收到“{title}”的通知“{template}”")
def noticed(world: World, who: str, title: str, template: str) -> None:
    """There is such a notice about it in the inbox."""
    opened: Opened = world.thing(title)
    actor = actor_named(world, who)
    notices = messaging.inbox(actor, now=world.now).notices
    shown = [(one.template, one.about[1]) for one in notices]
    assert (template, opened.matter_id) in shown, f"收到的是：{shown}"


def _state(world: World, title: str) -> tuple[str, str]:
    opened: Opened = world.thing(title)
    return selectors.state_of(opened.matter_id)


@phrase("“{title}”没有办结")
def still_open(world: World, title: str) -> None:
    """Work goes on."""
    assert _state(world, title)[0] == State.OPEN


@phrase("“{title}”已经办结，结果“{closing}”")
def closed(world: World, title: str, closing: str) -> None:
    """Closed by its procedure, with that word."""
    assert _state(world, title) == (State.CLOSED, closing), _state(world, title)


@phrase("“{title}”不再办理，理由“{reason}”")
def annulled(world: World, title: str, reason: str) -> None:
    """Closed without being worked on."""
    assert _state(world, title) == (State.ANNULLED, reason), _state(world, title)
