"""The walk's share of hours, the time bank and certificates: one of each, and who may call which
address."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from tests.journeys.rules import ALL, NOBODY, Rule, only
from tests.journeys.setting import NOW, Setting

from linli.kernel.actor import SYSTEM
from linli.kernel.clock import local
from linli.organisations import selectors as organisations
from linli.publicity import services as publicity
from linli.volunteering import selectors, services

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
KNOWN, OWN = only("resident", "stranger"), only("resident")
SEE = only(
    "grid_in", "grid_out", "community_in", "community_out", "county", "party_office", "supervision"
)
SEEN = only("community_in", "county", "party_office", "supervision")
LEADS, LEADS_SOMEWHERE = only("community_in"), only("community_in", "community_out")


def arrange(setting: Setting) -> None:
    """A resident's services at two committees: proved, told, refused; family; moves; a paper."""
    who = UUID(str(setting.ids["identity_resident"]))
    other = UUID(str(setting.ids["identity_stranger"]))
    home, away = _committee("炉峰"), _committee("和平")
    proved = _served(who, home, NOW - 30 * DAY)
    services.open_hours_list(organisation_id=home, actor=SYSTEM, now=NOW - 25 * DAY)
    publicity.end_due(NOW - 10 * DAY)
    paper = services.issue_certificate(
        person=who, name="" if selectors.own_name(who) else "居民", actor=SYSTEM, now=NOW
    )
    fresh, kept = _served(who, home, NOW - 5 * DAY), _served(who, away, NOW - 6 * DAY)
    asked, refused = (_told(who, home, NOW - days * DAY) for days in (2, 3))
    services.refuse_claim(record_id=refused, reason="没有安排", actor=SYSTEM, now=NOW)
    links = _family(who, other, asked=True), _family(other, who, asked=False)
    move = services.ask_move(record_id=kept, target_id=home, reason="搬家", actor=SYSTEM, now=NOW)
    services.answer_move(move_id=move, person=who, agree=True, actor=SYSTEM, now=NOW)
    setting.ids.update(
        hours_unit=home, hours_away=away, hours_proved=proved, hours_fresh=fresh,
        hours_asked=asked, hours_refused=refused, hours_link=links[0], hours_link_in=links[1],
        hours_move=move, hours_own_move=_move(other, away, home), certificate_id=paper,
        hours_code=selectors.record_of(asked, who).code, relation="child",
        certificate_code=selectors.own_certificate(paper, who).code,
    )  # fmt: skip


def _committee(name: str) -> UUID:
    return next(one.id for one in organisations.units("社区居委会") if one.name.startswith(name))


def _served(who: UUID, unit: UUID, at: Any) -> UUID:
    return services.post_service(
        person=who, organisation_id=unit, title="扫楼道", about=("walk", unit), started_at=at,
        ended_at=at + 2 * HOUR, key=str(uuid4()), actor=SYSTEM, now=NOW,
    )  # fmt: skip


def _told(who: UUID, unit: UUID, at: Any) -> UUID:
    return services.claim_service(
        person=who, organisation_id=unit, title="帮邻居", started_at=at, ended_at=at + HOUR,
        actor=SYSTEM, now=NOW,
    )  # fmt: skip


def _family(giver: UUID, receiver: UUID, *, asked: bool) -> UUID:
    """A link that the other agreed to, or one that still waits."""
    from linli.people.services import own_copy

    link = services.ask_family(
        person=giver, phone=str(own_copy(receiver)["phone"]), relation="sibling", actor=SYSTEM,
        now=NOW,
    )  # fmt: skip
    if asked:
        services.answer_family(link_id=link, person=receiver, agree=True, actor=SYSTEM, now=NOW)
    return link


def _move(who: UUID, origin: UUID, target: UUID) -> UUID:
    """One that waits for its volunteer, the stranger."""
    record = _served(who, origin, NOW - 7 * DAY)
    return services.ask_move(
        record_id=record, target_id=target, reason="搬家", actor=SYSTEM, now=NOW
    )


def _told_data(setting: Setting) -> dict[str, Any]:
    start = local(NOW - 9 * DAY)
    return {
        "title": "陪护", "organisation_id": str(setting.ids["hours_unit"]), "travel_minutes": 0,
        "started_at": f"{start:%Y-%m-%dT%H:%M}", "ended_at": f"{start + HOUR:%Y-%m-%dT%H:%M}",
    }  # fmt: skip


ASKED, REFUSED = {"record_id": "hours_asked"}, {"record_id": "hours_refused"}
LINK, CODE = {"link_id": "hours_link"}, {"code": "certificate_code"}
RULES: dict[str, Rule] = {
    "hours": Rule(get=KNOWN),
    "hours-account": Rule(get=KNOWN),
    "hours-export": Rule(get=KNOWN),
    "hours-claim": Rule(get=KNOWN, post=KNOWN, data=_told_data),
    "hours-record": Rule(get=OWN, more=ASKED),
    "hours-record-qr": Rule(get=OWN, more=ASKED),
    "hours-withdraw": Rule(post=OWN, more=ASKED),
    "hours-say": Rule(post=OWN, more=REFUSED, data=lambda _s: {"reason": "有人作证"}),
    "hours-confirm": Rule(
        get=ALL,
        post=only("stranger"),
        more={"code": "hours_code"},
        data=lambda _s: {"helped": "yes"},
    ),
    "hours-family": Rule(
        get=KNOWN,
        post=KNOWN,
        marked=KNOWN,
        data=lambda _s: {"relation": "spouse", "phone": "13700000077"},
    ),
    "hours-family-answer": Rule(
        post=OWN, more={"link_id": "hours_link_in"}, data=lambda _s: {"agree": "yes"}
    ),
    "hours-family-end": Rule(post=KNOWN, more=LINK, marked=KNOWN),
    "hours-give": Rule(
        get=OWN, post=OWN, more=LINK, data=lambda _s: {"minutes": "30", "key": "walk"}
    ),
    "hours-for": Rule(
        get=KNOWN, post=NOBODY, data=lambda _s: {"offer": str(uuid4()), "key": str(uuid4())}
    ),
    "hours-move-answer": Rule(
        post=only("stranger"), more={"move_id": "hours_own_move"}, data=lambda _s: {"agree": "yes"}
    ),
    "hours-stars": Rule(get=KNOWN),
    "hours-certificates": Rule(get=KNOWN, post=OWN, data=lambda _s: {"name_shown": "masked"}),
    "hours-certificate": Rule(get=OWN, post=OWN, data=lambda _s: {"name_shown": "none"}),
    "hours-certificate-paper": Rule(get=OWN),
    "hours-certificate-withdraw": Rule(post=OWN),
    "certificate-find": Rule(get=ALL),
    "certificate": Rule(get=ALL, more=CODE),
    "certificate-qr": Rule(get=ALL, more=CODE),
    "hours-desk": Rule(get=SEE, marked=SEEN),
    "hours-prove": Rule(
        post=LEADS_SOMEWHERE, data=lambda s: {"record": str(s.ids["hours_asked"])}, writes=False
    ),
    "hours-desk-record": Rule(
        get=SEEN, post=LEADS, more=ASKED, marked=SEEN, data=lambda _s: {"act": "prove"}
    ),
    "hours-moves": Rule(get=SEE),
    "hours-desk-move": Rule(
        post=LEADS, more={"move_id": "hours_move"}, data=lambda _s: {"accept": "yes"}
    ),
    "hours-lists": Rule(
        get=SEE, post=LEADS, data=lambda s: {"organisation": str(s.ids["hours_unit"])}
    ),
}
