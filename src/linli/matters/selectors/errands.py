"""党建超市: what lies on the shelf for those who registered at a community."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from linli.kernel.actor import Actor
from linli.kernel.language import Words
from linli.organisations import selectors as organisations
from linli.procedures import selectors as procedures
from linli.procedures.terms import WorkItem, WorkPage, WorkQuery
from linli.territory import selectors as territory

SKILL = "skill"  # the kept answer by which a task asks for a skill
MOST_PAGES = 4


@dataclass(frozen=True, slots=True)
class Errand:
    """One task on the shelf. `skill` None: anybody can; `fits`: the reader said they can do it."""

    item: WorkItem
    place: str
    skill: Words | None
    fits: bool
    mine: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """Own tasks first, then those that fit, then the rest; `places`: where one is registered."""

    errands: tuple[Errand, ...]
    places: tuple[str, ...]


def errands(actor: Actor, *, skill: str = "", now: datetime) -> Shelf:
    """What this actor may take, or has taken, as a registered member: open steps of the duty that
    the method gives them. With `skill`: what asks for it, and what asks for none. Refuses
    `NotRegistering` where the method knows no registering.
    """
    duty = organisations.registering().duty
    held = [grant for grant in actor.grants if grant.duty == duty and grant.area_id is not None]
    places = tuple(territory.area(g.area_id).short_name for g in held if g.area_id is not None)
    if not duty or actor.account_id is None or not held:
        return Shelf((), places)
    items = _items(actor, duty, now)
    wanted = procedures.data_of((one.step.run_id for one in items), SKILL)
    able = organisations.skills_of(actor.account_id)
    known = organisations.defined().skills
    found = []
    for one in items:
        key = str(wanted.get(one.step.run_id) or "")
        if skill and key not in {"", skill}:
            continue
        found.append(
            Errand(
                item=one,
                place=territory.full_name(one.step.header.area_id),
                skill=known[key].name if key in known else None,
                fits=key in able,
                mine=one.step.claimed_by == actor.account_id,
            )
        )
    found.sort(key=lambda one: (not one.mine, not one.fits))
    return Shelf(tuple(found), places)


def _items(actor: Actor, duty: str, now: datetime) -> list[WorkItem]:
    query = WorkQuery(duty=duty)
    page: WorkPage = procedures.work_list(actor, query=query, now=now)
    items = list(page.items)
    for _ in range(MOST_PAGES - 1):
        if not page.next:
            break
        page = procedures.work_list(actor, query=replace(query, after=page.next), now=now)
        items += page.items
    return items
