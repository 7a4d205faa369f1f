"""Building a demonstration: one transaction, through everybody's services, with a passed clock."""

from __future__ import annotations

import random
import time as wall
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from uuid import UUID

from linli.demonstration import (
    banking,
    lending,
    rostering,
    schooling,
    scoring,
    selectors,
    staffing,
    teaming,
)
from linli.demonstration.acting import Play
from linli.demonstration.answers import Pen
from linli.demonstration.bare import seat
from linli.demonstration.deliberating import deliberate, set_up_bodies
from linli.demonstration.geography import SOURCE, RecipeError, generate
from linli.demonstration.meeting import Meetings
from linli.demonstration.pictures import Album
from linli.demonstration.places import add_places
from linli.demonstration.plan import Plan, read_plan
from linli.demonstration.reporting import Desk
from linli.demonstration.shopping import add_shop
from linli.demonstration.staffing import Cast
from linli.demonstration.stage import Stage
from linli.demonstration.terms import PART, AlreadyBuilt, Built, NoMethod, PlanUnreadable, Say
from linli.kernel import parts
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.clock import LOCAL
from linli.kernel.database import transaction
from linli.kernel.versions import unit_of_work
from linli.messaging import services as messaging
from linli.people import selectors as people
from linli.territory import selectors as territory
from linli.territory import services as surveying
from linli.territory.terms import Area, AreaRow, UnknownArea

__all__ = ["build", "has_plan", "opening", "seat", "settle"]

_ACTOR = replace(SYSTEM, via="command")
_SETTLING = timedelta(days=1)  # people are appointed the day before the first report
_UNREAD = timedelta(days=3)  # what is newer, visitors have not read yet
FILE = "demonstration.toml"


def has_plan(folder: Path) -> bool:
    """Does this county's method describe a demonstration? Otherwise `seat` gives it one of each."""
    return (folder / FILE).is_file()


def opening(folder: Path, *, today: date) -> datetime:
    """The morning on which a demonstration that ends on `today` begins: whoever publishes the
    method for it does so then, so that nothing happens before the method. Refuses
    `PlanUnreadable`."""
    plan = read_plan((folder / FILE).read_text(encoding="utf-8"))
    return _opening(plan, today)


def _opening(plan: Plan, today: date) -> datetime:
    first = today - timedelta(days=plan.simulation.days) - _SETTLING
    return datetime.combine(first, time(8), LOCAL).astimezone(UTC)


def build(*, seed: int, today: date, folder: Path, say: Say, at: time = time(9)) -> Built:
    """Build the demonstration that `folder/demonstration.toml` describes, ending on `today` `at`
    that wall-clock time: geography, organisations, people, then matters of the days before. The
    same method, seed and day give the same county. All or nothing.
    Refuses `AlreadyBuilt`, `NoMethod`, `PlanUnreadable`.
    """
    began = wall.monotonic()
    if selectors.is_built():
        raise AlreadyBuilt
    path = folder / FILE
    if not path.is_file():
        raise PlanUnreadable(why=f"{path.name}?")
    plan = read_plan(path.read_text(encoding="utf-8"))
    end = datetime.combine(today, at, LOCAL).astimezone(UTC)
    begin = _opening(plan, today)
    dice = random.Random(seed)  # noqa: S311 - a demonstration, not a secret
    with unit_of_work(), transaction():
        say("区域、户 / areas, households")
        areas = settle(plan, seed, _ACTOR, begin)
        say("组织、人员 / organisations, people")
        cast = _people(plan, dice, begin)
        bodies = set_up_bodies(plan, _ACTOR, begin)
        say("事项 / matters")
        stage = Stage(cast, dice, begin, end)
        play = _play(plan, stage, begin + _SETTLING)
        say("会议 / gatherings")
        deliberate(plan, bodies, _ACTOR, end)
        teaming.add(plan, _ACTOR, end)
        banking.add(plan, _ACTOR, end)
        rostering.add(plan, _ACTOR, end)
        made = add_places(plan, _ACTOR, begin, end)
        schooling.add(made, _ACTOR, begin, end)
        add_shop(plan, _ACTOR, begin, end)
        lending.add(_ACTOR, begin, end)
        scoring.add(plan, cast.logins, _ACTOR, end)
        _read_notices(cast, end)
        parts.publish(PART, f"{seed}.{today.isoformat()}", _document(cast, seed, today), end)
    return Built(
        areas=areas,
        people=len(cast.order),
        matters=len(play.threads),
        actions=stage.actions,
        unended=sum(not one.ended for one in play.threads),
        seconds=wall.monotonic() - began,
        refused=dict(stage.refused),
    )


# --- the land -------------------------------------------------------------------------------------


def settle(plan: Plan, seed: int, actor: Actor, now: datetime) -> int:
    """Draw the official areas and add the synthetic ones below; returns how many were added."""
    try:
        official = tuple(_rows(territory.below(territory.root().path)))
        place = generate(official, plan.recipe, seed)
    except UnknownArea:
        raise NoMethod from None
    except RecipeError as fault:
        raise PlanUnreadable(why=str(fault)) from fault
    surveying.set_boundaries(boundaries=place.boundaries, source=SOURCE, actor=actor, now=now)
    return surveying.publish_areas(rows=place.rows, actor=actor, now=now).added


def _rows(areas: Iterable[Area]) -> Iterable[AreaRow]:
    codes: dict[UUID, str] = {}
    for one in areas:  # in the order of the tree: parents first
        codes[one.id] = one.code
        yield AreaRow(
            code=one.code,
            name=one.name,
            kind=one.kind,
            parent=codes[one.parent_id] if one.parent_id else "",
            valid_from=one.valid_from or date.min,
        )


# --- the people -----------------------------------------------------------------------------------


def _people(plan: Plan, dice: random.Random, now: datetime) -> Cast:
    cast = Cast(plan, dice, _ACTOR, now)
    staffing.found_all(plan, dice, _ACTOR, now)
    staffing.appoint_all(cast)
    staffing.administrators(cast)
    staffing.cover_all(cast)
    return cast


def _manned(cast: Cast) -> dict[str, frozenset[UUID]]:
    """Where each duty has somebody, by duty."""
    found: dict[str, set[UUID]] = defaultdict(set)
    for (duty, place), accounts in cast.held.items():
        if place is not None and accounts:
            found[duty].add(place)
    return {duty: frozenset(places) for duty, places in found.items()}


# --- the matters ----------------------------------------------------------------------------------


def _play(plan: Plan, stage: Stage, begin: datetime) -> Play:
    pen = Pen(plan.phrases, stage.dice, _manned(stage.cast))
    album = Album(stage.dice)
    desk = Desk(plan, stage, pen, album)
    names = [family + given for family, given in zip(plan.families, plan.given, strict=False)]
    meetings = Meetings(names, stage.dice, _ACTOR)
    play = Play(stage, desk, pen, album, plan.simulation, meetings)
    for moment in desk.moments(begin, stage.end):
        stage.plan(moment, play.report)
    stage.play()
    return play


def _read_notices(cast: Cast, end: datetime) -> None:
    """Visitors find their inbox as after some days away: what is older has been read."""
    for login in cast.logins:
        account = people.account_by_username(login.username)
        reader = Actor(kind="staff", account_id=account, name=str(login.role))
        messaging.mark_read(ids=None, actor=reader, now=end - _UNREAD)


def _document(cast: Cast, seed: int, today: date) -> dict[str, object]:
    return {
        "seed": seed,
        "today": today.isoformat(),
        "logins": [
            {"role": one.role.to_json(), "username": one.username, "password": one.password}
            for one in cast.logins
        ],
    }
