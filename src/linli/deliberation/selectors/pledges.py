"""Reads of pledges: the public list and page, the desk, where somebody may pledge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from linli.deliberation.models import Pledge, PledgeVoice, TextVersion
from linli.deliberation.rules.pledges import percent, pledge_kinds, seen
from linli.deliberation.selectors.motions import text_row
from linli.deliberation.terms import (
    MANAGE,
    PART,
    PLEDGE,
    SAID,
    SEE,
    MyVoice,
    PledgeFigures,
    PledgeKind,
    PledgeNotFound,
    PledgePage,
    PledgePlace,
    PledgeRow,
    PledgeState,
    Said,
    TextRow,
    UnknownKind,
    VoiceLine,
    VoiceRow,
    Voices,
    WordsState,
)
from linli.kernel import parts
from linli.kernel.actor import Actor, Target
from linli.kernel.clock import local
from linli.kernel.fields import within, within_any
from linli.kernel.language import Words
from linli.kernel.versions import cached_by
from linli.organisations import selectors as organisations
from linli.people import selectors as people
from linli.territory import selectors as territory

PLEDGES_A_PAGE = 50
MOST_VOICES_SHOWN = 200


@cached_by(parts.VERSION)
def pledges_defined() -> dict[str, PledgeKind]:
    """The kinds of pledge of the method in force, by key."""
    return pledge_kinds(parts.current(PART)[1])


@cached_by(parts.VERSION)
def _pledges_at(revision: str) -> dict[str, PledgeKind]:
    return pledge_kinds(parts.at(PART, revision))


def pledge_kind(key: str, revision: str = "") -> PledgeKind:
    """As it was in `revision`, else as it is now. Refuses `UnknownKind`."""
    found = (_pledges_at(revision).get(key) if revision else None) or pledges_defined().get(key)
    if found is None:
        raise UnknownKind(key=key[:40], field="kind")
    return found


def pledge_target(row: Pledge) -> Target:
    """Where a pledge is, for asking what an actor may."""
    unit = organisations.unit_by_id(row.organisation_id) if row.organisation_id else None
    return Target(row.area_path, row.organisation_id, unit.path if unit else "")


def is_writer(actor: Actor, row: Pledge) -> bool:
    """The member whose pledge it is; for an organisation, a duty that the kind names, over it."""
    if actor.kind == "system":
        return True
    if row.account_id is not None:
        return row.account_id == actor.account_id
    writers = pledge_kind(row.kind, row.revision).writers
    target = pledge_target(row)
    return any(one.duty in writers and one.covers(target) for one in actor.grants)


def pledge_places(actor: Actor) -> tuple[PledgePlace, ...]:
    """Where and as whom the actor may pledge, by the duties they hold now."""
    found: dict[str, PledgePlace] = {}
    for kind in pledges_defined().values():
        for place in (*_own_places(actor, kind), *_unit_places(actor, kind)):
            found.setdefault(place.key, place)
    return tuple(found.values())


def pledges_concern(actor: Actor) -> bool:
    """Is there anything for this actor to do with pledges? Costs no statement."""
    duties = {one.duty for one in actor.grants}
    return actor.may(SEE) or any(
        duties.intersection((*one.members, *one.writers)) for one in pledges_defined().values()
    )


def _own_places(actor: Actor, kind: PledgeKind) -> Iterable[PledgePlace]:
    if actor.account_id is None:
        return
    for grant in actor.grants:
        if grant.duty not in kind.members:
            continue
        unit = organisations.unit_by_id(grant.organisation_id) if grant.organisation_id else None
        area = territory.area(
            grant.area_id or (unit.area_id if unit else None) or territory.root().id
        )
        where = unit.short_name or unit.name if unit else territory.full_name(area.id)
        name = _("本人（%s）") % where
        yield PledgePlace(kind, area.id, area.path, None, unit.id if unit else None, name)


def _unit_places(actor: Actor, kind: PledgeKind) -> Iterable[PledgePlace]:
    grants = [one for one in actor.grants if one.duty in kind.writers]
    if not grants:
        return
    for unit_kind in kind.units:
        for unit in organisations.units(unit_kind):
            area = territory.area(unit.area_id) if unit.area_id else territory.root()
            target = Target(area.path, unit.id, unit.path)
            if any(one.covers(target) for one in grants):
                yield PledgePlace(kind, area.id, area.path, unit.id, unit.id, unit.name)


def voices_of(ids: Iterable[UUID]) -> dict[tuple[UUID, bool], Voices]:
    """What was said of each pledge, signed in or not, in one statement."""
    rows = (
        PledgeVoice.objects.filter(pledge_id__in=list(ids))
        .values_list("pledge_id", "signed", "said")
        .annotate(n=Count("pk"))
    )
    counts: dict[tuple[UUID, bool], list[tuple[Said, int]]] = defaultdict(list)
    for pledge_id, signed, said, n in rows:
        counts[pledge_id, signed].append((Said(said), n))
    return {key: Voices(tuple(listed)) for key, listed in counts.items()}


def _lines(voices: Voices) -> tuple[VoiceLine, ...]:
    return tuple(
        VoiceLine(said, str(SAID[said]), voices.of(said), percent(voices.of(said), voices.total))
        for said in Said
    )


def figures_of(signed: Voices, others: Voices, earlier: int) -> PledgeFigures:
    return PledgeFigures(
        seen=seen(signed),
        signed=_lines(signed),
        total=signed.total,
        others=_lines(others),
        others_total=others.total,
        earlier=earlier,
    )


def _rows(listed: list[Pledge], *, waiting: bool = False) -> tuple[PledgeRow, ...]:
    """As they are listed; at most five statements."""
    ids = [one.pk for one in listed]
    said = voices_of(ids)
    texts = TextVersion.objects.filter(subject_kind=PLEDGE, subject_id__in=ids).order_by("number")
    titles = dict(texts.values_list("subject_id", "title"))  # the last one of each stays
    names = people.account_names([one.account_id for one in listed if one.account_id and one.named])
    unread: dict[UUID, int] = {}
    if waiting:
        unread = dict(
            PledgeVoice.objects.filter(pledge_id__in=ids, words_state=WordsState.WAITING)
            .values_list("pledge_id")
            .annotate(n=Count("pk"))
        )
    return tuple(
        _row(one, said.get((one.pk, True), Voices()), titles.get(one.pk, ""), names, unread)
        for one in listed
    )


def _row(
    one: Pledge, said: Voices, title: str, names: dict[UUID, str], unread: dict[UUID, int]
) -> PledgeRow:
    unit = organisations.unit_by_id(one.organisation_id) if one.organisation_id else None
    home = unit.name if unit else ""
    who = home
    if one.account_id:
        who = (names.get(one.account_id, "") if one.named else "") or _("一名党员或干部")
    known = pledges_defined().get(one.kind) or _pledges_at(one.revision).get(one.kind)
    return PledgeRow(
        id=one.pk,
        kind=known or PledgeKind(one.kind, Words(one.kind), Words("")),
        who=who,
        home=home if one.account_id else "",
        place=territory.full_name(one.area_id),
        area_path=one.area_path,
        title=title,
        since=one.since,
        until=one.until,
        state=PledgeState(one.state),
        closes_at=one.closes_at,
        total=said.total,
        seen=seen(said),
        waiting=unread.get(one.pk, 0),
    )


def _begun(today: date) -> QuerySet[Pledge]:
    return Pledge.objects.filter(since__lte=today)


def public_pledges(
    *, now: datetime, area_path: str = "", settled: bool = False, page: int = 1
) -> tuple[tuple[PledgeRow, ...], bool]:
    """Pledges at and below a place that anybody may read: those that run, or those that are over,
    newest first; 50 a page, and whether there are more."""
    rows = _begun(local(now).date())
    rows = (
        rows.exclude(state=PledgeState.RUNNING)
        if settled
        else rows.filter(state=PledgeState.RUNNING)
    )
    if area_path:
        rows = rows.filter(within("area_path", area_path))
    start = (max(page, 1) - 1) * PLEDGES_A_PAGE
    found = list(rows.order_by("-since", "-id")[start : start + PLEDGES_A_PAGE + 1])
    return _rows(found[:PLEDGES_A_PAGE]), len(found) > PLEDGES_A_PAGE


def pledge_versions(pledge_id: UUID) -> tuple[TextRow, ...]:
    rows = TextVersion.objects.filter(subject_kind=PLEDGE, subject_id=pledge_id)
    return tuple(text_row(one) for one in rows.order_by("number"))


def pledge_is_open(row: Pledge, now: datetime) -> bool:
    """May residents say something now?"""
    return (
        row.state == PledgeState.RUNNING and row.since <= local(now).date() and now < row.closes_at
    )


def public_pledge(pledge_id: UUID, *, now: datetime, person: UUID | None = None) -> PledgePage:
    """What anybody may read; `person` sees their own voice. None before its first day."""
    row = _begun(local(now).date()).filter(pk=pledge_id).first()
    if row is None:
        raise PledgeNotFound
    return _page(row, now, person, (WordsState.SHOWN,))


def _page(
    row: Pledge, now: datetime, person: UUID | None, states: tuple[WordsState, ...]
) -> PledgePage:
    versions = pledge_versions(row.pk)
    listed = PledgeVoice.objects.filter(pledge=row, words_state__in=states).order_by("-at", "-id")
    mine = PledgeVoice.objects.filter(pledge=row, identity=person).first() if person else None
    return PledgePage(
        row=_rows([row])[0],
        versions=versions,
        figures=pledge_figures(row),
        voices=tuple(_voice(one) for one in listed[:MOST_VOICES_SHOWN]),
        open=pledge_is_open(row, now),
        reason=row.reason,
        mine=MyVoice(Said(mine.said), mine.words, WordsState(mine.words_state)) if mine else None,
    )


def pledge_figures(row: Pledge) -> PledgeFigures:
    """As they were frozen when it was settled; else as they are now."""
    if row.figures is not None:
        kept = row.figures
        return figures_of(_thawed(kept["signed"]), _thawed(kept["others"]), kept["earlier"])
    said = voices_of([row.pk])
    number = len(pledge_versions(row.pk))
    earlier = PledgeVoice.objects.filter(pledge=row, signed=True, text_number__lt=number).count()
    return figures_of(
        said.get((row.pk, True), Voices()), said.get((row.pk, False), Voices()), earlier
    )


def _thawed(kept: dict[str, int]) -> Voices:
    return Voices(tuple((Said(key), count) for key, count in kept.items()))


def _voice(one: PledgeVoice) -> VoiceRow:
    return VoiceRow(
        id=one.pk,
        said=Said(one.said),
        words=one.words,
        state=WordsState(one.words_state),
        at=one.at,
        answer=one.answer,
        answered_at=one.answered_at,
        reason=one.reason,
    )


def _desk(actor: Actor) -> QuerySet[Pledge]:
    """One's own, and those at or below where, or of the organisations in which, one may see."""
    if actor.kind == "system":
        return Pledge.objects.all()
    if actor.account_id is None:
        return Pledge.objects.none()
    return Pledge.objects.filter(
        Q(account_id=actor.account_id)
        | within_any("area_path", actor.area_paths(SEE))
        | Q(organisation_id__in=actor.organisation_ids(SEE))
    )


