"""The sentences of golden stories that speak of elections and of what is disclosed."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from linli.deliberation import selectors, services
from linli.deliberation.models import Candidate, Election, PollLine
from linli.deliberation.stories.pledges import actor_named
from linli.deliberation.terms import (
    DISCLOSURE,
    DISCLOSURE_STATES,
    ELECTION_STATES,
    WOMEN,
    DisclosureKind,
    DisclosureRow,
    ElectionPage,
    NewCandidate,
    Paperwork,
)
from linli.jobs import services as jobs
from linli.kernel.actor import SYSTEM
from linli.kernel.stories import World, phrase
from linli.messaging import selectors as messaging
from linli.territory import selectors as territory
from linli.territory.terms import Area


def _area(name: str) -> Area:
    root = territory.root()
    if name in {root.name, root.short_name}:
        return root
    found = [one for one in territory.find(name) if name in {one.name, one.short_name}]
    assert len(found) == 1, f"“{name}”对应 {len(found)} 个区域"
    return found[0]


def _election(place: str) -> UUID:
    row = Election.objects.filter(area_id=_area(place).id).order_by("-id").first()
    assert row is not None, f"“{place}”没有选举"
    return row.pk


def _page(world: World, place: str) -> ElectionPage:
    return selectors.election_page(SYSTEM, _election(place), now=world.now)


def _key(place: str, name: str) -> str:
    return f"candidate:{place}:{name}"


@phrase("“{who}”在“{place}”启动“{kind}”，{target} 前完成")
def launch_renewal(world: World, who: str, place: str, kind: str, target: str) -> None:
    """Every village (community) below gets its election."""
    keys = [one.key for one in selectors.elections_defined().values() if one.name.zh == kind]
    assert keys, f"没有“{kind}”"
    world.things["renewal"] = services.launch(
        kind=keys[0],
        area_id=_area(place).id,
        target=date.fromisoformat(target),
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{who}”公布“{place}”的选民名单，登记 {count} 人")
def roll_published(world: World, who: str, place: str, count: str) -> None:
    """The roll, with its days of publicity."""
    services.publish_roll(
        election_id=_election(place),
        count=int(count),
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{who}”更正“{place}”的选民名单 {change} 人，原因“{reason}”")
def roll_corrected(world: World, who: str, place: str, change: str, reason: str) -> None:
    """More or fewer voters."""
    services.correct_roll(
        election_id=_election(place),
        change=int(change),
        reason=reason,
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{who}”定下“{place}”的候选人")
def candidates_settled(world: World, who: str, place: str) -> None:
    """A table of 姓名, 职位 and 身份; all of them accept and have their names published."""
    actor, election_id = actor_named(world, who), _election(place)
    kind = _page(world, place).kind
    positions = {one.name.zh: one.key for one in kind.positions}
    tags = {name.zh: key for key, name in kind.tags}
    for number, row in enumerate(world.table, start=1):
        wanted = [one for one in row.get("身份", "").split("、") if one]
        made = services.nominate(
            election_id=election_id,
            new=NewCandidate(
                (positions[row["职位"]],),
                name=row["姓名"],
                phone=f"139{len(place):04d}{number:04d}",
                tags=frozenset(tags[one] for one in wanted),
            ),
            actor=actor,
            now=world.now,
        )
        services.accept(
            candidate_id=made, name=row["姓名"], consent=True, actor=actor, now=world.now
        )
        world.things[_key(place, row["姓名"])] = made
    services.settle_candidates(election_id=election_id, actor=actor, now=world.now)


@phrase("“{who}”在“{place}”开始投票")
def poll_opened(world: World, who: str, place: str) -> None:
    """The ballot that is due."""
    services.open_poll(election_id=_election(place), actor=actor_named(world, who), now=world.now)


@phrase("“{who}”记“{place}”的票：发出 {handed}，收回 {back}，无效 {invalid}")
def poll_counted(world: World, who: str, place: str, handed: str, back: str, invalid: str) -> None:
    """A table of 姓名 and 得票."""
    election_id = _election(place)
    given = {world.thing(_key(place, row["姓名"])): int(row["得票"]) for row in world.table}
    votes: dict[str, dict[UUID, int]] = {}
    for line in PollLine.objects.filter(poll__election_id=election_id, poll__counted_at=None):
        if line.candidate_id in given:
            votes.setdefault(line.position, {})[line.candidate_id] = given[line.candidate_id]
    papers = Paperwork(int(handed), int(back), int(back) - int(invalid), int(invalid), votes)
    services.count_poll(
        election_id=election_id, papers=papers, actor=actor_named(world, who), now=world.now
    )


@phrase("“{who}”让“{place}”的空缺暂缺，原因“{reason}”")
def seat_left_vacant(world: World, who: str, place: str, reason: str) -> None:
    """After another ballot."""
    services.leave_vacant(
        election_id=_election(place),
        reason=reason,
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{who}”公布“{place}”的选举结果")
def result_published(world: World, who: str, place: str) -> None:
    """With its days of publicity."""
    services.publish_result(
        election_id=_election(place), actor=actor_named(world, who), now=world.now
    )


@phrase("“{who}”完成“{place}”的换届")
def election_completed(world: World, who: str, place: str) -> None:
    """The new body is set up."""
    services.complete(election_id=_election(place), actor=actor_named(world, who), now=world.now)


@phrase("“{place}”的选举“{state}”")
def election_stands(world: World, place: str, state: str) -> None:
    """In the words of the county's table."""
    found = str(ELECTION_STATES[_page(world, place).row.state])
    assert found == state, f"现在是“{found}”"


