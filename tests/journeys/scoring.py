"""The walk's share of points: a claim that waits, one refused, one refused and appealed, one given;
and who may call which address."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tests.journeys.rules import COUNTY, Rule, only
from tests.journeys.setting import NOW, Setting

from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.matters.stories import scene
from linli.people import services as people
from linli.points import services

PHONE = "13700000077"
OWN = only("resident", "stranger")
SEES = COUNTY | only("community_in", "community_out")
GIVES = only("community_in")
MANAGES = only("community_in", "county")
LOOKS = only("community_in", "community_out", "county")
SCHEME = {"scheme": "points_scheme"}
PERSON = {"person": "points_person"}


def arrange(setting: Setting) -> None:
    """Of the resident and of somebody else, at 炉峰社区."""
    mine = UUID(str(setting.ids["identity_resident"]))
    other = people.remember(name="分甲", phone=PHONE, actor=SYSTEM, now=NOW)
    appealed = _refused(other, "appealed")
    setting.ids.update(
        points_scheme="points",
        points_person=other,
        points_area=scene.area_named("炉峰社区").code,
        points_claim=_ask(other, "waits"),
        points_refused=_refused(mine, "refused"),
        points_appeal=services.appeal(
            entry_id=appealed, person=other, words="真的做了", actor=ANONYMOUS, now=NOW
        ),
        points_given=_given(other),
    )


def _ask(person: UUID, key: str) -> UUID:
    return services.ask(
        deed="help", person=person, title="帮邻居搬米", key=f"walk:{key}",
        area_path=scene.area_named("炉峰社区").path, actor=ANONYMOUS, now=NOW,
    ).id  # fmt: skip


def _refused(person: UUID, key: str) -> UUID:
    entry = _ask(person, key)
    services.refuse(entry_id=entry, reason="没有这件事", actor=SYSTEM, now=NOW)
    return entry


def _given(person: UUID) -> UUID:
    entry = _ask(person, "given")
    services.authorise(entry_id=entry, actor=SYSTEM, now=NOW)
    return entry


def _claim(setting: Setting) -> dict[str, Any]:
    return {
        "deed": "clean", "area": setting.ids["points_area"], "title": "清巷子", "token": "b" * 32,
    }  # fmt: skip


RULES: dict[str, Rule] = {
    "points": Rule(get=OWN),
    "points-statement": Rule(get=OWN, more=SCHEME),
    "points-paper": Rule(get=OWN, more=SCHEME, query="form=docx"),
    "points-sheet": Rule(get=OWN, more=SCHEME),
    "points-ask": Rule(get=OWN, post=OWN, data=_claim),
    "points-claims": Rule(get=OWN),
    "points-appeal": Rule(
        get=only("resident"), post=only("resident"), more={"entry_id": "points_refused"},
        data=lambda _s: {"words": "真的做了"},
    ),
    "points-desk": Rule(get=SEES),
    "points-decide": Rule(
        post=GIVES, data=lambda s: {"claim": str(s.ids["points_claim"]), "act": "yes"}
    ),
    "points-appeals": Rule(get=SEES),
    "points-rule": Rule(
        post=MANAGES, more={"appeal_id": "points_appeal"},
        data=lambda _s: {"upheld": "yes", "reason": "属实"},
    ),
    "points-find": Rule(
        get=SEES, post=LOOKS, data=lambda _s: {"phone": PHONE, "purpose": "核对一笔记录"}
    ),
    "points-person": Rule(get=SEES, more=PERSON),
    "points-take-back": Rule(
        get=MANAGES, post=MANAGES, more=PERSON | {"entry_id": "points_given"},
        data=lambda _s: {"reason": "重复记了"},
    ),
    "points-catalogue": Rule(get=SEES),
    "points-totals": Rule(get=SEES),
    "points-totals-sheet": Rule(get=SEES),
    "points-proof": Rule(
        get=only("audit_admin"), post=only("audit_admin"), post_status=(200,)
    ),
}  # fmt: skip
