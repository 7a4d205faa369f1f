"""The walk's share of pledges, charters, selections and brands: one of each, and who may call which
address."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from tests.journeys.deliberating import ARRANGES, CALLS, SEES
from tests.journeys.rules import ALL, NOBODY, STAFF, Rule, only
from tests.journeys.setting import NOW, Setting

from linli.deliberation import selectors, services
from linli.deliberation.models import PledgeVoice
from linli.deliberation.terms import Call, Choice, NewMember, NewMotion, Said, Way
from linli.kernel.actor import ANONYMOUS, SYSTEM
from linli.kernel.clock import local
from linli.matters.stories import scene
from linli.organisations import selectors as organisations
from linli.people import services as people
from linli.publicity import services as publicity
from linli.territory import selectors as territory

DAY = timedelta(days=1)
UNITS = ("炉峰社区大党委", "和平社区大党委", "民主村党支部")
NOMINATES = only("community_in", "community_out", "branch", "party_office")
PLEDGES = only("community_in", "community_out", "grid_in", "grid_out", "branch")
JUROR = only("verifier")
ADOPTS = only("community_out", "party_office")


def arrange(setting: Setting) -> None:
    """After the bodies and gatherings of `deliberating`."""
    _pledge(setting)
    _charter(setting)
    _selections(setting)


def _pledge(setting: Setting) -> None:
    """A pledge of which two residents spoke: the words of one are shown."""
    actor = setting.actor("community_in")
    place = next(one for one in selectors.pledge_places(actor) if one.name == UNITS[0])
    today = local(NOW).date()
    made = services.pledge(
        place=place.key, title="清楼道", words="每周清一次", since=today,
        until=today + 40 * DAY, actor=actor, now=NOW,
    )  # fmt: skip
    for words in ("没有来过", "来过一次"):
        services.say(pledge_id=made, said=Said.PARTLY, words=words, actor=ANONYMOUS, now=NOW)
    waiting, shown = PledgeVoice.objects.filter(pledge_id=made).values_list("pk", flat=True)
    services.read_voice(voice_id=shown, show=True, actor=actor, now=NOW)
    setting.ids.update(
        pledge_id=made, pledge_place=place.key, voice_id=waiting, shown_voice_id=shown
    )


def _charter(setting: Setting) -> None:
    """Two texts that the residents of 和平社区 passed; one is in force."""
    home, before = scene.area_named("和平社区"), NOW - 20 * DAY
    body = services.set_up(kind="residents", area_id=home.id, actor=SYSTEM, now=before)
    person = people.remember(name="约甲", phone="13700000066", actor=SYSTEM, now=before)
    new = NewMember(identity_id=person, born=date(1980, 1, 1))
    services.enrol(body_id=body, new=new, actor=SYSTEM, now=before)
    agenda = tuple(NewMotion(name, "不乱停车", Way.HANDS) for name in ("公约", "改公约"))
    held, at = _meet(body, agenda, before)
    first, second = (one.id for one in selectors.page(SYSTEM, held, now=at).motions)
    made = services.adopt_charter(
        kind="residents_pact", motion_id=first, from_day=local(at).date(), actor=SYSTEM, now=at
    )
    (version,) = selectors.charter(made, now=NOW).versions
    setting.ids.update(charter_id=made, version_id=version.id, adoptable_id=second)


def _meet(body: UUID, agenda: tuple[NewMotion, ...], before: Any) -> tuple[UUID, Any]:
    """A gathering in which everything passes."""
    at = before + 8 * DAY
    held = services.call(
        call=Call(at, "居委会", agenda), body_id=body, kind="residents", actor=SYSTEM, now=before
    )
    services.open_gathering(gathering_id=held, actor=SYSTEM, now=at)
    for entry in selectors.roll_of(held):
        services.sign_in(gathering_id=held, entry_id=entry.pk, came="room", actor=SYSTEM, now=at)
    for motion in selectors.page(SYSTEM, held, now=at).motions:
        services.open_vote(motion_id=motion.id, actor=SYSTEM, now=at)
        services.count_up(motion_id=motion.id, counts={Choice.YES: 1}, actor=SYSTEM, now=at)
        services.close_vote(motion_id=motion.id, actor=SYSTEM, now=at)
    services.write_minutes(gathering_id=held, words="议定", actor=SYSTEM, now=at)
    services.close_gathering(gathering_id=held, actor=SYSTEM, now=at)
    return held, at


def _selections(setting: Setting) -> None:
    """One to which things are put forward, one that is voted on."""
    units = {one.name: one.id for one in organisations.units()}
    opened, (nominee, *_rest) = _opened(NOW, [units[UNITS[0]]])
    before = NOW - 30 * DAY
    voting, nominees = _opened(before, [units[one] for one in UNITS])
    for one in nominees:
        services.check_nominee(nominee_id=one, accept=True, actor=SYSTEM, now=before)
    services.show_shortlist(selection_id=voting, actor=SYSTEM, now=before)
    publicity.end_due(NOW - 10 * DAY)
    services.open_voting(selection_id=voting, closes_at=NOW + DAY, actor=SYSTEM, now=NOW - DAY)
    setting.ids.update(
        selection_id=opened, nominee_id=nominee, voting_id=voting, running_nominee=nominees[0],
        party_unit=units[UNITS[0]],
        estate_branch=next(key for name, key in units.items() if name == "青云小区党支部"),
        county_area=territory.root().id,
    )  # fmt: skip


def _opened(at: Any, units: list[UUID]) -> tuple[UUID, list[UUID]]:
    made = services.open_selection(
        kind="brand", area_id=territory.root().id, title="品牌评选",
        nominate_until=local(at).date() + 5 * DAY, jurors=["verifier"], actor=SYSTEM, now=at,
    )  # fmt: skip
    return made, [
        services.put_forward(
            selection_id=made, organisation_id=one, name="品牌", story="做了事", actor=SYSTEM,
            now=at,
        )
        for one in units
    ]  # fmt: skip


def _dated(setting: Setting, days: int) -> str:
    return (local(NOW).date() + days * DAY).isoformat()


VOTING = {"selection_id": "voting_id"}
RULES: dict[str, Rule] = {
    "pledges": Rule(get=ALL),
    "pledge": Rule(get=ALL),
    "pledge-say": Rule(get=ALL, post=ALL, data=lambda _s: {"said": "kept", "words": "看到了"}),
    "pledges-desk": Rule(get=STAFF),
    "pledge-new": Rule(
        get=PLEDGES,
        post=CALLS,
        data=lambda s: {
            "place": s.ids["pledge_place"], "title": "修棚", "words": "修好车棚",
            "since": _dated(s, 0), "until": _dated(s, 40),
        },
    ),
    "pledge-desk": Rule(
        get=SEES, post=CALLS, data=lambda _s: {"title": "清楼道", "words": "每周清两次"}
    ),
    "pledge-withdraw": Rule(post=CALLS, data=lambda _s: {"reason": "物业已经包了"}),
    "pledge-voice-read": Rule(post=ARRANGES, data=lambda _s: {"show": "yes"}),
    "pledge-voice-answer": Rule(
        post=CALLS, more={"voice_id": "shown_voice_id"}, data=lambda _s: {"words": "补上"}
    ),
    "charters": Rule(get=ALL),
    "charter": Rule(get=ALL),
    "charters-desk": Rule(get=SEES | only("community_out")),
    "charter-adopt": Rule(
        get=ADOPTS,
        post=ADOPTS,
        data=lambda s: {
            "choice": f"residents_pact|{s.ids['adoptable_id']}", "from_day": _dated(s, 1),
        },
    ),
    # filed by the town, of which nobody walks here
    "charter-file": Rule(
        get=STAFF,
        post=NOBODY,
        data=lambda s: {"filing": "filed", "on": _dated(s, 0), "note": "1号"},
    ),
    "selections": Rule(get=ALL),
    "selection": Rule(get=ALL, more=VOTING),
    "selection-vote": Rule(
        get=ALL,
        post=only("resident", "stranger"),
        more=VOTING,
        writes=False,  # nothing of a ballot goes on the trail
        data=lambda s: {"picks": str(s.ids["running_nominee"])},
    ),
    "selections-desk": Rule(get=STAFF),
    "selection-open": Rule(
        get=only("party_office"),
        post=only("party_office"),
        data=lambda s: {
            "place": f"brand|{s.ids['county_area']}", "title": "再评一次",
            "nominate_until": _dated(s, 9), "jurors": "verifier",
        },
    ),
    "selection-desk": Rule(get=NOMINATES | JUROR),
    "selection-nominate": Rule(
        get=NOMINATES,
        post=NOMINATES - only("community_out"),
        data=lambda s: {
            "organisation": str(s.ids["estate_branch"]), "name": "敲敲门", "story": "上门看望",
        },
    ),
    "selection-check": Rule(post=only("party_office"), data=lambda _s: {"accept": "yes"}),
    "selection-move": Rule(
        post=only("party_office"), data=lambda _s: {"step": "drop", "reason": "推迟"}
    ),
    "selection-score": Rule(
        post=JUROR, more=VOTING, data=lambda s: {f"score-{s.ids['running_nominee']}": "80"}
    ),
    "brands": Rule(get=ALL),
    "brand-set": Rule(
        get=ARRANGES | only("community_out"),
        post=ARRANGES,
        data=lambda s: {
            "organisation": str(s.ids["party_unit"]), "name": "敲敲门", "story": "上门看望",
        },
    ),
}  # fmt: skip
