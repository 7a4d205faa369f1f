"""The walk's share of sittings after school: a term, a child who is to come, one who came."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.journeys.rooming import HOURS, KEEPS, ONE, RUNS
from tests.journeys.rules import ALL, Rule, only
from tests.journeys.setting import NAME, NOW, Setting

from linli.kernel.actor import ANONYMOUS
from linli.kernel.clock import local
from linli.matters.stories import scene
from linli.organisations import selectors as organisations
from linli.resources import services
from linli.resources.terms import Collector, NewChild, NewPlace, NewTerm, SitMark


def arrange(setting: Setting) -> None:
    """A school at 炉峰社区 with a term from today on; the resident's two children have seats, one
    has come."""
    clerk, area = setting.actor("community_in"), scene.area_named("炉峰社区")
    unit = next(one for one in organisations.units() if one.area_id == area.id)
    place = services.set_up_place(
        new=NewPlace("炉峰四点半学校", ("after_school",), area.id, unit.id, hours=HOURS),
        actor=clerk, now=NOW,
    )  # fmt: skip
    today = local(NOW).date()
    term = services.open_term(
        new=NewTerm(
            place, "春季班", today, today + timedelta(days=90), (0, 1, 2, 3, 4), 990, 1080, 9, 6,
            12, "李老师",
        ),
        actor=clerk, now=NOW,
    )  # fmt: skip
    resident = setting.ids["identity_resident"]
    children = [
        services.enrol(
            term_id=term,
            new=NewChild(name, 2018, (Collector("王奶奶", "奶奶", "15900000001"),), consent=True),
            person=resident, actor=ANONYMOUS, now=NOW,
        ).id
        for name in (NAME, "王小红")
    ]  # fmt: skip
    services.mark_child(child_id=children[1], state=SitMark.CAME, actor=clerk, now=NOW)
    setting.ids.update(
        sitting_place=place, sitting_term=term, child_to_come=children[0], child_here=children[1]
    )


def _term(_setting: Setting) -> dict[str, Any]:
    today = local(NOW).date()
    return {
        "name": "暑期班", "since": today.isoformat(), "weekdays": ["0", "1"], "opens": "16:30",
        "until": (today + timedelta(days=30)).isoformat(), "closes": "18:00", "seats": "9",
        "youngest": "6", "oldest": "12", "contact": "李老师",
    }  # fmt: skip


def _child(_setting: Setting) -> dict[str, Any]:
    return {
        "name": "李小华", "born": "2017", "who1": "李爷爷", "relation1": "爷爷",
        "phone1": "15900000002", "consent": "on",
    }  # fmt: skip


PLACE, TERM = {"place_id": "sitting_place"}, {"term_id": "sitting_term"}
TO_COME, HERE = {"child_id": "child_to_come"}, {"child_id": "child_here"}
RULES: dict[str, Rule] = {
    "sittings": Rule(get=ALL, more=PLACE),
    "sittings-mine": Rule(get=ALL, marked=ONE),
    "sitting-enrol": Rule(
        get=ALL, post=only("resident", "stranger"), more=TERM, data=_child, marked=ONE
    ),
    "sitting-today": Rule(
        post=ONE, more=TO_COME, data=lambda _s: {"comes": "no"}, marked=ONE
    ),
    "sitting-leave": Rule(post=ONE | KEEPS, more=TO_COME, data=lambda _s: {"desk": "1"}),
    "sitting-desks": Rule(get=RUNS),
    "sittings-desk": Rule(get=KEEPS, post=KEEPS, more=PLACE, data=_term),
    "sitting-term": Rule(get=KEEPS, more=TERM, marked=KEEPS),
    "sitting-close": Rule(post=KEEPS, more=TERM),
    "sitting-day": Rule(get=KEEPS, more=TERM, marked=KEEPS),
    "sitting-mark": Rule(post=KEEPS, more=TO_COME, data=lambda _s: {"state": "came"}),
    "sitting-hand": Rule(
        get=KEEPS, post=KEEPS, more=HERE, marked=KEEPS, data=lambda _s: {"collector": "0"}
    ),
    "sitting-reveal": Rule(
        post=KEEPS, marked=KEEPS, more=HERE, post_status=(200,),
        data=lambda _s: {"purpose": "问谁来接孩子"},
    ),
}  # fmt: skip
