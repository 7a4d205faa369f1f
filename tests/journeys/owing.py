"""The walk's share of what is owed: a late meeting, its reason, a guest, a rehearsal, a feed."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from tests.journeys.deliberating import ARRANGES, CALLS, KIND, RUNS, SEES, TAKES_PART
from tests.journeys.rules import NOBODY, STAFF, Rule, only
from tests.journeys.setting import NOW, Setting

from linli.deliberation import services
from linli.deliberation.terms import NewMember
from linli.kernel.actor import SYSTEM
from linli.matters.stories import scene
from linli.people import services as people

PERIOD = "2026-02"  # the council was set up at the end of January
VISITOR, GUEST = "13700000088", "13700000087"
OWED = f"kind={KIND}&period={PERIOD}"


def arrange(setting: Setting) -> None:
    """After the bodies and gatherings of `deliberating`."""
    body = UUID(str(setting.ids["body_id"]))
    home = scene.area_named("炉峰社区")
    elsewhere = services.set_up(kind="joint", area_id=home.id, actor=SYSTEM, now=NOW)
    for phone in (VISITOR, GUEST):
        person = people.remember(name="客甲", phone=phone, actor=SYSTEM, now=NOW)
        services.enrol(
            body_id=elsewhere, new=NewMember(identity_id=person, born=date(1980, 1, 1)),
            actor=SYSTEM, now=NOW,
        )  # fmt: skip
    runs = setting.actor("community_in")
    services.excuse(body_id=body, kind=KIND, period=PERIOD, reason="春节放假", actor=runs, now=NOW)
    setting.ids.update(
        guest_id=services.welcome(
            gathering_id=UUID(str(setting.ids["gathering_id"])), who=GUEST, actor=runs, now=NOW
        ),
        rehearsal_id=services.rehearse(body_id=body, kind=KIND, actor=runs, now=NOW),
        secret="x" * 43,
    )


OWN = only("community_in")
RULES: dict[str, Rule] = {
    "owed": Rule(get=STAFF),
    "owed-print": Rule(get=STAFF),
    "owed-export": Rule(get=STAFF),
    "owed-body": Rule(get=SEES),
    "owed-excuse": Rule(
        get=ARRANGES, post=ARRANGES, query=OWED, data=lambda _s: {"reason": "春节"}
    ),
    "owed-take-back": Rule(post=ARRANGES, data=lambda _s: {"kind": KIND, "period": PERIOD}),
    "gathering-ics": Rule(get=SEES | TAKES_PART),
    "calendar-feed": Rule(get=STAFF),
    "calendar-new": Rule(post=STAFF, post_status=(200,)),
    "calendar-end": Rule(post=NOBODY),  # nobody has a feed yet
    "calendar-ics": Rule(get=NOBODY),  # nor is that the address of one
    "guests": Rule(get=SEES, post=CALLS, data=lambda _s: {"who": VISITOR}),
    "guest-off": Rule(post=RUNS),
    "rehearsals": Rule(
        get=STAFF, post=CALLS, data=lambda s: {"what": f"{s.ids['body_id']}:{KIND}"}
    ),
    "rehearsal": Rule(
        get=OWN,
        post=OWN,
        data=lambda _s: {
            "scene": "0",
            "meets_at": f"{NOW + timedelta(days=9):%Y-%m-%dT%H:%M}",
            "place": "议事厅",
            "title": "示例",
        },
    ),
    "rehearsal-drop": Rule(post=OWN),
    "work-coming": Rule(get=STAFF),
}
