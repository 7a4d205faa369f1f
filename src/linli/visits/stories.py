"""The sentences of golden stories that speak of visits."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.stories import World, phrase
from linli.organisations import selectors as organisations
from linli.organisations.terms import Organisation
from linli.procedures import selectors as procedures
from linli.territory import selectors as territory
from linli.territory.terms import Area
from linli.visits import selectors, services
from linli.visits.terms import (
    Conflict,
    FindingLine,
    FindingState,
    NewSubject,
    Planned,
    SubjectKind,
    VisitItem,
)

_KINDS = {
    "住户": SubjectKind.HOUSEHOLD,
    "企业": SubjectKind.ENTERPRISE,
    "场所": SubjectKind.PLACE,
    "巡防点": SubjectKind.POINT,
}


def _actor(world: World, who: str) -> Actor:
    account = world.things.get(f"account:{who}")
    if account is None:
        return world.actor(who)
    return organisations.actor_for(account, via="story", now=world.now)


def _area(name: str) -> Area:
    root = territory.root()
    if name in {root.name, root.short_name}:
        return root
    found = [one for one in territory.find(name) if name in {one.name, one.short_name}]
    found = found or list(territory.find(name))
    assert len(found) == 1, f"“{name}”对应 {len(found)} 个区域"
    return found[0]


@phrase("“{place}”有走访对象“{name}”，是{kind}")
def subject(world: World, place: str, name: str, kind: str) -> None:
    """A household, enterprise, place or patrol point is visited from now on."""
    _add(world, place, name, kind)


@phrase("“{place}”有属于“{group}”的走访对象“{name}”，是{kind}")
def subject_of_group(world: World, place: str, name: str, kind: str, group: str) -> None:
    """The same, of a group of people."""
    found = [one.key for one in selectors.catalogue().groups.values() if one.name.zh == group]
    assert found, f"没有“{group}”这类人群"
    _add(world, place, name, kind, group=found[0])


@phrase("“{place}”有由“{who}”帮扶的走访对象“{name}”，是{kind}")
def subject_with_helper(world: World, place: str, name: str, kind: str, who: str) -> None:
    """The same, visited by one named helper."""
    _add(world, place, name, kind, helper_id=world.things[f"account:{who}"])


def _add(world: World, place: str, name: str, kind: str, **more: Any) -> None:
    assert kind in _KINDS, f"“{kind}”不是走访对象，可用：{'、'.join(_KINDS)}"
    new = NewSubject(kind=_KINDS[kind], area_id=_area(place).id, label=name, **more)
    world.things[f"subject:{name}"] = services.add_subject(new=new, actor=SYSTEM, now=world.now)


@phrase("排好了今天的走访")
def planned(world: World) -> None:
    """The plan of the day."""
    services.plan_day(now=world.now)


def _list(world: World, who: str, name: str) -> list[Planned]:
    wanted = world.things[f"subject:{name}"]
    return [
        one
        for one in selectors.today(_actor(world, who), now=world.now)
        if one.subject.id == wanted
    ]


@phrase("“{who}”今天要走访“{name}”")
def is_listed(world: World, who: str, name: str) -> None:
    """It is on their list."""
    assert _list(world, who, name), f"“{who}”的清单里没有“{name}”"


@phrase("“{who}”今天不用走访“{name}”")
def is_not_listed(world: World, who: str, name: str) -> None:
    """It is not."""
    assert not _list(world, who, name), f"“{who}”的清单里有“{name}”"


@phrase("“{who}”走访“{name}”")
def visit(world: World, who: str, name: str) -> None:
    """The first planned visit there is made; a table says what was filled in, by label."""
    _make(world, who, name, met=True)


@phrase("“{who}”走访“{name}”，没有遇到人")
def visit_in_vain(world: World, who: str, name: str) -> None:
    """Somebody went and nobody was there: tried, not visited."""
    _make(world, who, name, met=False)


def _make(world: World, who: str, name: str, *, met: bool) -> None:
    before = world.things.get(f"plan:{name}")
    listed = _list(world, who, name)
    plan = listed[0] if listed else before
    assert plan, f"“{who}”的清单里没有“{name}”"
    world.things[f"plan:{name}"] = plan
    world.things[f"sent:{name}"] = item = VisitItem(
        client_key=uuid.uuid4().hex,
        kind=plan.kind.key,
        subject_id=plan.subject.id,
        plan_id=plan.id,
        at=world.now,
        met=met,
        answers=_answers(plan.kind.form, world.table),
        form_stamp=selectors.stamp_of(plan.kind),
    )
    actor = _actor(world, who)
    world.things[f"visit:{name}"] = services.record_visit(item=item, actor=actor, now=world.now)


@phrase("“{who}”带“{team}”出巡，同去的有“{others}”")
def go_out(world: World, who: str, team: str, others: str) -> None:
    """A team goes on its patrol; those who go along are divided by 、."""
    unit = _team(team)
    kinds = [one.key for one in selectors.catalogue().kinds.values() if one.team == unit.kind]
    assert kinds, f"没有由“{unit.kind}”来走的巡防"
    going = [world.things[f"account:{one}"] for one in (who, *others.split("、"))]
    world.things[f"patrol:{team}"] = services.begin_patrol(
        kind=kinds[0], team_id=unit.id, members=going, actor=_actor(world, who), now=world.now
    )


@phrase("“{who}”带“{team}”收队")
def come_back(world: World, who: str, team: str) -> None:
    """And comes back."""
    patrol: uuid.UUID = world.thing(f"patrol:{team}")
    services.end_patrol(patrol_id=patrol, actor=_actor(world, who), now=world.now)


@phrase("“{team}”这次出巡 {people} 人，走到 {points} 处，有发现 {findings} 条")
def went(world: World, team: str, people: str, points: str, findings: str) -> None:
    """What the last patrol of that team came to."""
    patrol = world.thing(f"patrol:{team}")
    shown = [
        (len(one.members), one.points, one.findings)
        for one in selectors.patrols(SYSTEM)
        if one.id == patrol
    ]
    assert shown == [(int(people), int(points), int(findings))], shown


def _team(name: str) -> Organisation:
    found = [one for one in organisations.units() if name in {one.key, one.name, one.short_name}]
    assert found, f"没有“{name}”这支队伍"
    return found[0]


@phrase("“{who}”的手机把“{name}”的走访又发了一遍")
def send_again(world: World, who: str, name: str) -> None:
    """The same post again, as a phone does that heard no answer."""
    item: VisitItem = world.things[f"sent:{name}"]
    done = services.record_visit(item=item, actor=_actor(world, who), now=world.now)
    assert done.again
    assert done.visit_id == world.things[f"visit:{name}"].visit_id


@phrase("“{name}”的走访有冲突，留下待核对")
def in_conflict(world: World, name: str) -> None:
    """It was kept, and does not count yet."""
    assert world.things[f"visit:{name}"].conflict != Conflict.NONE


def _answers(form_key: str, table: tuple[dict[str, str], ...]) -> dict[str, Any]:
    form = procedures.form(form_key)
    fields = {one.label.zh: one for one in form.fields} if form else {}
    found: dict[str, Any] = {}
    for row in table:
        one = fields.get(row["填写"])
        assert one, f"表单里没有“{row['填写']}”；有：{'、'.join(fields)}"
        names = {choice.label.zh: choice.key for choice in one.choices}
        if one.type == "choices":
            found[one.key] = [names.get(part, part) for part in row["内容"].split("、")]
        else:
            found[one.key] = names.get(row["内容"], row["内容"])
    return found


def findings_of(world: World, who: str, name: str, state: FindingState) -> list[FindingLine]:
    """The findings at that subject which stand there for this person to triage."""
    shown = selectors.triage_list(_actor(world, who), state=state)
    return [one for one in shown if one.label == name]


@phrase("“{who}”的夜研判里有“{name}”的“{question}”")
def to_triage(world: World, who: str, name: str, question: str) -> None:
    """It waits for triage."""
    found = findings_of(world, who, name, FindingState.OPEN)
    assert question in {one.question.zh for one in found}, [one.question.zh for one in found]


@phrase("“{who}”的夜研判里没有“{name}”")
def not_to_triage(world: World, who: str, name: str) -> None:
    """Nothing of it waits, as far as they may see."""
    assert not findings_of(world, who, name, FindingState.OPEN)


@phrase("“{who}”把“{name}”的发现列入周会商")
def bring_to_council(world: World, who: str, name: str) -> None:
    """What triage cannot settle."""
    ids = [one.id for one in findings_of(world, who, name, FindingState.OPEN)]
    services.to_council(finding_ids=ids, actor=_actor(world, who), now=world.now)


@phrase("“{who}”的周会商清单里有“{name}”")
def on_council_list(world: World, who: str, name: str) -> None:
    """It is on the council's list."""
    assert findings_of(world, who, name, FindingState.COUNCIL), "周会商清单里没有"


@phrase("周会商后“{who}”办结“{name}”的发现，意见“{note}”")
def council_settles(world: World, who: str, name: str, note: str) -> None:
    """As the council decided."""
    ids = [one.id for one in findings_of(world, who, name, FindingState.COUNCIL)]
    services.settle(finding_ids=ids, note=note, actor=_actor(world, who), now=world.now)


@phrase("“{name}”要在 {day} 复查")
def looked_at_again(world: World, name: str, day: str) -> None:
    """What was found is looked at again on that day."""
    on = {one.again_on for one in _all_findings(world, name)}
    assert date.fromisoformat(day) in on, on


@phrase("“{name}”的隐患已经消除")
def cleared(world: World, name: str) -> None:
    """A later visit found it no more."""
    found = _all_findings(world, name)
    assert found
    assert all(one.cleared_at for one in found)


def _all_findings(world: World, name: str) -> tuple[FindingLine, ...]:
    return selectors.of_subject(SYSTEM, world.things[f"subject:{name}"])
