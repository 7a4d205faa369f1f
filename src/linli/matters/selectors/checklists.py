"""Lists (清单): the index, and one list with its lines, side by side with those they beget."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from linli.files import selectors as files
from linli.kernel import clock
from linli.kernel.actor import Actor, Target
from linli.kernel.fields import within_any
from linli.matters import rules
from linli.matters.models import Condition, ListLine, Matter, MatterLink, MatterList, Offer, Report
from linli.matters.selectors.catalogue import catalogue
from linli.matters.selectors.claims import (
    Reach,
    claimer_of,
    claims_for,
    draws_up,
    keeps,
    line_for,
    list_for,
    own_lines,
)
from linli.matters.selectors.line_versions import line_versions
from linli.matters.selectors.lists import SEE
from linli.matters.terms import (
    SUBJECT,
    ConditionView,
    LinePage,
    LineView,
    LinkView,
    ListLineHead,
    ListPage,
    ListSpec,
    OfferState,
    OfferView,
    State,
    UnitCount,
)
from linli.organisations import selectors as organisations
from linli.people import selectors as people
from linli.procedures import selectors as procedures
from linli.procedures.terms import StepView
from linli.publicity import selectors as publicity
from linli.territory import selectors as territory

CONDITION = "condition"
LIST = "list"  # the kind of its publication
MOST_LISTS = 200
PUBLISH = "publicity.publish"


def evidence_counts(condition_ids: Iterable[UUID]) -> dict[UUID, int]:
    """How many files each condition has; one statement."""
    return {one: len(rows) for one, rows in files.of_owners(CONDITION, condition_ids).items()}


def said(matter_ids: Collection[UUID]) -> dict[UUID, str]:
    """What was written of each of these matters last; for those whose doorway has been passed."""
    rows = Report.objects.filter(matter_id__in=matter_ids).order_by("at")
    return dict(rows.values_list("matter_id", "words"))


# --- the index -----------------------------------------------------------------------------------


def list_index(actor: Actor, *, now: datetime, key: str = "") -> tuple[ListLineHead, ...]:
    """The lists that this actor may see, open ones first, then newest first; 200 at most. Three
    statements."""
    known = catalogue().lists
    sides = [
        one.key
        for one in known.values()
        if {grant.duty for grant in actor.grants}.intersection(one.claimers)
    ]
    units = [grant.organisation_id for grant in actor.grants if grant.organisation_id]
    mine = ListLine.objects.filter(Q(owner_id__in=units) | Q(person_id=actor.account_id))
    found = MatterList.objects.filter(
        within_any("matter__area_path", actor.area_paths(SEE))
        | Q(key__in=sides)
        | Q(pk__in=mine.values("list_id")),
        key__in=[key] if key else list(known),
    )
    rows = list(
        found.select_related("matter").order_by("-matter__state", "-matter__opened_at")[:MOST_LISTS]
    )
    counts, names = _counts([row.pk for row in rows], now), said([row.pk for row in rows])
    return tuple(
        list_head(row, names.get(row.pk, ""), counts.get(row.pk, (0, 0, 0))) for row in rows
    )


def _counts(ids: Collection[UUID], now: datetime) -> dict[UUID, tuple[int, int, int]]:
    """(lines, ended, open past their day) by list."""
    opened = Q(matter__state=State.OPEN)
    rows = (
        ListLine.objects.filter(list_id__in=ids)
        .values("list_id")
        .annotate(
            total=Count("pk"),
            done=Count("pk", filter=~opened),
            late=Count("pk", filter=opened & Q(due_on__lt=clock.local(now).date())),
        )
    )
    return {row["list_id"]: (row["total"], row["done"], row["late"]) for row in rows}


def list_head(row: MatterList, name: str, counts: tuple[int, int, int]) -> ListLineHead:
    """A list as a row; `counts` are all its lines, those that ended, those that are late."""
    matter, known = row.matter, catalogue().lists
    return ListLineHead(
        list_id=row.pk,
        number=matter.number,
        key=row.key,
        kind_name=str(known[row.key].name) if row.key in known else row.key,
        name=name or matter.title,
        place=territory.full_name(matter.area_id) if matter.area_id else "",
        state=matter.state,
        opened_at=matter.opened_at,
        total=counts[0],
        done=counts[1],
        late=counts[2],
    )


# --- one list ------------------------------------------------------------------------------------


def list_page(actor: Actor, list_id: UUID, *, now: datetime) -> ListPage:
    """A list with its lines, behind its doorway (`ListNotFound`). The number of statements does not
    grow with the lines."""
    reach = list_for(actor, list_id)
    rows = list(own_lines(reach).select_related("matter").order_by("sort"))
    lines = _Lines(actor, reach, rows, now).views()
    matter, spec = reach.matter, reach.spec
    name = said([list_id]).get(list_id, "")
    row = MatterList(matter=matter, key=reach.key)
    counts = (len(lines), sum(1 for one in lines if one.state != State.OPEN), _late(lines))
    shown = publicity.of_subject(SUBJECT, list_id)
    return ListPage(
        head=list_head(row, name, counts),
        spec=spec,
        lines=lines,
        units=_units(lines),
        columns=_columns(spec, lines),
        whole=reach.whole,
        may_add=matter.state == State.OPEN and _may_add(actor, spec, matter.area_path),
        may_publish=spec.published and actor.may(PUBLISH, Target(matter.area_path)),
        published=any(one.state == "open" for one in shown),
        area_id=matter.area_id,
    )


def _late(lines: Iterable[LineView]) -> int:
    return sum(1 for one in lines if one.late)


def _may_add(actor: Actor, spec: ListSpec, area_path: str) -> bool:
    target, openers = Target(area_path), catalogue().kind(spec.line).openers
    by_duty = any(grant.duty in openers and grant.covers(target) for grant in actor.grants)
    return by_duty or actor.may("matters.open_for", target)


def _units(lines: Iterable[LineView]) -> tuple[UnitCount, ...]:
    """By unit, those with most open lines first."""
    found: dict[str, list[LineView]] = defaultdict(list)
    for one in lines:
        found[one.owner].append(one)
    counts = [
        UnitCount(
            name, len(theirs), sum(1 for one in theirs if one.state != State.OPEN), _late(theirs)
        )
        for name, theirs in found.items()
        if name
    ]
    return tuple(sorted(counts, key=lambda one: (one.done - one.total, one.name)))


def _columns(spec: ListSpec, lines: Iterable[LineView]) -> tuple[tuple[str, str], ...]:
    """The lists beside this one: those its lines came from in front, those they lead to behind."""
    known = catalogue().lists
    here = {link.list_key for one in lines for link in (*one.came_from, *one.led_to)} - {""}
    feeding = [one.key for one in known.values() if spec.key in one.begets]
    wanted = [key for key in feeding if key in here] + [key for key in spec.begets if key in known]
    return tuple((key, str(known[key].name)) for key in dict.fromkeys(wanted))


@dataclass(slots=True)
class _Lines:
    """Rows of one list made into what the page shows, each kind of thing read once for all."""

    actor: Actor
    reach: Reach
    rows: list[ListLine]
    now: datetime

    def views(self) -> tuple[LineView, ...]:
        ids = [row.pk for row in self.rows]
        words = said(ids)
        steps = procedures.open_steps_of(
            row.matter.run_id for row in self.rows if row.matter.run_id
        )
        names = people.account_names({row.person_id for row in self.rows if row.person_id})
        conditions, offers = self._conditions(ids), self._offers(ids)
        before, after = self._links(ids)
        return tuple(
            self._view(
                row, steps.get(row.matter.run_id, ()) if row.matter.run_id else (),
                words=words.get(row.pk, ""),
                person=names.get(row.person_id, "") if row.person_id else "",
                conditions=conditions.get(row.pk, ()), offers=offers.get(row.pk, ()),
                came_from=before.get(row.pk, ()), led_to=after.get(row.pk, ()),
            )
            for row in self.rows
        )  # fmt: skip

    def _view(self, row: ListLine, steps: tuple[StepView, ...], **more: Any) -> LineView:
        matter, spec = row.matter, self.reach.spec
        promises = [step.due_at for step in steps if step.due_at]
        due_at = min(promises, default=None)
        opened = matter.state == State.OPEN
        waits = opened and row.waits is not None
        keeper = waits and keeps(self.actor, spec, matter.area_path, row.owner_id)
        owner = organisations.unit_by_id(row.owner_id).name if row.owner_id else ""
        today = clock.local(self.now).date()
        return LineView(
            matter_id=row.pk,
            number=row.number,
            level=rules.level_of(row.number),
            place=territory.full_name(matter.area_id) if matter.area_id else "",
            state=matter.state,
            closing=matter.closing,
            owner=owner,
            due_on=row.due_on,
            due_at=due_at,
            late=opened and rules.is_late(row.due_on, due_at, now=self.now, today=today),
            steps=tuple(dict.fromkeys(step.name for step in steps)),
            opened_at=matter.opened_at,
            closed_at=matter.closed_at,
            claimable=waits,
            may_claim=waits and claimer_of(self.actor, spec) is not None,
            may_invite=keeper,
            **more,
        )

    def _conditions(self, ids: list[UUID]) -> Mapping[UUID, tuple[ConditionView, ...]]:
        rows = list(Condition.objects.filter(line_id__in=ids).order_by("line_id", "number"))
        counts = evidence_counts([row.pk for row in rows]) if rows else {}
        found: dict[UUID, tuple[ConditionView, ...]] = {}
        for row in rows:
            view = ConditionView(
                row.pk, row.number, row.words, row.evidence, counts.get(row.pk, 0), row.met_at
            )
            found[row.line_id] = (*found.get(row.line_id, ()), view)
        return found

    def _offers(self, ids: list[UUID]) -> Mapping[UUID, tuple[OfferView, ...]]:
        if not self.reach.spec.claimers:
            return {}
        lines = {row.pk: row for row in self.rows}
        found: dict[UUID, tuple[OfferView, ...]] = {}
        for row in Offer.objects.filter(line_id__in=ids).order_by("at"):
            line = lines[row.line_id]
            answers = (
                claims_for(self.actor, self.reach.spec, row.organisation_id, row.area_id)
                if row.invited
                else keeps(self.actor, self.reach.spec, line.matter.area_path, line.owner_id)
            )
            view = OfferView(
                offer_id=row.pk,
                by_name=_claimer_name(row),
                invited=row.invited,
                state=row.state,
                at=row.at,
                may_settle=row.state == OfferState.OPEN and line.waits is not None and answers,
            )
            found[row.line_id] = (*found.get(row.line_id, ()), view)
        return found

    def _links(
        self, ids: list[UUID]
    ) -> tuple[dict[UUID, tuple[LinkView, ...]], dict[UUID, tuple[LinkView, ...]]]:
        """(what each line came from, what it led to). A matter that is no line is told of to those
        alone who may see it."""
        asked = Q(source_id__in=ids) | Q(target_id__in=ids)
        links = MatterLink.objects.filter(asked).select_related("source", "target")
        rows = list(links.order_by("at", "id"))
        ends = {one.pk: one for row in rows for one in (row.source, row.target)}
        lines = {one.pk: one for one in ListLine.objects.filter(pk__in=ends).select_related("list")}
        words = said(ends) if ends else {}
        before: dict[UUID, tuple[LinkView, ...]] = {}
        after: dict[UUID, tuple[LinkView, ...]] = {}
        own = set(ids)
        for row in rows:
            if row.target_id in own and (row.source_id in lines or self._sees(row.source)):
                view = self._link(row.kind, row.source, lines, words)
                before[row.target_id] = (*before.get(row.target_id, ()), view)
            if row.source_id in own:
                view = self._link(row.kind, row.target, lines, words)
                after[row.source_id] = (*after.get(row.source_id, ()), view)
        return before, after

    def _link(
        self, kind: str, other: Matter, lines: Mapping[UUID, ListLine], words: Mapping[UUID, str]
    ) -> LinkView:
        line, told = lines.get(other.pk), words.get(other.pk, "")
        return LinkView(
            matter_id=other.pk,
            kind=kind,
            list_key=line.list.key if line else "",
            list_id=line.list_id if line else None,
            number=line.number if line else other.number,
            words=told or other.title,
            state=other.state,
        )

    def _sees(self, matter: Matter) -> bool:
        return self.actor.may(SEE, Target(matter.area_path))


def _claimer_name(row: Offer) -> str:
    if row.organisation_id is not None:
        return organisations.unit_by_id(row.organisation_id).name
    return territory.full_name(row.area_id) if row.area_id else ""


# --- one line ------------------------------------------------------------------------------------


def line_page(actor: Actor, line_id: UUID, *, now: datetime) -> LinePage:
    """A line with its conditions, claims and links, behind its doorway (`LineNotFound`)."""
    list_id = line_for(actor, line_id)
    head = MatterList.objects.select_related("matter").get(pk=list_id)
    spec = catalogue().list_of(head.key)
    row = ListLine.objects.select_related("matter").get(pk=line_id)
    reach = Reach(head.matter, head.key, spec, True, frozenset(), None)
    line = _Lines(actor, reach, [row], now).views()[0]
    below = ListLine.objects.filter(above_id=line_id).select_related("matter").order_by("sort")
    steps = procedures.open_steps(row.matter.run_id) if row.matter.run_id else ()
    opened = row.matter.state == State.OPEN
    may_add = _may_add(actor, spec, head.matter.area_path) and opened
    listed = head.matter.state == State.OPEN
    name = said([list_id]).get(list_id, "")
    return LinePage(
        head=list_head(head, name, (0, 0, 0)),
        spec=spec,
        line=line,
        below=_Lines(actor, reach, list(below), now).views(),
        may_add=may_add and line.level < spec.depth,
        may_show=any(procedures.may_act(actor, step) for step in steps),
        may_edit=opened and listed and draws_up(actor, spec, head.matter),
        versions=line_versions(line_id),
        targets=tuple(
            (one.list_id, f"{one.kind_name} · {one.name}")
            for one in (list_index(actor, now=now) if spec.begets else ())
            if one.key in spec.begets and one.state == State.OPEN
        ),
        evidence=tuple(
            sorted(files.of_owners(CONDITION, [c.condition_id for c in line.conditions]).items())
        )
        if actor.may("files.see")
        else (),
    )
