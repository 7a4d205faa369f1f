"""The walk's share of deliberation: a body at 炉峰社区 with the resident among its members, its
gatherings in every state, and who may call which address."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tests.journeys.rules import ALL, COUNTY, NOBODY, STAFF, Rule, only
from tests.journeys.setting import NOW, Setting

from linli.deliberation import selectors, services
from linli.deliberation.terms import Call, Came, Choice, NewMember, NewMotion, Way
from linli.kernel.actor import SYSTEM
from linli.matters.stories import doing, scene
from linli.people import services as people

SEES = COUNTY | only("community_in")
CALLS = only("community_in")
RUNS = CALLS
ARRANGES = only("community_in", "party_office")
TAKES_PART = only("resident")
KIND = "council"


def arrange(setting: Setting) -> None:
    """Gatherings: one called (`gathering_id`), one open with a motion of each kind, one held."""
    home = scene.area_named("炉峰社区")
    body = services.set_up(kind=KIND, area_id=home.id, actor=SYSTEM, now=NOW - timedelta(days=30))
    members = [setting.ids["identity_resident"]]
    members += [
        people.remember(name=f"议{'甲乙'[n]}", phone=f"1370000000{n}", actor=SYSTEM, now=NOW)
        for n in range(2)
    ]
    enrolled = [
        services.enrol(
            body_id=body, new=NewMember(identity_id=UUID(str(one)), born=date(1980, 1, 1)),
            actor=SYSTEM, now=NOW - timedelta(days=30),
        )
        for one in members
    ]  # fmt: skip
    called = _call(body, (NewMotion("修路", "修东头", Way.HANDS),), days=5, online=True)
    running = _call(
        body,
        (NewMotion("门禁", "夜里关", Way.NAMED), NewMotion("岗亭", "拆", Way.HANDS),
         NewMotion("绿地", "补种", Way.HANDS), NewMotion("谈谈")),
        days=0, online=True,
    )  # fmt: skip
    _open(running)
    agenda = (NewMotion("停车", "划线", Way.HANDS), NewMotion("岗亭", "再议", Way.HANDS))
    held = _call(body, agenda, days=0)
    _open(held)
    page = selectors.page(SYSTEM, held, now=NOW)
    hands, later = page.motions
    services.open_vote(motion_id=hands.id, actor=SYSTEM, now=NOW)
    services.count_up(motion_id=hands.id, counts={Choice.YES: 3}, actor=SYSTEM, now=NOW)
    services.close_vote(motion_id=hands.id, actor=SYSTEM, now=NOW)
    services.drop_motion(motion_id=later.id, reason="下次", actor=SYSTEM, now=NOW)
    services.write_minutes(gathering_id=held, words="议定", actor=SYSTEM, now=NOW)
    services.close_gathering(gathering_id=held, actor=SYSTEM, now=NOW)
    named, counted, waiting, _talk = selectors.page(SYSTEM, running, now=NOW).motions
    services.open_vote(motion_id=counted.id, actor=SYSTEM, now=NOW)
    services.count_up(motion_id=counted.id, counts={Choice.YES: 1}, actor=SYSTEM, now=NOW)
    services.close_vote(motion_id=counted.id, actor=SYSTEM, now=NOW)
    services.open_vote(motion_id=named.id, actor=SYSTEM, now=NOW)
    setting.ids.update(
        home_code=home.code, body_id=body, member_id=enrolled[2],
        gathering_id=called, running_id=running, held_id=held,
        named_id=named.id, waiting_id=waiting.id, motion_id=hands.id,
        entry_id=selectors.roll_of(running)[1].pk, own_entry=selectors.roll_of(running)[0].pk,
        called_entry=selectors.roll_of(called)[1].pk,
    )  # fmt: skip


def _call(body: UUID, agenda: tuple[NewMotion, ...], *, days: int, **more: Any) -> UUID:
    return services.call(
        call=Call(NOW + timedelta(days=days), "议事厅", agenda, **more),
        body_id=body, kind=KIND, actor=SYSTEM, now=NOW - timedelta(days=1),
    )  # fmt: skip


def _open(gathering: UUID) -> None:
    services.open_gathering(gathering_id=gathering, actor=SYSTEM, now=NOW)
    services.sign_in_all(
        gathering_id=gathering,
        entry_ids=[one.pk for one in selectors.roll_of(gathering)],
        came=Came.ROOM,
        actor=SYSTEM,
        now=NOW,
    )


def _agenda(_setting: Setting) -> dict[str, Any]:
    return {
        "title": "议事会", "meets_at": "2026-03-20T15:00", "place": "议事厅", "rows": "1",
        "m0-title": "修路", "m0-text": "", "m0-way": "talk",
    }  # fmt: skip


RULES: dict[str, Rule] = {
    "places": Rule(get=ALL, query="q=炉峰社区", get_status=(200, 302)),
    "place": Rule(get=ALL, more={"code": "home_code"}),
    "bodies": Rule(
        get=SEES | only("community_out"),
        post=ARRANGES,
        data=lambda _s: {"kind": "residents", "area": "炉峰社区"},
    ),
    "bodies-arrange": Rule(post=ARRANGES | only("community_out"), writes=False),
    "body": Rule(
        get=SEES,
        post=ARRANGES,
        data=lambda _s: {
            "person": "13700000009",
            "name": "议丙",
            "born": "1980-01-01",
            "votes": "on",
        },
    ),
    "member-leave": Rule(post=ARRANGES),
    "gatherings": Rule(get=STAFF),
    "gathering-choose": Rule(get=STAFF),
    "gathering-new": Rule(
        marked=CALLS,  # whoever calls it is offered the open matters of the place for the agenda
        get=CALLS,
        post=CALLS,
        query="body={body_id}&kind=council",
        data=_agenda,
    ),
    "gathering-call": Rule(get=NOBODY, post=NOBODY, data=_agenda),
    "gathering": Rule(get=SEES | TAKES_PART, get_status=(200, 302)),
    "gathering-minutes-sheet": Rule(
        get=SEES | TAKES_PART,
        post=RUNS,
        query="form=docx",
        post_status=(200,),
        data=lambda _s: {"purpose": "会议记录归档"},
    ),
    "gathering-open": Rule(post=NOBODY),
    "gathering-sign-in": Rule(
        post=RUNS, data=lambda s: {"came": "room", "entry": str(s.ids["called_entry"])}
    ),
    "gathering-minutes": Rule(
        post=RUNS, more={"gathering_id": "running_id"}, data=lambda _s: {"words": "记"}
    ),
    "gathering-papers": Rule(post=RUNS, data=lambda _s: {"papers": doing.picture()}),
    "gathering-void": Rule(post=RUNS, data=lambda _s: {"reason": "人不够"}),
    "gathering-call-off": Rule(post=RUNS, data=lambda _s: {"reason": "台风"}),
    "motion-open": Rule(post=NOBODY, more={"motion_id": "waiting_id"}),
    "motion-box": Rule(post=NOBODY, more={"motion_id": "waiting_id"}),
    "motion-close": Rule(post=RUNS, more={"motion_id": "named_id"}),
    "motion-drop": Rule(
        post=RUNS, more={"motion_id": "waiting_id"}, data=lambda _s: {"reason": "改日"}
    ),
    "motion-recuse": Rule(
        post=RUNS,
        more={"motion_id": "waiting_id"},
        data=lambda s: {"entry": str(s.ids["entry_id"]), "reason": "亲属"},
    ),
    "motion-hand": Rule(
        post=NOBODY,
        more={"motion_id": "waiting_id"},
        data=lambda s: {"entry": str(s.ids["entry_id"])},
    ),
    "motion-count": Rule(
        post=NOBODY, more={"motion_id": "waiting_id"}, data=lambda _s: {"yes": "1"}
    ),
    "motion-vote": Rule(
        post=RUNS,
        more={"motion_id": "named_id"},
        data=lambda s: {"entry": str(s.ids["entry_id"]), "choice": "yes"},
    ),
    "motion-undertake": Rule(post=NOBODY, data=lambda _s: {"kind": "report", "words": "办"}),
    "motion-resolution": Rule(get=SEES | TAKES_PART, query="form=docx"),
    "meetings": Rule(get=STAFF | only("resident", "stranger")),
    "meeting": Rule(get=SEES | TAKES_PART),
    "meeting-come": Rule(post=TAKES_PART, data=lambda _s: {"came": "away"}),
    "motion-my-vote": Rule(
        post=TAKES_PART,
        more={"motion_id": "named_id"},
        data=lambda s: {"entry": str(s.ids["own_entry"]), "choice": "yes"},
    ),
    # the box is walked with papers in deliberation's own tests: nobody has any here
    "motion-paper": Rule(post=NOBODY),
    "motion-cast": Rule(post=NOBODY, tokenless=True),
    "motion-ballots": Rule(get=NOBODY),
}
