"""Bringing a version of a charter into force, and filing it with the government above."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from linli.deliberation import selectors
from linli.deliberation.models import Charter, CharterVersion, Motion
from linli.deliberation.rules.charters import least_day
from linli.deliberation.terms import (
    CHARTER,
    LONGEST_FILING,
    MANAGE,
    SEE,
    AdoptedBefore,
    CharterEmpty,
    CharterKind,
    CharterNotFound,
    FiledBefore,
    Filing,
    FilingNoteMissing,
    MayNotFile,
    MotionNotFound,
    NotAdopted,
    WrongBody,
    WrongFilingDay,
    WrongForce,
)
from linli.kernel import trail
from linli.kernel.actor import Actor, Target
from linli.kernel.clock import local
from linli.kernel.database import locked, transaction
from linli.kernel.texts import clean
from linli.organisations import selectors as organisations
from linli.territory import selectors as territory


def adopt_charter(
    *, kind: str, motion_id: UUID, from_day: date, actor: Actor, now: datetime
) -> UUID:
    """Bring the text of a resolution into force, as the next version of that kind of charter of
    the body's place, from `from_day` on; the one before is in force until then. Only a motion that
    passed, in a gathering that was held, of a body that the kind names, at a place of its kind.
    Returns the charter's id. Needs `deliberation.manage` there. Refuses `UnknownKind`,
    `MotionNotFound`, `NotAdopted`, `WrongBody`, `CharterEmpty`, `AdoptedBefore`, `WrongForce`.
    """
    known = selectors.charter_kind(kind)
    with transaction():
        motion = locked(
            Motion.objects.filter(pk=motion_id).select_related("gathering__body", "text")
        ).first()
        if motion is None:
            raise MotionNotFound
        body = motion.gathering.body
        actor.require(MANAGE, selectors.target_of(body))
        _check(motion, known)
        row, _made = Charter.objects.get_or_create(
            kind=kind, area_id=body.area_id, defaults={"area_path": body.area_path}
        )
        locked(Charter.objects.filter(pk=row.pk)).get()
        if CharterVersion.objects.filter(motion=motion).exists():
            raise AdoptedBefore
        days = list(CharterVersion.objects.filter(charter=row).values_list("from_day", flat=True))
        assert motion.closed_at is not None
        adopted = local(motion.closed_at).date()
        least = least_day(adopted, days)
        if from_day < least:
            raise WrongForce(least=least.isoformat(), field="from_day")
        version = CharterVersion.objects.create(
            charter=row,
            motion=motion,
            number=len(days) + 1,
            adopted_on=adopted,
            from_day=from_day,
            made_at=now,
            made_by_id=actor.account_id,
        )
        _note("charter_adopted", row, actor, now, motion=str(motion_id), version=version.number)
    return row.pk


def _check(motion: Motion, kind: CharterKind) -> None:
    body = motion.gathering.body
    if not selectors.passed_motions().filter(pk=motion.pk).exists():
        raise NotAdopted(field="motion")
    if body.kind not in kind.bodies or territory.area(body.area_id).kind not in kind.at:
        raise WrongBody(
            kind=str(kind.name),
            bodies=selectors.body_names(kind),
            basis=kind.basis,
            field="motion",
        )
    if motion.text is None or not motion.text.words:
        raise CharterEmpty(field="motion")


def file_charter(
    *, version_id: UUID, filing: Filing, on: date, note: str, actor: Actor, now: datetime
) -> None:
    """The government above files a version (with its number in `note`, if it gives one), or sends
    it back to be put right, saying why. A version that was sent back is put right by adopting the
    next. Needs a duty that the kind names, over the place. Refuses `CharterNotFound`, `MayNotFile`,
    `FiledBefore`, `WrongFilingDay`, `FilingNoteMissing`."""
    words = clean(note, LONGEST_FILING, "note", refusal=FilingNoteMissing)
    with transaction():
        version = locked(
            CharterVersion.objects.filter(pk=version_id).select_related("charter")
        ).first()
        if version is None:
            raise CharterNotFound
        row = version.charter
        kind = selectors.charter_kind(row.kind)
        if not selectors.may_file(actor, kind, row.area_path):
            actor.require(SEE, Target(row.area_path))
            names = "、".join(str(organisations.duty_or_key(one).name) for one in kind.files)
            raise MayNotFile(duties=names or "-")
        if version.filing != Filing.NOT_YET:
            raise FiledBefore
        if filing is Filing.RETURNED and not words:
            raise FilingNoteMissing(field="note")
        if filing is Filing.NOT_YET or not version.adopted_on <= on <= local(now).date():
            raise WrongFilingDay(field="on")
        version.filing, version.filed_on, version.filing_note = filing, on, words
        version.filed_by_id = actor.account_id
        version.save(update_fields=["filing", "filed_on", "filing_note", "filed_by"])
        _note("charter_filed", row, actor, now, version=version.number, filing=filing.value)


def _note(verb: str, row: Charter, actor: Actor, now: datetime, **data: object) -> None:
    trail.record(f"deliberation.{verb}", actor=actor, now=now, subject=(CHARTER, row.pk), data=data)
