"""Reads of rehearsals: whoever runs one sees it, and nobody else."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy

from linli.deliberation.models import Body, Gathering, Rehearsal, RollEntry
from linli.deliberation.rules import rehearsing as rules
from linli.deliberation.selectors.catalogue import (
    gathering_kind,
    gatherings_defined,
    least_at,
    rule_for,
)
from linli.deliberation.selectors.counting import quorum_now, roll_of
from linli.deliberation.selectors.gatherings import page as gathering_page
from linli.deliberation.selectors.owing import convened_by
from linli.deliberation.terms import (
    GatheringKind,
    RehearsalNotFound,
    RehearsalPage,
    RehearsalRow,
    Remark,
    Scene,
    State,
    Turn,
    VoteRule,
    Way,
)
from linli.kernel.actor import Actor
from linli.kernel.clock import local

EARLY_BIRDS = 2  # how many have come before it begins: too few for any rule that asks for a half
SAMPLE_EXCUSE = gettext_lazy("外出，已请假")

# Our own words for what a method's guide leaves out; and for the mistake, which no guide has.
WORDS: dict[Turn, tuple[object, object]] = {
    Turn.CALL: (
        gettext_lazy("召集"),
        gettext_lazy("写明什么时候、在哪里、议什么。通知时间要够，名册从这时起固定下来。"),
    ),
    Turn.SIGN_IN: (
        gettext_lazy("签到"),
        gettext_lazy("到一个签一个：只勾已经到场的人，没到的不能代签。"),
    ),
    Turn.OPEN: (gettext_lazy("宣布开会"), gettext_lazy("主持人宣布开会，记下开会时间。")),
    Turn.TOO_SOON: (
        gettext_lazy("人还不够就表决，会怎样"),
        gettext_lazy("现在到会的人还不够。故意按一下，看看系统怎么说。"),
    ),
    Turn.REST: (
        gettext_lazy("晚到的人签到"),
        gettext_lazy("又来了几位，把他们签上；请了假的会自动记下。"),
    ),
    Turn.VOTE: (
        gettext_lazy("开始表决"),
        gettext_lazy("到会人数够了，请有表决权的人表决。"),
    ),
    Turn.COUNT: (
        gettext_lazy("计票"),
        gettext_lazy("同意、反对、弃权各有多少，合计要和到会有表决权的人数一致。"),
    ),
    Turn.MINUTES: (
        gettext_lazy("会议记录"),
        gettext_lazy("写清时间、地点、谁主持、谁发言说了什么、决定了什么。"),
    ),
    Turn.CLOSE: (
        gettext_lazy("结束会议"),
        gettext_lazy("议题都有了结果、记录写好，才能结束。结束以后不能再改。"),
    ),
    Turn.END: (gettext_lazy("演练完成"), gettext_lazy("这就是一次会的全过程。")),
}


@dataclass(frozen=True, slots=True)
class Arrivals:
    """Who is at the door, and who sent word."""

    here: tuple[RollEntry, ...]
    excused: tuple[RollEntry, ...] = ()


def rehearsal_row(actor: Actor, rehearsal_id: UUID) -> Rehearsal:
    """The doorway: one's own, else `RehearsalNotFound`."""
    if actor.account_id is None:
        raise RehearsalNotFound
    rows = Rehearsal.objects.filter(pk=rehearsal_id, account_id=actor.account_id)
    row = rows.select_related("for_body", "gathering__body").first()
    if row is None:
        raise RehearsalNotFound
    return row


def rehearsals(actor: Actor) -> tuple[RehearsalRow, ...]:
    """One's own, the newest first."""
    if actor.account_id is None:
        return ()
    rows = Rehearsal.objects.filter(account_id=actor.account_id).select_related("for_body")
    return tuple(
        RehearsalRow(
            id=one.pk,
            name=str(_kind(one).name),
            body=one.for_body.name,
            began_at=one.began_at,
            ended=scenes_of(one)[one.scene][0] is Turn.END,
        )
        for one in rows.order_by("-began_at", "-pk")
    )


def _kind(row: Rehearsal) -> GatheringKind:
    return gathering_kind(row.kind, row.revision)


def _rule(row: Rehearsal) -> VoteRule:
    return rule_for(_kind(row).rule, local(row.began_at).date(), row.for_body.area_path)


