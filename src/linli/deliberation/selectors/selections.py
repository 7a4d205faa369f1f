"""Reads of selections: what anybody sees, the desk of those who run it, jurors; brands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Count, Q

from linli.deliberation.models import (
    Juror,
    JuryScore,
    Nominee,
    Selection,
    SelectionHour,
    SelectionVoter,
)
from linli.deliberation.rules.selections import selection_kinds, sudden
from linli.deliberation.terms import (
    NOMINEE,
    PART,
    SELECTION,
    HourCount,
    NominationPlace,
    NomineeRow,
    NomineeState,
    SelectionKind,
    SelectionNotFound,
    SelectionPage,
    SelectionRow,
    Stage,
    Standing,
    UnknownKind,
)
from linli.files import selectors as files
from linli.kernel import cipher, parts
from linli.kernel.actor import Actor, Target
from linli.kernel.versions import cached_by
from linli.organisations import selectors as organisations
from linli.people import selectors as people
from linli.publicity import selectors as publicity
from linli.territory import selectors as territory
from linli.territory.terms import Area

SELECTIONS_A_PAGE = 50
_OPEN_TO_ALL = (Stage.SHOWN, Stage.VOTING, Stage.COUNTED)


@cached_by(parts.VERSION)
def selections_defined() -> dict[str, SelectionKind]:
    """The kinds of selection of the method in force, by key."""
    return selection_kinds(parts.current(PART)[1])


@cached_by(parts.VERSION)
def _selections_at(revision: str) -> dict[str, SelectionKind]:
    return selection_kinds(parts.at(PART, revision))


def selection_kind(key: str, revision: str = "") -> SelectionKind:
    """As it was in `revision`, else as it is now. Refuses `UnknownKind`."""
    found = (_selections_at(revision).get(key) if revision else None) or selections_defined().get(
        key
    )
    if found is None:
        raise UnknownKind(key=key[:40], field="kind")
    return found


def may_run(actor: Actor, kind: SelectionKind, area_path: str) -> bool:
    """A duty that the kind names, over the place."""
    target = Target(area_path)
    return actor.kind == "system" or any(
        one.duty in kind.runs and one.covers(target) for one in actor.grants
    )


def places_to_run(actor: Actor) -> tuple[tuple[SelectionKind, Area], ...]:
    """Where the actor may open which kind of selection: the areas of their own duties."""
    found = []
    for kind in selections_defined().values():
        for grant in actor.grants:
            area = territory.area(grant.area_id) if grant.area_id else None
            if grant.duty in kind.runs and area is not None and area.kind in kind.at:
                found.append((kind, area))
    return tuple(dict.fromkeys(found))


def nomination_places(actor: Actor, row: Selection) -> tuple[NominationPlace, ...]:
    """The organisations below the selection's place for which the actor may nominate."""
    kind = selection_kind(row.kind, row.revision)
    grants = [one for one in actor.grants if one.duty in kind.nominates]
    found = []
    for unit_kind in kind.units if grants or actor.kind == "system" else ():
        for unit in organisations.units(unit_kind):
            area = territory.area(unit.area_id) if unit.area_id else territory.root()
            target = Target(area.path, unit.id, unit.path)
            covered = actor.kind == "system" or any(one.covers(target) for one in grants)
            if covered and area.path.startswith(row.area_path):
                found.append(NominationPlace(unit.id, unit.name))
    return tuple(found)


def places_to_nominate(actor: Actor, selection_id: UUID) -> tuple[NominationPlace, ...]:
    """The organisations for which the actor may nominate in that selection."""
    row = Selection.objects.filter(pk=selection_id).first()
    if row is None:
        raise SelectionNotFound
    return nomination_places(actor, row)


def voter_mark(selection_id: UUID, person: UUID) -> str:
    """Who has voted, so that it can be found again and not read: a digest keyed by the county's
    data key, different in every selection."""
    return cipher.keyed_digest(f"{selection_id}|{person}", purpose="selection.voter")


def _row(row: Selection) -> SelectionRow:
    return SelectionRow(
        id=row.pk,
        kind=selection_kind(row.kind, row.revision),
        title=row.title,
        place=territory.full_name(row.area_id),
        area_path=row.area_path,
        stage=Stage(row.stage),
        nominate_until=row.nominate_until,
        opens_at=row.opens_at,
        closes_at=row.closes_at,
    )


