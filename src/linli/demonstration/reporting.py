"""What comes in: reports of residents and staff, some with a photograph, some without a place."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from linli.demonstration.answers import Pen
from linli.demonstration.pictures import Album
from linli.demonstration.plan import Plan
from linli.demonstration.stage import Stage
from linli.kernel.actor import ANONYMOUS, Actor
from linli.matters import selectors as matters
from linli.matters import services as reporting
from linli.matters.terms import Channel, Contact, Intake, Opened, Place
from linli.matters.terms import Kind as MatterKind
from linli.organisations import selectors as organisations
from linli.procedures import selectors as procedures
from linli.procedures.terms import RunView
from linli.territory import selectors as territory
from linli.territory.terms import Area


@dataclass(slots=True)
class Thread:
    """One matter as the demonstration follows it. `doers`: who did the latest round of a node;
    `named`: steps that lie with one person by name or claim; `moved`: its place was corrected;
    `asked`: the reporter has been asked whether it is solved."""

    id: UUID
    code: str
    kind: str
    procedure: str
    category: str
    area_id: UUID
    run_id: UUID
    data: dict[str, Any] = field(default_factory=dict)
    parent: Thread | None = None
    children: int = 0
    ended: bool = False
    moved: bool = False
    asked: bool = False
    doers: dict[str, set[UUID]] = field(default_factory=dict)
    named: dict[UUID, UUID] = field(default_factory=dict)


class Desk:
    """Takes reports in, at random by the plan's weights."""

    def __init__(self, plan: Plan, stage: Stage, pen: Pen, album: Album) -> None:
        self.plan, self.stage, self.pen, self.album = plan, stage, pen, album
        self.dice: random.Random = stage.dice
        catalogue = matters.catalogue()
        known = {one.key for one in catalogue.leaves()}
        self.categories = [key for key in plan.phrases.reports if key in known] or sorted(known)
        self.kinds = [catalogue.kind(key) for key in plan.simulation.kinds]
        self.weights = list(plan.simulation.kinds.values())
        some = {kind: territory.below("", kind) for kind in plan.simulation.areas}
        self.areas = {kind: found for kind, found in some.items() if found}
        self.near = _near(stage)

    def moments(self, begin: datetime, end: datetime) -> list[datetime]:
        """When reports come: on every day, mostly in the daytime."""
        found: list[datetime] = []
        while len(found) < self.plan.simulation.matters:
            moment = begin + (end - begin) * self.dice.random()
            hour = (moment + timedelta(hours=8)).hour
            if 7 <= hour < 20 or self.dice.random() < 0.12:
                found.append(moment)
        return sorted(found)

    def open(self, now: datetime) -> tuple[Thread, RunView] | None:
        """One report; None if the rules refused it."""
        kind = self.dice.choices(self.kinds, self.weights)[0]
        simulation = self.plan.simulation
        area = self.somewhere()
        actor: Actor | None = ANONYMOUS
        if not kind.anonymous or self.dice.random() < simulation.staff:
            actor = self.stage.opener(kind.openers, area.id)
        if actor is None:
            return None
        unplaced = actor is ANONYMOUS and self.dice.random() < simulation.unplaced
        category = "" if unplaced else self.dice.choice(self.categories)
        contact = Contact()
        if kind.anonymous and self.dice.random() < simulation.phone:
            contact = self._contact()
        intake = Intake(
            kind=kind.key,
            words=self.pen.report(category),
            place=Place(words=self.pen.word("places")) if unplaced else self._place(area),
            category=category,
            contact=contact,
            may_publish=bool(contact) and self.dice.random() < simulation.agree,
            client_key=f"demonstration-{self.dice.getrandbits(64):016x}",
            channel=_channel(actor, contact),
        )
        return self._take_in(kind, intake, actor, now)

    def child(self, parent: Thread, now: datetime) -> tuple[Thread, RunView] | None:
        """A matter that grows out of another, opened by whoever may open such a one there."""
        catalogue = matters.catalogue()
        kinds = [catalogue.kind(key) for key in catalogue.kind(parent.kind).children]
        kind = self.dice.choice(kinds)
        actor = self.stage.opener(kind.openers, parent.area_id)
        if actor is None:
            return None
        intake = Intake(
            kind=kind.key,
            words=self.pen.report(parent.category),
            place=Place(area_id=parent.area_id),
            category=parent.category,
            client_key=f"demonstration-{self.dice.getrandbits(64):016x}",
            channel=Channel.STAFF,
            parent_id=parent.id,
        )
        found = self._take_in(kind, intake, actor, now)
        if found is not None:
            found[0].parent = parent
            parent.children += 1
        return found

    def _take_in(
        self, kind: MatterKind, intake: Intake, actor: Actor, now: datetime
    ) -> tuple[Thread, RunView] | None:
        photos: tuple[UUID, ...] = ()
        if self.dice.random() < self.plan.simulation.photos:
            photos = (self.album.upload(actor=actor, now=now),)

        def take() -> Opened:
            whole = replace(intake, files=photos)
            return reporting.open_matter(intake=whole, actor=actor, now=now)

        opened = self.stage.attempt(take)
        if opened is None:
            return None
        run_id = procedures.run_of("matter", opened.matter_id)
        assert run_id is not None
        run = procedures.run_view(run_id)
        thread = Thread(
            id=opened.matter_id,
            code=opened.code,
            kind=kind.key,
            procedure=run.key,
            category=intake.category,
            area_id=run.header.area_id,
            run_id=run_id,
            data=dict(run.data),
        )
        return thread, run

    def somewhere(self) -> Area:
        """By the plan's weights; a share of them near the visitors, who want to see something."""
        if self.near and self.dice.random() < self.plan.simulation.near:
            return self.dice.choice(self.dice.choice(self.near))
        weights = self.plan.simulation.areas
        kind = self.dice.choices(list(self.areas), [weights[one] for one in self.areas])[0]
        return self.dice.choice(self.areas[kind])

    def _place(self, area: Area) -> Place:
        """The area chosen from a list; every second one with the point on the map, too."""
        if area.longitude is None or area.latitude is None or self.dice.random() < 0.5:
            return Place(area_id=area.id)
        return Place(area_id=area.id, longitude=area.longitude, latitude=area.latitude)

    def _contact(self) -> Contact:
        number = self.dice.randrange(self.plan.reporters)
        family = self.plan.families[number % len(self.plan.families)]
        given = self.plan.given[number * 7 % len(self.plan.given)]
        return Contact(phone=self.plan.phone.format(n=number), name=family + given)


def _channel(actor: Actor, contact: Contact) -> Channel:
    if not actor.is_staff:
        return Channel.PAGE
    return Channel.PHONE if contact else Channel.STAFF


def _near(stage: Stage) -> list[tuple[Area, ...]]:
    """The areas at and below those where visitors have their duties, but for the widest."""
    found: list[tuple[Area, ...]] = []
    for visitor in stage.cast.visitors.values():
        home = territory.by_code(visitor.area).id if visitor.area else None
        if visitor.unit:
            home = organisations.unit(visitor.unit).area_id
        line = territory.chain(home) if home else ()
        if len(line) > 2:  # below a town
            found.append(territory.below(line[0].path))
    return found
