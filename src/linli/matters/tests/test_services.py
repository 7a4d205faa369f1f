"""Use cases of matters on the shipped method: what they write, refuse, and cost."""

from __future__ import annotations

from uuid import uuid4

import pytest

from linli.kernel import trail, versions
from linli.kernel.actor import ANONYMOUS
from linli.kernel.errors import NotAllowed, Refused
from linli.kernel.tests.counting import statements
from linli.matters import selectors, services, terms
from linli.matters.models import Fact, Matter, Rating, Report
from linli.matters.stories import scene
from linli.matters.tests.factories import build, report
from linli.procedures import selectors as procedures
from linli.procedures import services as steps

pytestmark = pytest.mark.django_db
# 设计：a text report costs at most 14 statements, without BEGIN/COMMIT and the rate limit.
MOST_STATEMENTS = 14


@pytest.fixture
def setting(db, now):
    return build(now)


def test_taking_in_a_report_keeps_to_its_budget(setting, now):
    report(now)  # warm: what is cached, is cached
    # As one request does: the counters of versions are read by the middleware's unit of work.
    with versions.unit_of_work(), statements() as sent:
        report(now, words="路灯不亮", category="street_lamp")
    assert len(sent) <= MOST_STATEMENTS, "\n".join(f"{i} {s[:160]}" for i, s in enumerate(sent))


def test_a_report_is_whole(setting, now):
    opened = report(now, phone="13800001111", key="k1")
    matter = Matter.objects.get(pk=opened.matter_id)
    assert (matter.kind, matter.category, matter.state) == ("report", "manhole", "open")
    assert matter.number == opened.number
    row = Report.objects.get(matter=matter)
    assert row.words == "井盖坏了"
    assert row.identity_id is not None
    assert {one.kind for one in Fact.objects.filter(matter=matter)} == {
        "place",
        "category",
        "urgency",
    }
    (step,) = procedures.open_steps(matter.run_id)
    assert (step.duty, step.header.title) == ("网格员", matter.title)
    names = [line.name for line in trail.lines_of("matter", matter.pk)]
    assert sorted(names) == ["matters.opened", "procedures.started"]
    assert "井盖" not in str([line.data for line in trail.lines_of("matter", matter.pk)])


def test_the_same_key_is_the_same_matter(setting, now):
    first, second = report(now, key="k2"), report(now, key="k2", words="别的话")
    assert second.again
    assert (first.matter_id, first.code, first.number) == (
        second.matter_id,
        second.code,
        second.number,
    )
    assert Report.objects.get(client_key="k2").words == "井盖坏了"


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({"words": ""}, terms.NothingSaid),
        ({"words": "字" * 2001}, terms.TooLong),
        ({"category": "no_such"}, terms.UnknownCategory),
        ({"kind": "no_such"}, terms.UnknownKind),
        ({"kind": "call"}, terms.MayNotOpen),
    ],
)
def test_what_is_refused_writes_nothing(setting, now, more, refusal):
    before = Matter.objects.count()
    with pytest.raises(refusal):
        report(now, **more)
    assert Matter.objects.count() == before


def test_a_parent_must_be_seen_open_and_of_the_right_kind(setting, now):
    parent, officer = setting.matter, setting.actor("community_in")
    area = terms.Place(area_id=scene.area_named("青云1格").id)

    def child(parent_id, actor, kind="call"):
        return services.open_matter(
            intake=terms.Intake(
                kind=kind, words="x", place=area, channel=terms.Channel.STAFF, parent_id=parent_id
            ),
            actor=actor, now=now,
        )  # fmt: skip

    with pytest.raises(terms.MatterNotFound):
        child(uuid4(), officer)
    with pytest.raises(Refused):
        child(parent.matter_id, setting.actor("community_out"))
    with pytest.raises(terms.NotAChild):
        child(parent.matter_id, officer, "report")
    opened = child(parent.matter_id, officer)
    assert Matter.objects.get(pk=opened.matter_id).parent_id == parent.matter_id
    with pytest.raises(terms.ChildOpen):
        services.withdraw(code=parent.code, actor=ANONYMOUS, now=now)


def test_a_correction_is_appended_and_the_open_steps_follow(setting, now):
    opened, officer = report(now), setting.actor("community_in")
    services.correct(
        matter_id=opened.matter_id, category="parking", urgency="normal", reason="看错",
        actor=officer, now=now,
    )  # fmt: skip
    matter = Matter.objects.get(pk=opened.matter_id)
    assert (matter.category, matter.urgency) == ("parking", "normal")
    assert Fact.objects.filter(matter=matter).count() == 5
    (step,) = procedures.open_steps(matter.run_id)
    assert (step.header.category, step.header.urgency) == ("parking", "normal")
    assert "看错" not in str(list(Fact.objects.filter(matter=matter).values()))


def test_verbs_are_refused_outside_as_if_nothing_were_there(setting, now):
    outside, reason = setting.actor("community_out"), next(iter(selectors.catalogue().reasons))
    common = {"matter_id": setting.matter.matter_id, "actor": outside, "now": now}
    with pytest.raises(terms.MatterNotFound):
        services.correct(category="parking", **common)
    with pytest.raises(terms.MatterNotFound):
        services.annul(reason=reason, note="", **common)
    with pytest.raises(terms.MatterNotFound):
        services.rate_for(solved=True, satisfied=5, words="", **common)
    inside = {**common, "actor": setting.actor("grid_in")}
    with pytest.raises(NotAllowed):
        services.annul(reason=reason, note="", **inside)


def test_annulled_is_over_for_everybody(setting, now):
    opened, officer = report(now), setting.actor("community_in")
    reason = next(iter(selectors.catalogue().reasons))
    services.annul(matter_id=opened.matter_id, reason=reason, note="", actor=officer, now=now)
    matter = Matter.objects.get(pk=opened.matter_id)
    assert (matter.state, matter.closing, matter.closed_at) == ("annulled", reason, now)
    assert procedures.open_steps(matter.run_id) == ()
    with pytest.raises(terms.AlreadyEnded):
        services.annul(matter_id=opened.matter_id, reason=reason, note="", actor=officer, now=now)
    with pytest.raises(terms.AlreadyEnded):
        services.withdraw(code=opened.code, actor=ANONYMOUS, now=now)


def test_not_solved_goes_back_to_work_and_solved_closes(setting, now):
    opened = report(now)
    run = procedures.run_of("matter", opened.matter_id)

    def solve():
        (step,) = procedures.open_steps(run)
        steps.complete(
            step_id=step.id, outcome="solve", answers={"done_what": "换了"},
            actor=setting.actor("grid_in"), now=now,
        )  # fmt: skip

    solve()
    said = {"code": opened.code, "words": "", "actor": ANONYMOUS}
    services.answer(solved=False, satisfied=1, now=now, **said)
    assert Matter.objects.get(pk=opened.matter_id).state == "open"
    assert [one.duty for one in procedures.open_steps(run)] == ["社区"]
    assert Rating.objects.get(matter_id=opened.matter_id).solved is False
    with pytest.raises(Refused):
        services.answer(solved=True, satisfied=5, now=now, **said)  # nothing is being asked
