"""The county view: its figures are a recount of every matter, and its statements stay in indexes
that hold no more than what is counted."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.kernel import clock, versions
from linli.kernel.actor import ANONYMOUS
from linli.kernel.errors import NotAllowed
from linli.matters import selectors, services
from linli.matters.models import Matter, Rating
from linli.matters.stories import scene
from linli.matters.tests.factories import build, report
from linli.procedures import selectors as procedures
from linli.procedures import services as steps
from linli.territory import selectors as territory

pytestmark = pytest.mark.django_db
HERE, THERE = "青云1格", "和平1格"
VERBS, RECOUNTED = 90, 15


@pytest.fixture
def setting(db, now):
    return build(now)


def below(setting, name):
    """The officer of the county, were the posts only over that place."""
    actor, path = setting.actor("county"), scene.area_named(name).path
    return replace(actor, grants=tuple(replace(one, area_path=path) for one in actor.grants))


class Days:
    """People at work over some weeks, by chance: whoever can do something does it."""

    def __init__(self, setting, now, seed):
        self.setting, self.now, self.chance = setting, now, random.Random(seed)
        self.codes = {}
        self.done = Counter()

    def go_on(self):
        self.now += timedelta(minutes=self.chance.randrange(1, 1500))
        verb = self.chance.choices(
            (self.open, self.work, self.end, self.move), weights=(4, 9, 1, 1)
        )[0]
        verb()

    def _open_one(self):
        found = list(Matter.objects.filter(state="open", pk__in=self.codes).order_by("pk"))
        return self.chance.choice(found) if found else None

    def open(self):
        opened = report(self.now, grid=self.chance.choice((HERE, THERE)))
        self.codes[opened.matter_id] = opened.code
        self.done["opened"] += 1

    def work(self):
        matter = self._open_one()
        if matter is None:
            return
        (step,) = procedures.open_steps(matter.run_id)
        if step.node == "rate":
            solved = self.chance.random() < 0.5
            services.answer(
                code=self.codes[matter.pk], solved=solved,
                satisfied=self.chance.choice((None, 1, 3, 4, 5)), words="", actor=ANONYMOUS,
                now=self.now,
            )  # fmt: skip
            self.done["solved" if solved else "not solved"] += 1
            return
        here = matter.area_path.startswith(scene.area_named("炉峰社区").path)
        outcome, answers, role = (
            ("solve", {"done_what": "换了"}, "grid")
            if step.duty == "网格员"
            else ("to_grid", {}, "community")
        )
        steps.complete(
            step_id=step.id, outcome=outcome, answers=answers, note="再看一次",
            actor=self.setting.actor(f"{role}_{'in' if here else 'out'}"), now=self.now,
        )  # fmt: skip
        self.done[outcome] += 1

    def end(self):
        matter = self._open_one()
        if matter is None:
            return
        if self.chance.random() < 0.5:
            services.withdraw(code=self.codes[matter.pk], actor=ANONYMOUS, now=self.now)
        else:
            services.annul(
                matter_id=matter.pk, reason="test", note="",
                actor=self.setting.actor("county"), now=self.now,
            )  # fmt: skip
        self.done["ended"] += 1

    def move(self):
        matter = self._open_one()
        if matter is not None:
            place = scene.area_named(self.chance.choice((HERE, THERE)))
            services.correct(
                matter_id=matter.pk, area_id=place.id, reason="看错",
                actor=self.setting.actor("county"), now=self.now,
            )  # fmt: skip
            self.done["moved"] += 1


def recount(path: str, now: datetime) -> dict[str, object]:
    """The figures from every row, in Python."""
    rows = [one for one in Matter.objects.all() if one.area_path.startswith(path)]
    midnight = clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0)
    monday = midnight - timedelta(days=midnight.weekday())
    last: dict[object, Rating] = {}
    for one in Rating.objects.order_by("at"):
        last[one.matter_id] = one
    known = {one.pk for one in rows}
    month = now - timedelta(days=30)
    said = [one for one in last.values() if one.matter_id in known and one.at >= month]
    graded = [one.satisfied for one in said if one.satisfied is not None]
    places = Counter(
        place.code for one in rows if one.state == "open" for place in territory.chain(one.area_id)
    )
    return {
        "open": sum(one.state == "open" for one in rows),
        "opened_today": sum(one.opened_at >= midnight for one in rows),
        "closed_week": sum(one.closed_at is not None and one.closed_at >= monday for one in rows),
        "solved": (sum(one.solved for one in said), len(said)),
        "satisfied": (sum(grade >= 4 for grade in graded), len(graded)),
        "areas": dict(places),
    }


def figures(actor, now):
    view = selectors.county_view(actor, now=now)
    names = ("open", "opened_today", "closed_week", "solved", "satisfied")
    areas = {one.code: one.open for one in view.areas}
    return {name: getattr(view, name) for name in names} | {"areas": areas}


@pytest.mark.parametrize("seed", [1, 2])
def test_the_figures_are_a_recount_of_every_matter(setting, now, seed):
    days = Days(setting, now, seed)
    community = below(setting, "炉峰社区")
    county, root = setting.actor("county"), territory.root().path
    path = scene.area_named("炉峰社区").path
    for turn in range(VERBS):
        days.go_on()
        if turn % RECOUNTED == RECOUNTED - 1:
            assert figures(county, days.now) == recount(root, days.now)
            assert figures(community, days.now) == recount(path, days.now)
    kinds = {"opened", "solve", "to_grid", "solved", "not solved", "ended", "moved"}
    assert kinds <= days.done.keys(), days.done
    twice = Rating.objects.count() - Rating.objects.values("matter_id").distinct().count()
    assert twice, "nobody was asked twice: that the latest rating counts was not tried"


def test_whatever_happens_changes_the_stamp(setting, now):
    days, county = Days(setting, now, 3), setting.actor("county")
    for _turn in range(RECOUNTED):
        before, done = selectors.stamp(county), days.done.total()
        days.go_on()
        assert (selectors.stamp(county) != before) is (days.done.total() > done)
    with pytest.raises(NotAllowed):
        selectors.stamp(setting.actor("grid_in"))


def plans(read):
    """SQLite's plan of every statement on matters and ratings that this reading sends."""
    read()
    with versions.unit_of_work(), CaptureQueriesContext(connection) as captured:
        read()
    found = {}
    with connection.cursor() as cursor:
        for one in captured:
            sql = one["sql"]
            if 'FROM "matters_' in sql:
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
                found[sql] = [row[3] for row in cursor.fetchall()]
    return found


@pytest.mark.skipif(connection.vendor != "sqlite", reason="bench looks at PostgreSQL's plans")
@pytest.mark.parametrize("place", ["泰宁县", "炉峰社区"])
def test_figures_are_counted_in_indexes_alone(setting, now, place):
    """Without statistics SQLite plans a full county as it plans this one."""
    actor = below(setting, place)
    found = plans(lambda: selectors.county_view(actor, now=now))
    assert len(found) == 5
    served = " ".join(line for plan in found.values() for line in plan)
    for name in ("matter_open_place", "matter_closed", "rating_at"):
        assert f"USING COVERING INDEX {name}" in served, served
    assert "SEARCH matters_matter USING INDEX matter_open_point" in served, served
    walked = [line for plan in found.values() for line in plan if line.startswith("SCAN")]
    assert all("matter_open_place" in line for line in walked), walked
    assert "TEMP B-TREE" not in served, served
    ends = plans(lambda: selectors.stamp(actor))
    assert all("COVERING INDEX" in line for plan in ends.values() for line in plan), ends
