"""When the owner of a subject corrects what a run knew from the start, the run decides again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from linli.procedures import models
from linli.procedures.engine import definition as d
from linli.procedures.engine import dmn, machine
from linli.procedures.engine.errors import EngineError
from linli.procedures.selectors.book import ladder
from linli.procedures.services.hand import Hand
from linli.procedures.services.placing import Spot, named
from linli.procedures.services.promises import due, next_ring


def decide_again(hand: Hand, changes: Mapping[str, Any], now: datetime) -> list[models.Step]:
    """Merge the changes into the run's data and ask its decision tables anew. What a person or an
    effect has set since is left alone: only outputs that still are what the table had said are
    replaced. Open promises whose limit came from such an output are counted again, from the opening
    of their step; one that would be over already is counted from now. Returns the open steps whose
    named person is another now."""
    before = dict(hand.run.data)
    after = {**before, **changes}
    for table in hand.graph.decisions.values():
        try:
            was, will = dmn.decide(table, before), dmn.decide(table, after)
        except EngineError:  # not asked yet: its inputs are not all there
            continue
        after |= {name: value for name, value in will.items() if before.get(name) == was.get(name)}
    hand.run.data = after
    hand.state = replace(hand.state, data=after)
    renamed = []
    for row in hand.rows.values():
        node = hand.graph.nodes.get(row.node)
        if row.state == "open" and isinstance(node, d.UserTask):
            _recount(hand, row, node.step, now)
            if _rename(hand, row, node, before, now):
                renamed.append(row)
    return renamed


def _rename(
    hand: Hand, row: models.Step, node: d.UserTask, before: Mapping[str, Any], now: datetime
) -> bool:
    """The step goes to whom its file names now, unless somebody gave it to another by hand."""
    name = node.step.person.removeprefix("=").strip()
    if not name or str(row.person_id or "") not in ("", before.get(name, "")):
        return False
    spot = Spot(row.duty, row.area_id, row.organisation_id)
    person_id = named(node, hand.run.data, spot, now=now)
    if person_id == row.person_id:
        return False
    row.person_id, row.claimed_by_id, row.claimed_at = person_id, None, None
    models.Step.objects.filter(pk=row.pk).update(
        person_id=person_id, claimed_by=None, claimed_at=None
    )
    return True


def _recount(hand: Hand, row: models.Step, spec: d.StepSpec, now: datetime) -> None:
    texts = {("due", ""): spec.due, **{("stage", one.key): one.due for one in spec.stages}}
    asked = {key: text for key, text in texts.items() if text.startswith("=")}
    if not asked or row.extended:
        return
    for clock in models.Clock.objects.filter(step_id=row.pk, met_at=None):
        text = asked.get((clock.kind, clock.key))
        if text is None:
            continue
        limit = machine.resolved(text, hand.run.data)
        if limit == clock.limit:
            continue
        moment = due(row.opened_at, limit, row.name)
        if moment <= now:
            moment = due(now, limit, row.name)
        climbs = ladder(clock.ladder, hand.run.method_revision)
        rung, ring_at = next_ring(climbs, moment, start=0, since=now)
        models.Clock.objects.filter(pk=clock.pk).update(
            limit=limit, due_at=moment, rung=rung, ring_at=ring_at
        )
        if clock.kind == "due":
            row.due_at = moment
            models.Step.objects.filter(pk=row.pk).update(due_at=moment, lapse="")
