"""An election on its way, for tests."""

from __future__ import annotations

from datetime import timedelta

from linli.deliberation import selectors, services
from linli.deliberation.models import Election, PollLine, Seat
from linli.deliberation.terms import (
    NewCandidate,
    Paperwork,
)
from linli.deliberation.tests import scene
from linli.kernel.actor import SYSTEM
from linli.publicity import services as publishing

DAY = timedelta(days=1)
# name → position, tags
STAND = {
    "赵": ("director", ()), "钱": ("director", ()),
    "孙": ("deputy", ()), "李": ("deputy", ()),
    "周": ("member", ()), "吴": ("member", ()), "郑": ("member", ("women",)), "王": ("member", ()),
}  # fmt: skip
FULL = {"赵": 60, "钱": 30, "孙": 55, "李": 40, "周": 80, "吴": 70, "郑": 60, "王": 20}


class Race:
    """One election on its way; `keys` are candidates by the name in the test."""

    def __init__(self, areas, village, now, *, text="", target=60):
        self.area, self.actor, self.now = areas[scene.VILLAGE], village, now
        self.renewal = services.launch(
            kind="village_committee",
            area_id=areas[""].id,
            target=(now + target * DAY).date(),
            actor=SYSTEM,
            now=now,
        )
        self.id = Election.objects.get(area_id=self.area.id).pk
        self.keys = {}

    @property
    def row(self):
        return Election.objects.get(pk=self.id)

    def roll(self, count=150, **of):
        services.publish_roll(
            election_id=self.id, count=count, actor=self.actor, now=self.now, **of
        )

    def stand(self, name, position, tags=(), **of):
        number = len(self.keys) + 1
        new = NewCandidate(
            (position,), name=f"{name}大山", phone=f"139{number:08d}", tags=frozenset(tags), **of
        )
        self.keys[name] = services.nominate(
            election_id=self.id, new=new, actor=self.actor, now=self.now
        )
        return self.keys[name]

    def accept(self, name, consent=True):
        services.accept(
            candidate_id=self.keys[name],
            name=f"{name}大山",
            consent=consent,
            actor=self.actor,
            now=self.now,
        )

    def nominated(self):
        self.roll()
        for name, (position, tags) in STAND.items():
            self.stand(name, position, tags)
            self.accept(name)
        services.settle_candidates(election_id=self.id, actor=self.actor, now=self.now)
        self.now += 20 * DAY
        return self

    def open(self):
        services.open_poll(election_id=self.id, actor=self.actor, now=self.now)

    def count(self, votes, *, handed=110, back=100, valid=100, invalid=0):
        names = {key: name for name, key in self.keys.items()}
        by = {}
        for line in PollLine.objects.filter(poll__election_id=self.id, poll__counted_at=None):
            name = names[line.candidate_id]
            if name in votes:
                by.setdefault(line.position, {})[line.candidate_id] = votes[name]
        papers = Paperwork(handed, back, valid, invalid, by)
        services.count_poll(election_id=self.id, papers=papers, actor=self.actor, now=self.now)

    def poll(self, votes, **of):
        self.open()
        self.count(votes, **of)

    def elected(self):
        names = {key: name for name, key in self.keys.items()}
        found = {}
        for one in Seat.objects.filter(election_id=self.id):
            found.setdefault(one.position, set()).add(names[one.candidate_id])
        return found

    def lines(self):
        poll = selectors.election_page(SYSTEM, self.id, now=self.now).polls[-1]
        return [words for words, _basis in poll.words]

    def complete(self):
        services.publish_result(election_id=self.id, actor=self.actor, now=self.now)
        self.now += 4 * DAY
        publishing.end_due(self.now)
        return services.complete(election_id=self.id, actor=self.actor, now=self.now)