def sample_way(row: Rehearsal) -> Way | None:
    """How the sample motion is voted; None where this kind of gathering votes on nothing."""
    return rules.way_of(_rule(row))


def scenes_of(row: Rehearsal) -> tuple[tuple[Turn, int | None], ...]:
    """Every page of this rehearsal, in order."""
    return rules.scenes(_kind(row).guide, votes=sample_way(row) is not None)


def scene_after(row: Rehearsal) -> int:
    """The page that comes next, as things stand now."""
    return rules.after(scenes_of(row), row.scene, enough=_enough(row))


def _enough(row: Rehearsal) -> bool:
    if row.gathering_id is None:
        return False
    found = Gathering.objects.get(pk=row.gathering_id)
    if found.meets_at is None:
        return False
    return quorum_now(found, roll_of(found.pk)).valid


def arrivals(gathering_id: UUID, *, late: bool) -> Arrivals:
    """At first two have come; later all others but the last, who sent word."""
    roll = roll_of(gathering_id)
    if not late:
        return Arrivals(tuple(roll[:EARLY_BIRDS]))
    return Arrivals(tuple(roll[EARLY_BIRDS:-1]), tuple(roll[-1:]))


def rehearsal_page(
    actor: Actor, rehearsal_id: UUID, *, now: datetime, refused: str = ""
) -> RehearsalPage:
    """Where one's own rehearsal stands."""
    row = rehearsal_row(actor, rehearsal_id)
    there, kind = scenes_of(row), _kind(row)
    turn = there[row.scene][0]
    called = row.gathering is not None and row.gathering.state != State.WANTED
    shown = (
        gathering_page(actor, row.gathering_id, now=now)
        if called and row.gathering_id and turn is not Turn.READ
        else None
    )
    names = {one.id: one.name for one in shown.roll} if shown else {}
    arrived = Arrivals(())
    if row.gathering_id is not None and turn in (Turn.SIGN_IN, Turn.REST):
        arrived = arrivals(row.gathering_id, late=turn is Turn.REST)
    way = sample_way(row)
    return RehearsalPage(
        id=row.pk,
        kind=row.kind,
        name=str(kind.name),
        body_id=row.for_body_id,
        body=row.for_body.name,
        scene=_scene(row, kind, row.scene),
        number=row.scene + 1,
        total=len(there),
        page=shown,
        refused=refused,
        remarks=tuple(_remark(row, kind, one) for one in row.remarks),
        began_at=row.began_at,
        votes=way is not None,
        named=way is Way.NAMED,
        least_at=least_at(_rule(row), now),
        at_the_door=tuple(names.get(one.pk, "") for one in arrived.here),
        excused=tuple(names.get(one.pk, "") for one in arrived.excused),
    )


def _scene(row: Rehearsal, kind: GatheringKind, number: int) -> Scene:
    turn, at = scenes_of(row)[number]
    rule = _rule(row)
    if at is not None:
        step = kind.guide[at]
        return Scene(turn, str(step.title), str(step.words), step.basis or _basis(turn, rule))
    title, words = WORDS[turn]
    return Scene(turn, str(title), str(words), _basis(turn, rule))


def _basis(turn: Turn, rule: VoteRule) -> str:
    """Why: the article of the rule, where the step is about notice, quorum or majority."""
    if turn is Turn.CALL and not rule.notice:
        return ""
    about = (Turn.CALL, Turn.TOO_SOON, Turn.REST, Turn.VOTE, Turn.COUNT)
    return rule.basis if turn in about else ""


def _remark(row: Rehearsal, kind: GatheringKind, one: dict[str, object]) -> Remark:
    number = int(str(one["scene"]))
    scene = _scene(row, kind, number)
    return Remark(scene.turn, scene.title, str(one.get("code", "")), str(one.get("words", "")))


def practice_choices(actor: Actor) -> tuple[tuple[Body, tuple[GatheringKind, ...]], ...]:
    """The bodies that this actor calls together, with the kinds of gathering to practise."""
    kinds: dict[str, list[GatheringKind]] = defaultdict(list)
    for kind in gatherings_defined().values():
        kinds[kind.body].append(kind)
    return tuple((one, tuple(kinds[one.kind])) for one in convened_by(actor, every=False))