@phrase("“{place}”选出的“{position}”是“{names}”")
def elected_are(world: World, place: str, position: str, names: str) -> None:
    """Names joined by 、; nobody is 无."""
    found = sorted(name for one, name, _w in _page(world, place).seats if one.name.zh == position)
    wanted = [] if names == "无" else sorted(names.split("、"))
    assert found == wanted, f"选出的是：{'、'.join(found) or '无'}"


@phrase("“{place}”的选举写明“{words}”")
def election_says(world: World, place: str, words: str) -> None:
    """Why it stands as it does, as everybody reads it."""
    page = selectors.public_election(_election(place), now=world.now)
    said = [text for poll in page.polls for text, _basis in poll.words]
    assert any(words in one for one in said), "；".join(said)


@phrase("换届一次选举成功 {first} 处，一肩挑 {both} 处，完成 {done} 处，共 {total} 处")
def renewal_figures(world: World, first: str, both: str, done: str, total: str) -> None:
    """The figures of the county's table."""
    row = selectors.renewal_for(SYSTEM, world.thing("renewal"), now=world.now)
    found = (row.first_time, row.shouldered, row.completed, row.total)
    assert found == (int(first), int(both), int(done), int(total)), found


@phrase("“{place}”有妇女当选")
def woman_elected(world: World, place: str) -> None:
    """At least one."""
    seats = {one.id for one in _page(world, place).candidates if one.seat}
    tagged = [one.tags for one in Candidate.objects.filter(pk__in=seats)]
    assert any(WOMEN in tags for tags in tagged), "没有妇女当选"


# --- what is disclosed ----------------------------------------------------------------------------


def _kind(name: str) -> DisclosureKind:
    found = [one for one in selectors.disclosures_defined().values() if one.name.zh == name]
    assert found, f"没有公开任务“{name}”"
    return found[0]


def _row(world: World, place: str, name: str, span: str) -> DisclosureRow:
    return selectors.disclosure_at(_kind(name).key, _area(place).id, span, now=world.now)


@phrase("“{who}”公开“{place}”{span} 的“{name}”，内容“{words}”")
def disclosed(world: World, who: str, place: str, span: str, name: str, words: str) -> None:
    """What the place owes for that stretch (`2026-03`, `2026-Q1`)."""
    services.disclose(
        key=_kind(name).key,
        area_id=_area(place).id,
        span=span,
        title=f"{span} {name}",
        words=words,
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{who}”说明“{place}”{span} 的“{name}”不公开，原因“{reason}”")
def disclosure_excused(
    world: World, who: str, place: str, span: str, name: str, reason: str
) -> None:
    """The public reads the reason."""
    services.excuse_disclosure(
        key=_kind(name).key,
        area_id=_area(place).id,
        span=span,
        reason=reason,
        actor=actor_named(world, who),
        now=world.now,
    )


@phrase("“{place}”{span} 的“{name}”是“{state}”")
def disclosure_stands(world: World, place: str, span: str, name: str, state: str) -> None:
    """In the words of the list."""
    found = str(DISCLOSURE_STATES[_row(world, place, name, span).state])
    assert found == state, f"现在是“{found}”"


@phrase("“{who}”被提醒公开“{place}”的“{name}”")
def disclosure_reminded(world: World, who: str, place: str, name: str) -> None:
    """The daily job has run by now; the notice is in the inbox."""
    services.remind_disclosures(world.now)
    while jobs.run_due(world.now):
        pass
    inbox = messaging.inbox(actor_named(world, who), now=world.now).notices
    place_id = _area(place).id
    shown = [one.title for one in inbox if one.about == (DISCLOSURE, place_id)]
    assert any(name in one for one in shown), f"收到的是：{shown}"