def desk_pledges(actor: Actor, *, page: int = 1) -> tuple[tuple[PledgeRow, ...], bool]:
    """For the desk, newest first, with how many words wait to be read."""
    start = (max(page, 1) - 1) * PLEDGES_A_PAGE
    found = list(_desk(actor).order_by("-made_at", "-id")[start : start + PLEDGES_A_PAGE + 1])
    return _rows(found[:PLEDGES_A_PAGE], waiting=True), len(found) > PLEDGES_A_PAGE


def desk_pledge(actor: Actor, pledge_id: UUID, *, now: datetime) -> PledgePage:
    """The doorway of the desk: `PledgeNotFound` for those who may not see it. Words that nobody has
    read yet are shown to those alone who may read them for the others."""
    row = _desk(actor).filter(pk=pledge_id).first()
    if row is None:
        raise PledgeNotFound
    may_read = may_read_voices(actor, row)
    states = (WordsState.SHOWN, WordsState.WAITING, WordsState.HIDDEN) if may_read else (
        WordsState.SHOWN,
    )  # fmt: skip
    page = _page(row, now, None, states)
    return PledgePage(
        row=page.row,
        versions=page.versions,
        figures=page.figures,
        voices=page.voices,
        open=page.open,
        reason=page.reason,
        may_write=is_writer(actor, row),
        may_read=may_read,
    )


def may_read_voices(actor: Actor, row: Pledge) -> bool:
    """Whoever looks after the place reads residents' words first; never the pledger."""
    return (row.account_id is None or row.account_id != actor.account_id) and actor.may(
        MANAGE, pledge_target(row)
    )


def voices_of_person(identity_id: UUID) -> list[dict[str, str]]:
    """What a person said of pledges, for their own copy."""
    rows = PledgeVoice.objects.filter(identity_id=identity_id).order_by("at")
    return [
        {
            "pledge": str(one.pledge_id),
            "said": one.said,
            "words": one.words,
            "at": one.at.isoformat(),
        }
        for one in rows
    ]
