"""What becomes of a visitor's findings in a story."""

from __future__ import annotations

from linli.kernel.stories import World, phrase
from linli.matters import services
from linli.matters.stories.scene import actor_named
from linli.visits import selectors as visits
from linli.visits.terms import FindingState


@phrase("“{who}”把“{name}”的“{question}”转为事项，记作“{title}”")
def turn_into_matter(world: World, who: str, name: str, question: str, title: str) -> None:
    """From the evening's list, or from the council's."""
    actor = actor_named(world, who)
    waiting = [
        one
        for state in (FindingState.OPEN, FindingState.COUNCIL)
        for one in visits.triage_list(actor, state=state)
        if one.label == name and one.question.zh == question
    ]
    assert waiting, f"研判和会商清单里没有“{name}”的“{question}”"
    opened = services.from_findings(finding_ids=[waiting[0].id], actor=actor, now=world.now)
    world.things[title] = opened[0]
