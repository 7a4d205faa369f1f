"""A matter's page for those who work on it, behind its doorway."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from linli.files import selectors as files
from linli.files.terms import StoredFile
from linli.kernel.actor import Actor, Target
from linli.kernel.ids import read_code
from linli.matters.models import Fact, Matter, Rating, Report
from linli.matters.selectors.catalogue import catalogue
from linli.matters.selectors.conversing import remarks_of
from linli.matters.selectors.lists import SEE, lines, of_person
from linli.matters.selectors.taking_part import parties_of
from linli.matters.terms import (
    REPORT,
    FactKind,
    FactLine,
    Kind,
    MatterLine,
    MatterNotFound,
    PartyLine,
    RemarkLine,
    ReportLine,
    Side,
    State,
)
from linli.people import selectors as people
from linli.procedures import selectors as procedures
from linli.procedures.terms import HappeningView, RunView, StepView
from linli.territory import selectors as territory

VERBS = (
    "matters.correct", "matters.close_spam", "matters.open_for", "matters.print",
    "people.reveal", "procedures.extend", "procedures.reassign", "procedures.withdraw",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class RatingLine:
    solved: bool
    satisfied: int | None
    at: datetime
    by_phone: bool


@dataclass(frozen=True, slots=True)
class MatterPage:
    """Everything the page shows; `mine` are the open steps on which this actor may act, `may` the
    verbs that hold here."""

    line: MatterLine
    longitude: float | None
    latitude: float | None
    area_id: UUID | None
    method_revision: str
    reports: tuple[ReportLine, ...]
    facts: tuple[FactLine, ...]
    report_files: tuple[tuple[UUID, tuple[StoredFile, ...]], ...]
    step_files: tuple[tuple[UUID, tuple[StoredFile, ...]], ...]
    run: RunView
    mine: tuple[StepView, ...]
    history: tuple[HappeningView, ...]
    children: tuple[MatterLine, ...]
    parent: MatterLine | None
    earlier: tuple[MatterLine, ...]
    ratings: tuple[RatingLine, ...]
    child_kinds: tuple[tuple[str, str], ...]
    may: frozenset[str]
    target: Target
    kind_key: str = ""
    talks: bool = False
    remarks: tuple[RemarkLine, ...] = ()
    asked: tuple[tuple[str, str], ...] = ()
    sides: tuple[Side, ...] = ()
    parties: tuple[PartyLine, ...] = ()
    agreement: bool = False

    @property
    def files(self) -> tuple[StoredFile, ...]:
        """The pictures of all reporters."""
        return tuple(one for _, some in self.report_files for one in some)

    @property
    def may_raise(self) -> tuple[tuple[str, str], ...]:
        """What a conversation can become, for who has a step."""
        return self.child_kinds if self.talks and self.mine else ()


def sees(actor: Actor, area_path: str, run_id: UUID | None) -> bool:
    """By area, with the duty; or because the matter came to the actor, a unit of theirs, or a
    step that they may act on."""
    if actor.may(SEE, Target(area_path)):
        return True
    return run_id is not None and procedures.takes_part(actor, run_id)


def matter_for(actor: Actor, matter_id: UUID) -> MatterPage:
    """The doorway: refuses `MatterNotFound` both for what is not there and for what is out of
    duty or scope, so that nothing can be guessed."""
    matter = Matter.objects.filter(pk=matter_id).first()
    if matter is None or not sees(actor, matter.area_path, matter.run_id):
        raise MatterNotFound
    assert matter.run_id is not None
    run = procedures.run_view(matter.run_id)
    kind = catalogue().kinds.get(matter.kind)
    history = procedures.history(matter.run_id, actor=actor)
    reports = _reports(matter_id)
    steps = {one.step_id for one in history if one.step_id}
    shows_files = actor.may("files.see")
    step_files = files.of_owners("step", steps) if shows_files else {}
    pictures = files.of_owners(REPORT, [one.report_id for one in reports]) if shows_files else {}
    return MatterPage(
        line=lines(Matter.objects.filter(pk=matter_id))[0],
        longitude=matter.longitude,
        latitude=matter.latitude,
        area_id=matter.area_id,
        method_revision=matter.method_revision,
        reports=reports,
        facts=_facts(matter_id),
        report_files=tuple(
            (one.report_id, pictures[one.report_id]) for one in reports if one.report_id in pictures
        ),
        step_files=tuple(sorted(step_files.items())),
        run=run,
        mine=tuple(step for step in run.open if procedures.may_act(actor, step)),
        history=history,
        children=lines(Matter.objects.filter(parent_id=matter_id).order_by("opened_at")),
        parent=_parent(matter),
        earlier=_earlier(actor, matter_id, reports),
        ratings=_ratings(matter_id),
        child_kinds=_child_kinds(matter),
        may=frozenset(verb for verb in VERBS if actor.may(verb, Target(matter.area_path))),
        target=Target(matter.area_path),
        **_taking_part(actor, matter, run, kind),
    )


def _taking_part(actor: Actor, matter: Matter, run: RunView, kind: Kind | None) -> dict[str, Any]:
    """What the kind has besides: a conversation, sides, an agreement; no statement for others."""
    if kind is None:
        return {}
    sides = catalogue().sides_of(kind.key)
    return {
        "kind_key": kind.key,
        "talks": kind.conversation,
        "remarks": remarks_of(matter.pk, names=True) if kind.conversation else (),
        "asked": procedures.kept_answers(kind.form, matter.method_revision, run.data),
        "sides": sides,
        "parties": parties_of(matter.pk) if sides else (),
        "agreement": bool(kind.agreement)
        and procedures.latest_answers(run.id, kind.agreement, actor=actor) is not None,
    }


def _parent(matter: Matter) -> MatterLine | None:
    if matter.parent_id is None:
        return None
    return lines(Matter.objects.filter(pk=matter.parent_id))[0]


def _child_kinds(matter: Matter) -> tuple[tuple[str, str], ...]:
    known = catalogue()
    if matter.state != State.OPEN or matter.kind not in known.kinds:
        return ()
    return tuple(
        (key, str(known.kinds[key].name))
        for key in known.kinds[matter.kind].children
        if key in known.kinds and key not in known.listed_kinds()
    )


def _reports(matter_id: UUID) -> tuple[ReportLine, ...]:
    rows = list(Report.objects.filter(matter_id=matter_id).order_by("at"))
    masks = people.masked([row.identity_id for row in rows if row.identity_id])
    return tuple(
        ReportLine(
            report_id=row.pk,
            words=row.words,
            place_words=row.place_words,
            channel=row.channel,
            at=row.at,
            identity_id=row.identity_id,
            contact=_contact(masks, row.identity_id),
            erased=row.erased_at is not None,
        )
        for row in rows
    )


def _contact(masks: object, identity_id: UUID | None) -> str:
    if identity_id is None or not isinstance(masks, dict) or identity_id not in masks:
        return ""
    mask = masks[identity_id]
    return " ".join(part for part in (mask.name, mask.phone) if part)


def _facts(matter_id: UUID) -> tuple[FactLine, ...]:
    rows = list(Fact.objects.filter(matter_id=matter_id).order_by("at"))
    names = people.account_names([row.by_id for row in rows if row.by_id])
    known = catalogue()

    def words(row: Fact) -> str:
        if row.kind == FactKind.PLACE:
            return territory.full_name(UUID(row.value["area"]))
        if row.kind == FactKind.CATEGORY:
            return known.category_name(row.value["category"]) or "—"
        return str(row.value.get("urgency", ""))

    return tuple(
        FactLine(row.kind, words(row), row.at, names.get(row.by_id, "") if row.by_id else "")
        for row in rows
    )


def _ratings(matter_id: UUID) -> tuple[RatingLine, ...]:
    return tuple(
        RatingLine(row.solved, row.satisfied, row.at, row.asked_by_id is not None)
        for row in Rating.objects.filter(matter_id=matter_id).order_by("at")
    )


def _earlier(
    actor: Actor, matter_id: UUID, reports: Iterable[ReportLine]
) -> tuple[MatterLine, ...]:
    """The same person's other matters that this actor may see too."""
    identity = next((report.identity_id for report in reports if report.identity_id), None)
    if identity is None:
        return ()
    found = of_person(identity, actor=actor)
    return tuple(line for line in found if line.matter_id != matter_id)


def may_see_files(actor: Actor, owner_id: UUID, code: str) -> bool:
    """The doorway of a report's pictures: who sent them by code, staff as for the matter itself."""
    found = Report.objects.filter(pk=owner_id).values_list(
        "code", "matter__area_path", "matter__run_id"
    )
    row = found.first()
    if row is None:
        return False
    own, area_path, run_id = row
    sent = bool(code) and read_code(code) == own
    return sent or (actor.may("files.see") and sees(actor, area_path, run_id))
