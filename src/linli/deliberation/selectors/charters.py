"""Reads of charters: what is in force where, all versions, what may be adopted."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from linli.deliberation.models import Charter, CharterVersion, Motion
from linli.deliberation.rules.charters import charter_kinds, forces
from linli.deliberation.selectors.catalogue import bodies_defined
from linli.deliberation.selectors.explaining import explained
from linli.deliberation.selectors.gatherings import tag_names
from linli.deliberation.selectors.motions import text_row
from linli.deliberation.terms import (
    MANAGE,
    PART,
    SEE,
    Adoptable,
    CharterKind,
    CharterNotFound,
    CharterPage,
    CharterRow,
    CharterVersionRow,
    Filing,
    Force,
    State,
    UnknownKind,
)
from linli.kernel import parts
from linli.kernel.actor import Actor, Target
from linli.kernel.clock import local, midnight
from linli.kernel.fields import within, within_any
from linli.kernel.language import Words
from linli.kernel.versions import cached_by
from linli.territory import selectors as territory
from linli.territory.terms import Limit

MOST_CHARTERS = 500
MOST_ADOPTABLE = 100


@cached_by(parts.VERSION)
def charters_defined() -> dict[str, CharterKind]:
    """The kinds of charter of the method in force, by key."""
    return charter_kinds(parts.current(PART)[1])


def charter_kind(key: str) -> CharterKind:
    """Refuses `UnknownKind`."""
    found = charters_defined().get(key)
    if found is None:
        raise UnknownKind(key=key[:40], field="kind")
    return found


def passed_motions() -> QuerySet[Motion]:
    """Resolutions that bind: passed, in a gathering that was held and no rehearsal."""
    return Motion.objects.filter(
        passed=True, gathering__state=State.HELD, gathering__rehearsal=False, text__isnull=False
    ).select_related("gathering__body", "text")


def adoptable(actor: Actor) -> tuple[Adoptable, ...]:
    """Resolutions that the actor may bring into force as a version of a charter, newest first."""
    kinds = charters_defined()
    wanted = {body for kind in kinds.values() for body in kind.bodies}
    rows = passed_motions().filter(gathering__body__kind__in=wanted)
    if actor.kind != "system":
        rows = rows.filter(within_any("gathering__area_path", actor.area_paths(MANAGE)))
    used = CharterVersion.objects.values("motion_id")
    found = rows.exclude(pk__in=used).order_by("-closed_at")[:MOST_ADOPTABLE]
    return tuple(_adoptable(one, kinds) for one in found if one.text and one.text.words)


def _adoptable(one: Motion, kinds: dict[str, CharterKind]) -> Adoptable:
    body = one.gathering.body
    assert one.closed_at is not None
    return Adoptable(
        motion_id=one.pk,
        title=one.title,
        body=body.name,
        number=one.number,
        decided=local(one.closed_at).date(),
        area_id=body.area_id,
        kinds=tuple(kind for kind in kinds.values() if body.kind in kind.bodies),
    )


def _rows(listed: list[Charter], today: date) -> tuple[CharterRow, ...]:
    versions: dict[UUID, list[CharterVersion]] = defaultdict(list)
    ids = [one.pk for one in listed]
    for version in CharterVersion.objects.filter(charter__in=ids).order_by("number"):
        versions[version.charter_id].append(version)
    return tuple(_row(one, versions[one.pk], today) for one in listed)


def _row(one: Charter, versions: list[CharterVersion], today: date) -> CharterRow:
    kind = charters_defined().get(one.kind) or CharterKind(one.kind, Words(one.kind), (), ())
    begun = [one.from_day for one in versions if one.from_day <= today]
    unfiled = [one.pk for one in versions if kind.files and one.filing == Filing.NOT_YET]
    return CharterRow(
        id=one.pk,
        kind=kind,
        place=territory.full_name(one.area_id),
        area_path=one.area_path,
        since=max(begun, default=None),
        versions=len(versions),
        unfiled=len(unfiled),
        to_file=unfiled[0] if unfiled else None,
    )


def public_charters(*, now: datetime, area_path: str = "") -> tuple[CharterRow, ...]:
    """The charters at and below a place that anybody may read, by place; two statements."""
    rows = Charter.objects.all()
    if area_path:
        rows = rows.filter(within("area_path", area_path))
    return _rows(list(rows.order_by("area_path", "kind")[:MOST_CHARTERS]), local(now).date())


def desk_charters(actor: Actor, *, now: datetime) -> tuple[CharterRow, ...]:
    """Those of the places that the actor looks after."""
    rows = Charter.objects.all()
    if actor.kind != "system":
        rows = rows.filter(within_any("area_path", actor.area_paths(SEE)))
    return _rows(list(rows.order_by("area_path", "kind")[:MOST_CHARTERS]), local(now).date())


def charter(charter_id: UUID, *, now: datetime, actor: Actor | None = None) -> CharterPage:
    """All of a charter, for anybody; `actor` also learns whether they may file it. Refuses
    `CharterNotFound`."""
    row = Charter.objects.filter(pk=charter_id).first()
    if row is None:
        raise CharterNotFound
    today = local(now).date()
    (listed,) = _rows([row], today)
    found = list(
        CharterVersion.objects.filter(charter=row)
        .select_related("motion__text", "motion__gathering__body")
        .order_by("-from_day")
    )
    states = forces([one.from_day for one in found], today)
    return CharterPage(
        row=listed,
        versions=tuple(
            _version(one, state, listed.kind) for one, state in zip(found, states, strict=True)
        ),
        may_file=actor is not None and may_file(actor, listed.kind, row.area_path),
    )


def may_file(actor: Actor, kind: CharterKind, area_path: str) -> bool:
    """A duty that the kind names, over the place."""
    target = Target(area_path)
    return actor.kind == "system" or any(
        one.duty in kind.files and one.covers(target) for one in actor.grants
    )


def _version(one: CharterVersion, force: Force, kind: CharterKind) -> CharterVersionRow:
    motion = one.motion
    assert motion.text is not None
    body = motion.gathering.body
    due = None
    if kind.within and one.filing == Filing.NOT_YET:
        due = local(territory.due(midnight(one.adopted_on), Limit.parse(kind.within))).date()
    return CharterVersionRow(
        id=one.pk,
        number=one.number,
        text=text_row(motion.text),
        resolution=motion.number,
        body=body.name,
        adopted_on=one.adopted_on,
        from_day=one.from_day,
        force=force,
        explained=explained(motion.figures, tag_names(body.kind)) if motion.figures else None,
        filing=Filing(one.filing),
        filed_on=one.filed_on,
        filing_note=one.filing_note,
        due_on=due,
    )


def body_names(kind: CharterKind) -> str:
    """The bodies that may adopt it, by their names in the method."""
    known = bodies_defined()
    return "、".join(str(known[one].name) for one in kind.bodies if one in known)
