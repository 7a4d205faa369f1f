"""The walk's share of elections and disclosures: 炉峰社区 with its roll published, candidates who
accepted, and one who has not yet."""

from __future__ import annotations

from datetime import date, timedelta

from tests.journeys.deliberating import ARRANGES, SEES
from tests.journeys.rules import ALL, NOBODY, Rule, only
from tests.journeys.setting import NOW, Setting

from linli.deliberation import services
from linli.deliberation.models import Election
from linli.deliberation.terms import NewCandidate
from linli.kernel.actor import SYSTEM
from linli.matters.stories import scene
from linli.territory import selectors as territory

KIND, TARGET = "residents_committee", date(2026, 6, 30)
STAND = (("director", ()), ("deputy", ()), ("member", ("women",)))
SHOWS = only("community_in", "county")


def arrange(setting: Setting) -> None:
    """Ten days ago, all through the services."""
    before = NOW - timedelta(days=10)
    home = scene.area_named("炉峰社区")
    renewal = services.launch(
        kind=KIND, area_id=territory.root().id, target=TARGET, actor=SYSTEM, now=before
    )
    election = Election.objects.get(renewal_id=renewal, area_id=home.id).pk
    services.publish_roll(election_id=election, count=900, actor=SYSTEM, now=before)
    for number, (position, tags) in enumerate((*STAND, ("member", ()))):
        new = NewCandidate(
            (position,), name="候选", phone=f"1360000000{number}", tags=frozenset(tags)
        )
        made = services.nominate(election_id=election, new=new, actor=SYSTEM, now=before)
        if number < len(STAND):
            services.accept(candidate_id=made, actor=SYSTEM, now=before)
    setting.ids.update(
        renewal_id=renewal, election_id=election, candidate_id=made, disclosing_area=home.id,
        disclosure_key="residents_affairs", span="2026-Q1",
    )  # fmt: skip


OF = {"area_id": "disclosing_area"}
RULES: dict[str, Rule] = {
    "elections": Rule(
        get=SEES | only("community_out"),
        post=only("party_office"),
        data=lambda _s: {
            "kind": "village_committee",
            "area": territory.root().name,
            "target": "2026-06-30",
        },
    ),
    "renewal": Rule(get=SEES | only("community_out")),
    "election": Rule(get=SEES),
    "election-correct": Rule(
        post=ARRANGES, data=lambda _s: {"correct-change": "1", "correct-reason": "漏登一人"}
    ),
    "election-nominate": Rule(
        post=ARRANGES,
        data=lambda _s: {
            "candidate-person": "13600000099",
            "candidate-name": "候选",
            "candidate-positions": ["member"],
        },
    ),
    "election-accept": Rule(
        post=ARRANGES, data=lambda _s: {"accept-consent": "on", "accept-name": "候选"}
    ),
    "election-step-back": Rule(post=ARRANGES),
    "election-settle": Rule(post=ARRANGES),
    # what is not its turn: the roll is published, and nothing has been voted
    "election-roll": Rule(post=NOBODY, data=lambda _s: {"roll-count": "900"}),
    "election-poll": Rule(post=NOBODY),
    "election-count": Rule(post=NOBODY),
    "election-vacant": Rule(post=NOBODY, data=lambda _s: {"vacant-reason": "无人"}),
    "election-result": Rule(post=NOBODY),
    "election-complete": Rule(post=NOBODY),
    "election-appoint": Rule(post=NOBODY),
    "election-report": Rule(get=NOBODY, query="form=docx"),
    "election-public": Rule(get=ALL),
    "elections-public": Rule(get=ALL, more=OF),
    "disclosures": Rule(get=SEES | only("community_out")),
    "disclosures-of": Rule(get=SEES, more=OF),
    "disclose": Rule(
        get=SHOWS,
        post=SHOWS,
        more={**OF, "key": "disclosure_key"},
        data=lambda _s: {"do": "excuse", "excuse-reason": "正在审计"},
    ),
    "disclosures-public": Rule(get=ALL, more=OF),
}
