"""Where a demonstration plays: simulated time, who may do what, and actions that may be refused."""

from __future__ import annotations

import heapq
import random
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TypeVar
from uuid import UUID

from django.db.transaction import atomic

from linli.demonstration.staffing import Cast
from linli.jobs import services as jobs
from linli.kernel.actor import Actor
from linli.kernel.clock import local
from linli.kernel.errors import Refused
from linli.organisations import selectors as organisations
from linli.procedures import services as procedures
from linli.territory import selectors as territory
from linli.territory.terms import Limit, Unit

T = TypeVar("T")
Act = Callable[[datetime], None]
HOUR = timedelta(hours=1)
NIGHT = range(6)  # hours in which nothing would ring but what the morning can ring as well


class Stage:
    """Simulated time over all matters at once: what is planned happens in order, and every hour the
    clocks ring and the jobs run, as a worker would have them."""

    def __init__(self, cast: Cast, dice: random.Random, begin: datetime, end: datetime) -> None:
        self.cast, self.dice, self.begin, self.end = cast, dice, begin, end
        self.refused: Counter[str] = Counter()
        self.actions = 0
        self._planned: list[tuple[datetime, int, Act]] = []
        self._count = 0
        self._actors: dict[UUID, Actor] = {}
        self._tick = begin

    # --- time

    def plan(self, moment: datetime, act: Act) -> None:
        """Let something happen then; nothing happens after the end."""
        if moment <= self.end:
            self._count += 1
            heapq.heappush(self._planned, (moment, self._count, act))

    def play(self) -> None:
        while self._planned:
            moment, _, act = heapq.heappop(self._planned)
            self._until(moment)
            act(moment)
        self._until(self.end)

    def _until(self, moment: datetime) -> None:
        while self._tick + HOUR <= moment:
            self._tick += HOUR
            if local(self._tick).hour in NIGHT:
                continue
            while procedures.fire_due(self._tick, limit=500) == 500:
                pass
            while jobs.run_due(self._tick, limit=1000) == 1000:
                pass

    def after(self, start: datetime, hours: float) -> datetime:
        """So many office hours later, and some minutes."""
        whole = int(hours)
        moment = territory.due(start, Limit(whole, Unit.WORK_HOUR)) if whole else start
        return moment + timedelta(minutes=self.dice.randint(4, 50))

    def between(self, start: datetime, due: datetime | None, share: float) -> datetime:
        """That share of the way to a promise, in office hours where there are any."""
        if due is None:
            return self.after(start, 16 * share)
        hours = territory.worked(start, due).total_seconds() / 3600
        if hours < 1:
            return start + (due - start) * share
        return max(self.after(start, hours * share), start + timedelta(minutes=2))

    # --- people

    def actor(self, account: UUID) -> Actor:
        """With the grants of the posts held; nobody changes posts while the demonstration plays."""
        if account not in self._actors:
            self._actors[account] = organisations.actor_for(account, now=self.begin)
        return self._actors[account]

    def holders(self, duty: str, place: UUID | None) -> list[UUID]:
        """Who has the duty at exactly that area or organisation, in order of opening."""
        return sorted(self.cast.held.get((duty, place), ()), key=lambda one: self.cast.order[one])

    def with_verb(self, verb: str, area_id: UUID) -> Actor | None:
        """Somebody who may do that there, the nearest first."""
        duties = [one for one in organisations.defined().duties.values() if verb in one.verbs]
        for area in territory.chain(area_id):
            for duty in duties:
                some = self.holders(duty.key, area.id) if duty.level == area.kind else []
                if some:
                    return self.actor(self.dice.choice(some))
        return None

    def opener(self, duties: Iterable[str], area_id: UUID) -> Actor | None:
        """Somebody with one of these duties for that area."""
        wanted = list(duties)
        self.dice.shuffle(wanted)
        for key in wanted:
            place = organisations.duty_place(key, area_id)
            if place.duty in wanted and (some := self.holders(place.duty, place.area_id)):
                return self.actor(self.dice.choice(some))
        return None

    # --- trying

    def attempt(self, action: Callable[[], T]) -> T | None:
        """Do it, wholly or not at all; a refusal is counted and answered with None."""
        try:
            with atomic():
                done = action()
        except Refused as refusal:
            self.refused[refusal.code] += 1
            return None
        self.actions += 1
        return done

    def done(self, action: Callable[[], None]) -> bool:
        """The same for what answers nothing: was it done?"""

        def act() -> bool:
            action()
            return True

        return self.attempt(act) is True
