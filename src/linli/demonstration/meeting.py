"""The gatherings that procedures wait for: a body where there is none, and a meeting some days
later, at which most things pass."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import UUID

from linli.deliberation import selectors, services
from linli.deliberation.terms import BodyKind, Call, Came, Choice, NewMember, NewMotion, State, Way
from linli.kernel.actor import Actor
from linli.organisations import selectors as organisations
from linli.people import services as people
from linli.procedures import selectors as procedures
from linli.territory import selectors as territory

_PHONE = "1990000{:04}"  # 199 0000 is given to nobody; those of the recipe's bodies count from 1
_FIRST = 5000
_MEMBERS, _BORN = 7, date(1976, 5, 1)
_PLACE, _MINUTES = "会议室", "大家讨论后表决，照表决的结果办。"
_NOTICE = timedelta(days=1)


class Meetings:
    """Bodies and gatherings that matters need as they go on."""

    def __init__(self, names: Sequence[str], dice: random.Random, actor: Actor) -> None:
        self.names, self.dice, self.actor = names, dice, actor
        self._asked: set[tuple[str, UUID]] = set()
        self._people = _FIRST

    def prepare(self, procedure: str, area_id: UUID, now: datetime) -> None:
        """See to the bodies that a matter of this procedure will ask for there."""
        if (procedure, area_id) in self._asked:
            return
        self._asked.add((procedure, area_id))
        for node in procedures.current(procedure).graph.nodes.values():
            if getattr(node, "effect", "") == "deliberation.gather":
                key = getattr(node, "properties", {})["gathering"]
                self._see_to(selectors.body_kind(selectors.gathering_kind(key).body), area_id, now)

    def _see_to(self, kind: BodyKind, area_id: UUID, now: datetime) -> None:
        if selectors.body_at(kind.key, area_id) is not None:
            return
        for area in territory.chain(area_id):
            found = (organisations.unit_at(area.id, one) for one in kind.of)
            unit = next((one for one in found if one), None)
            if area.kind in kind.at or unit is not None:
                body = services.set_up(
                    kind=kind.key,
                    area_id=area.id,
                    organisation_id=unit.id if unit else None,
                    actor=self.actor,
                    now=now,
                )
                self._enrol(body, kind, now)
                return

    def _enrol(self, body_id: UUID, kind: BodyKind, now: datetime) -> None:
        for place in range(max(_MEMBERS, kind.size[0] if kind.size else 0)):
            self._people += 1
            identity = people.remember(
                name=self.names[self._people % len(self.names)],
                phone=_PHONE.format(self._people),
                actor=self.actor,
                now=now,
            )
            new = NewMember(
                identity_id=identity,
                household=f"{place + 1}户",
                tags=frozenset(tag for tag, _name in kind.tags if tag != "probationary"),
                represents=kind.represents[0] if kind.represents else 0,
                born=_BORN if kind.age else None,
            )
            services.enrol(body_id=body_id, new=new, actor=self.actor, now=now)

    def call(self, matter_id: UUID, now: datetime) -> tuple[UUID, datetime] | None:
        """Call what a matter waits for, some days ahead: (gathering, when it meets)."""
        rows = selectors.of_subject("matter", matter_id)
        wanted = next((one for one in rows if one.state is State.WANTED), None)
        if wanted is None:
            return None
        page = selectors.page(self.actor, wanted.id, now=now)
        text = page.wanted_text
        meets = max(page.least_at, now + _NOTICE) + timedelta(hours=self.dice.randint(3, 60))
        motion = NewMotion(
            text.title if text else wanted.title,
            text.words if text else "",
            page.wanted_way or Way.HANDS,
        )
        services.call(
            call=Call(meets_at=meets, place=_PLACE, agenda=(motion,)),
            gathering_id=wanted.id,
            actor=self.actor,
            now=now,
        )
        return wanted.id, meets

    def hold(self, gathering_id: UUID, now: datetime) -> None:
        """Hold it at its time: nearly all come, and mostly they agree."""
        services.open_gathering(gathering_id=gathering_id, actor=self.actor, now=now)
        roll = [one.pk for one in selectors.roll_of(gathering_id)]
        came = roll[: max(len(roll) - 1, 1)]
        services.sign_in_all(
            gathering_id=gathering_id, entry_ids=came, came=Came.ROOM, actor=self.actor, now=now
        )
        yes = len(came) if self.dice.random() < 0.85 else 0
        counts = {Choice.YES: yes, Choice.NO: len(came) - yes}
        for row in selectors.page(self.actor, gathering_id, now=now).motions:
            if row.way is not Way.HANDS:
                continue
            services.open_vote(motion_id=row.id, actor=self.actor, now=now)
            services.count_up(motion_id=row.id, counts=counts, actor=self.actor, now=now)
            services.close_vote(motion_id=row.id, actor=self.actor, now=now)
        services.write_minutes(gathering_id=gathering_id, words=_MINUTES, actor=self.actor, now=now)
        services.close_gathering(gathering_id=gathering_id, actor=self.actor, now=now)
