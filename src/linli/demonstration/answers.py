"""What people fill in: forms, reasons and words, from the method's forms and the file's phrases."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from linli.demonstration.plan import Phrases
from linli.kernel.clock import local
from linli.organisations import selectors as organisations
from linli.organisations.terms import Organisation
from linli.procedures import selectors as procedures
from linli.procedures.terms import Field, Form
from linli.territory import selectors as territory


class Pen:
    """Fills forms the same way for the same dice. `held` says which organisations have anybody with
    a duty: only those are called."""

    def __init__(
        self, phrases: Phrases, dice: random.Random, manned: Mapping[str, frozenset[UUID]]
    ) -> None:
        self.phrases, self.dice, self.manned = phrases, dice, manned
        self.units = sorted(organisations.units(), key=lambda one: one.key)
        self._wanted: dict[str, dict[str, str]] = {}

    def reason(self, key: str) -> str:
        some = self.phrases.reasons
        return self.dice.choice(some.get(key) or some["default"])

    def word(self, key: str) -> str:
        return self.dice.choice(self.phrases.words.get(key) or ("",))

    def report(self, category: str) -> str:
        some = self.phrases.reports
        return self.dice.choice(some.get(category) or some.get("") or next(iter(some.values())))

    def answers(
        self,
        form: Form | None,
        *,
        procedure: str,
        data: Mapping[str, Any],
        area_id: UUID,
        now: datetime,
    ) -> dict[str, Any]:
        """Answers to every required question and to most of the others."""
        found: dict[str, Any] = {}
        for one in form.fields if form else ():
            if not one.required and self.dice.random() < 0.3:
                continue
            value = self._value(one, procedure, data, area_id, now)
            if value not in (None, "", []):
                found[one.key] = value
        return found

    def _value(
        self, one: Field, procedure: str, data: Mapping[str, Any], area_id: UUID, now: datetime
    ) -> Any:
        match one.type:
            case "choice":
                return self.dice.choice(one.choices).key
            case "choices":
                return [self.dice.choice(one.choices).key]
            case "number":
                return self.dice.randint(1, 12)
            case "date":
                return (local(now).date() + timedelta(days=self.dice.randint(0, 3))).isoformat()
            case "boolean":
                return True
            case "unit":
                return self._unit(one, procedure, data, area_id)
            case "units":
                some = self._candidates(one.key, procedure, area_id)
                count = min(len(some), self.dice.choice((1, 1, 2)))
                return sorted(unit.key for unit in self.dice.sample(some, count))
            case "text" | "longtext":
                some_words = self.phrases.answers
                return self.dice.choice(some_words.get(one.key) or some_words["default"])
            case _:
                return None  # people and telephones are nobody's business here

    def _unit(
        self, one: Field, procedure: str, data: Mapping[str, Any], area_id: UUID
    ) -> str | None:
        """What the routing advised, as a rule; else somebody near."""
        some = self._candidates(one.key, procedure, area_id)
        advised = data.get(one.key)
        if any(unit.key == advised for unit in some) and self.dice.random() < 0.9:
            return str(advised)
        return self.dice.choice(some).key if some else None

    def _candidates(self, field: str, procedure: str, area_id: UUID) -> list[Organisation]:
        """The units that may be called there: those with somebody in the duty of the lane that the
        answer will name, nearest first."""
        duty = self._lanes(procedure).get(field)
        manned = self.manned.get(duty, frozenset()) if duty else None
        line = {one.id: number for number, one in enumerate(territory.chain(area_id))}
        some = [unit for unit in self.units if manned is None or unit.id in manned]
        near = [(self._distance(unit, line), unit) for unit in some]
        least = min((distance for distance, _ in near), default=0)
        return [unit for distance, unit in near if distance == least]

    def _distance(self, unit: Organisation, line: Mapping[UUID, int]) -> int:
        """How far up the line of areas one has to go to have the unit's seat below."""
        if unit.area_id is None:
            return len(line)
        return next(
            (line[one.id] for one in territory.chain(unit.area_id) if one.id in line), len(line)
        )

    def _lanes(self, procedure: str) -> dict[str, str]:
        """Which duty answers to a datum that names units, by the datum's name."""
        if procedure not in self._wanted:
            self._wanted[procedure] = dict(_named(procedure))
        return self._wanted[procedure]


def _named(procedure: str) -> Iterator[tuple[str, str]]:
    for task in procedures.current(procedure).graph.user_tasks():
        if task.step.organisation.startswith("="):
            yield task.step.organisation[1:], task.lane
        if task.multi is not None:
            yield task.multi.collection, task.lane