def public_selections(*, page: int = 1) -> tuple[tuple[SelectionRow, ...], bool]:
    """Those whose shortlist is or was before the public, newest first; one statement."""
    rows = Selection.objects.filter(stage__in=_OPEN_TO_ALL).order_by("-made_at")
    start = (max(page, 1) - 1) * SELECTIONS_A_PAGE
    found = list(rows[start : start + SELECTIONS_A_PAGE + 1])
    return tuple(_row(one) for one in found[:SELECTIONS_A_PAGE]), len(found) > SELECTIONS_A_PAGE


def nominee_units(rows: Iterable[Nominee]) -> Mapping[UUID, str]:
    """The names of the organisations, by nominee."""
    listed = list(rows)
    known = organisations.units_by_id([one.organisation_id for one in listed])
    return {one.pk: known[one.organisation_id].name for one in listed}


def _nominees(rows: list[Nominee]) -> tuple[NomineeRow, ...]:
    ids = [one.pk for one in rows]
    units = nominee_units(rows)
    photos = files.of_owners(NOMINEE, ids)
    scored = dict(
        JuryScore.objects.filter(nominee_id__in=ids).values_list("nominee_id").annotate(Count("pk"))
    )
    return tuple(
        NomineeRow(
            id=one.pk,
            name=one.name,
            story=one.story,
            unit=units[one.pk],
            state=NomineeState(one.state),
            reason=one.reason,
            photos=photos.get(one.pk, ()),
            scored=scored.get(one.pk, 0),
        )
        for one in rows
    )


def selection_page(
    selection_id: UUID, *, now: datetime, person: UUID | None = None, viewer: str = ""
) -> SelectionPage:
    """What anybody may see. While it is voted on the nominees stand in an order of the `viewer`'s
    own, so that none is on top for everybody; and no figures are told. Refuses
    `SelectionNotFound` before the shortlist is shown."""
    row = Selection.objects.filter(pk=selection_id, stage__in=_OPEN_TO_ALL).first()
    if row is None:
        raise SelectionNotFound
    nominees = list(Nominee.objects.filter(selection=row, state=NomineeState.ACCEPTED))
    seed = str(person or viewer)
    nominees.sort(
        key=lambda one: cipher.keyed_digest(f"{row.pk}|{seed}|{one.pk}", purpose="selection.order")
    )
    voted = person is not None and has_voted(row.pk, person)
    period = publicity.period_of_subject(SELECTION, row.pk)
    return SelectionPage(
        row=_row(row),
        nominees=_nominees(nominees),
        standings=standings(row.result),
        ballots=row.result["ballots"] if row.result else None,
        may_vote=is_voting(row, now),
        voted=voted,
        period=period.id if period else None,
        reason=row.reason,
    )


def is_voting(row: Selection, now: datetime) -> bool:
    return (
        row.stage == Stage.VOTING
        and row.opens_at is not None
        and row.closes_at is not None
        and row.opens_at <= now < row.closes_at
    )


def has_voted(selection_id: UUID, person: UUID) -> bool:
    mark = voter_mark(selection_id, person)
    return SelectionVoter.objects.filter(selection_id=selection_id, mark=mark).exists()


def standings(result: Mapping[str, Any] | None) -> tuple[Standing, ...]:
    """What was counted, as it was kept."""
    return tuple(
        Standing(
            nominee_id=UUID(one["id"]),
            name=one["name"],
            unit=one["unit"],
            votes=one["votes"],
            jury=Fraction(one["jury"]) if one["jury"] is not None else None,
            share=Fraction(one["share"]) if one["share"] is not None else None,
            total=Fraction(one["total"]),
            place=one["place"],
            awarded=one["awarded"],
            tied=one["tied"],
        )
        for one in (result or {}).get("standings", ())
    )


def selections_concern(actor: Actor) -> bool:
    """Is there anything for this actor to do with selections? Costs no statement; jurors are led
    there by whoever named them."""
    duties = {one.duty for one in actor.grants}
    return any(
        duties.intersection((*one.nominates, *one.runs)) for one in selections_defined().values()
    )


def _desk(actor: Actor) -> list[Selection]:
    """Those that the actor runs, scores or may nominate for."""
    rows = Selection.objects.order_by("-made_at")[:500]
    juries: set[UUID] = set()
    if actor.account_id is not None:
        mine = Juror.objects.filter(account_id=actor.account_id)
        juries = set(mine.values_list("selection_id", flat=True))
    return [one for one in rows if _concerns(actor, one, juries)]


def _concerns(actor: Actor, row: Selection, juries: set[UUID]) -> bool:
    kind = selections_defined().get(row.kind) or _selections_at(row.revision).get(row.kind)
    if kind is None:
        return False
    duties = {one.duty for one in actor.grants}
    return (
        row.pk in juries
        or bool(duties & set(kind.nominates))
        or may_run(actor, kind, row.area_path)
    )


def desk_selections(actor: Actor) -> tuple[SelectionRow, ...]:
    """For the desk, newest first."""
    return tuple(_row(one) for one in _desk(actor))


def desk_selection(actor: Actor, selection_id: UUID) -> SelectionPage:
    """The doorway of the desk: `SelectionNotFound` for those whom it does not concern. Whoever runs
    it sees every nomination, the jury and the ballots by the hour; nominators their own; nobody
    sees who voted or what."""
    row = next((one for one in _desk(actor) if one.pk == selection_id), None)
    if row is None:
        raise SelectionNotFound
    kind = selection_kind(row.kind, row.revision)
    runs = may_run(actor, kind, row.area_path)
    juror = juror_of(row, actor)
    rows = Nominee.objects.filter(selection=row).order_by("name", "id")
    if not runs:
        mine = [one.organisation_id for one in nomination_places(actor, row)]
        seen = Q(organisation_id__in=mine)
        rows = rows.filter(seen | Q(state=NomineeState.ACCEPTED) if juror else seen)
    listed = list(rows)
    period = publicity.period_of_subject(SELECTION, row.pk)
    return SelectionPage(
        row=_row(row),
        nominees=_nominees(listed),
        standings=standings(row.result),
        ballots=row.result["ballots"] if row.result else None,
        period=period.id if period else None,
        reason=row.reason,
        may_run=runs,
        is_juror=juror is not None,
        jurors=_juror_names(row) if runs else (),
        hours=hours_of(row.pk) if runs else (),
        my_scores=tuple(
            JuryScore.objects.filter(juror=juror).values_list("nominee_id", "score")
            if juror
            else ()
        ),
        own=own_nominees(actor, listed),
    )


def juror_of(row: Selection, actor: Actor) -> Juror | None:
    """The actor's place on its jury."""
    if actor.account_id is None:
        return None
    return Juror.objects.filter(selection=row, account_id=actor.account_id).first()


def _juror_names(row: Selection) -> tuple[str, ...]:
    ids = list(Juror.objects.filter(selection=row).values_list("account_id", flat=True))
    return tuple(sorted(people.account_names(ids).values()))


def own_nominees(actor: Actor, rows: Iterable[Nominee]) -> tuple[UUID, ...]:
    """Nominees of organisations in which the actor holds a duty: they do not score those."""
    mine = {one.organisation_id for one in actor.grants if one.organisation_id}
    return tuple(one.pk for one in rows if one.organisation_id in mine)


def hours_of(selection_id: UUID) -> tuple[HourCount, ...]:
    """Ballots by the hour; which came suddenly. No device, no address, no person."""
    counts = dict(
        SelectionHour.objects.filter(selection_id=selection_id).values_list("hour", "count")
    )
    marked = sudden(counts)
    return tuple(HourCount(hour, counts[hour], hour in marked) for hour in sorted(counts))


def may_see_nominee(actor: Actor, owner_id: UUID, code: str) -> bool:  # noqa: ARG001 - a doorway
    """Photos of what is on a shortlist are for everybody; before, for those whom it concerns."""
    row = Nominee.objects.filter(pk=owner_id).select_related("selection").first()
    if row is None:
        return False
    if row.state == NomineeState.ACCEPTED and row.selection.stage in _OPEN_TO_ALL:
        return True
    return any(one.pk == row.selection_id for one in _desk(actor))


def tally(picks: Iterable[Iterable[str]]) -> Counter[str]:
    """How many ballots name each nominee; a ballot names each once."""
    return Counter(key for ballot in picks for key in set(ballot))
