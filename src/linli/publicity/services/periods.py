"""Opening a period, showing it, changing its text, ending it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from linli.files import services as files
from linli.jobs import services as jobs
from linli.kernel import trail
from linli.kernel.actor import SYSTEM, Actor, Target
from linli.kernel.database import locked, transaction
from linli.kernel.errors import Refused
from linli.kernel.ids import new_id
from linli.kernel.texts import clean
from linli.procedures import selectors as procedure_reads
from linli.procedures import services as procedures
from linli.publicity import models
from linli.publicity.rules import Verdict, digest_of, mask_text, verdict
from linli.publicity.selectors.periods import as_period
from linli.publicity.services.publishing import LONGEST_REASON, LONGEST_TITLE
from linli.publicity.services.telling import OBJECTIONS_WAIT, tell_duty
from linli.publicity.terms import (
    LONGEST_BASIS,
    LONGEST_CONTENT,
    LONGEST_PLACE,
    PUBLISH,
    SHOWN_PLACE,
    SUBJECT,
    BadLength,
    BasisMissing,
    ChangeReasonMissing,
    NothingChanged,
    NothingToPublish,
    Period,
    PeriodNotFound,
    PeriodOver,
    PeriodState,
    PlaceEmpty,
    PlaceKind,
    ReasonMissing,
    Ruling,
    RunningAlready,
    Waits,
)
from linli.territory import selectors as territory
from linli.territory.terms import Limit, Unit, UnknownLimit

END_DUE = "publicity.end_due"


def length_of(text: str) -> Limit:
    """The length of a period: whole natural or working days. Refuses `BadLength`."""
    try:
        limit = Limit.parse(text)
    except UnknownLimit as error:
        raise BadLength(field="length") from error
    if limit.unit not in (Unit.DAY, Unit.WORK_DAY):
        raise BadLength(field="length")
    return limit


def open_period(
    *,
    title: str,
    words: str,
    area_id: UUID,
    length: str,
    basis: str,
    actor: Actor,
    now: datetime,
    subject: tuple[str, UUID] | None = None,
    kind: str = "decision",
    since: datetime | None = None,
    photos: bool = False,
    second_person: bool = False,
    duty: str = "",
    opened_by: UUID | None = None,
    step: tuple[UUID, UUID] | None = None,
) -> Period:
    """Put a text before the public of an area for at least `length` (`7 工作日` of the county's
    calendar, `5 天`; the day on which it begins does not count), by a legal `basis` in words, from
    `since` (now). Title and words are masked; there is no way to show them unmasked.

    `subject` (kind, id) is whose text it is (none: its own); `kind` a key of `terms.KINDS` or words
    of the method. `photos`: it cannot end before a photo shows its present text on a board.
    `second_person`: objections are answered by others than `opened_by` (the actor). `duty`, held
    over the area, hears of objections and of what keeps it open (none: whoever opened it).
    `step` (run id, step id) is resumed at the end with `effective` or `upheld`.

    Needs `publicity.publish` at the area. Refuses `NothingToPublish` (title of 60, words of 20,000
    characters at most), `BadLength`, `BasisMissing`, and `RunningAlready` for the same subject and
    kind.
    """
    area = territory.area(area_id)
    actor.require(PUBLISH, Target(area.path))
    limit = length_of(length)
    legal = clean(basis, LONGEST_BASIS, "basis", refusal=BasisMissing)
    if not legal:
        raise BasisMissing(field="basis")
    begins, period_id, kind = since or now, new_id(), kind[:40]
    about = subject or (SUBJECT, period_id)
    with transaction():
        same = models.Period.objects.filter(
            subject_kind=about[0], subject_id=about[1], kind=kind, state=PeriodState.RUNNING
        )
        if same.exists():
            raise RunningAlready
        shown = _version(period_id, 1, title, words, area.path, begins, actor)
        row = models.Period.objects.create(
            id=period_id, subject_kind=about[0], subject_id=about[1], kind=kind,
            area_id=area.id, area_path=area.path, current=shown, length=str(limit), basis=legal,
            begins=begins, ends=territory.due(begins, limit), photos=photos,
            second_person=second_person, duty=duty, run_id=step[0] if step else None,
            step_id=step[1] if step else None, opened_at=now,
            opened_by_id=opened_by or actor.account_id,
        )  # fmt: skip
        _line("publicity.period_opened", row, actor, now, digest=shown.digest, length=row.length)
        _ends_at(row, now)
    return as_period(row)


def _version(
    period_id: UUID,
    number: int,
    title: str,
    words: str,
    area_path: str,
    since: datetime,
    actor: Actor,
) -> models.Publication:
    """The text as it will be shown, masked. Refuses `NothingToPublish`."""
    name = clean(title, LONGEST_TITLE, "title", refusal=NothingToPublish)
    text = clean(words, LONGEST_CONTENT, "words", refusal=NothingToPublish)
    if not name or not text:
        raise NothingToPublish(field="words" if name else "title")
    shown, masked = mask_text(name).text[:120], mask_text(text).text
    return models.Publication.objects.create(
        subject_kind=SUBJECT, subject_id=period_id, kind=SUBJECT, title=shown, words=masked,
        area_path=area_path, since=since, version=number, state="open",
        digest=digest_of(shown, masked), published_by_id=actor.account_id,
    )  # fmt: skip


def change_content(
    *, period_id: UUID, title: str, words: str, reason: str, actor: Actor, now: datetime
) -> Period:
    """Show another text in place of the present one: a new version, and the clock begins anew. The
    earlier text stays readable with the reason. Returns the period with its new end. Needs
    `publicity.publish` there. Refuses `PeriodOver`, `NothingToPublish`, `NothingChanged`,
    `ChangeReasonMissing`.
    """
    why = clean(reason, LONGEST_REASON, "reason", refusal=ChangeReasonMissing)
    if not why:
        raise ChangeReasonMissing(field="reason")
    with transaction():
        row = running(period_id, actor)
        before = row.current
        _close(before, now, mask_text(why).text[:LONGEST_REASON])
        row.begins = max(now, row.begins)
        shown = _version(row.pk, before.version + 1, title, words, row.area_path, row.begins, actor)
        if shown.digest == before.digest:
            raise NothingChanged(field="words")
        row.current, row.ends = shown, territory.due(row.begins, Limit.parse(row.length))
        row.restarts, row.waits = row.restarts + 1, Waits.NOTHING
        row.save()
        _line(
            "publicity.period_restarted", row, actor, now,
            version=shown.version, digest=shown.digest,
        )  # fmt: skip
        _ends_at(row, now)
    return as_period(row)


def _close(shown: models.Publication, now: datetime, reason: str = "") -> None:
    """This text is no longer the present one. Without an end it was never before anybody's eyes."""
    shown.state, shown.reason = "closed", reason
    shown.until = now if now > shown.since else None
    shown.save(update_fields=["state", "until", "reason"])


def add_place(
    *,
    period_id: UUID,
    kind: PlaceKind | str,
    name: str,
    actor: Actor,
    now: datetime,
    photos: Sequence[UUID] = (),
) -> UUID:
    """Note where the present text was put up: `kind`, the place in words, and `photos` (files of
    this actor, see `files.services.receive`) that anybody may see. Returns the place's id. Needs
    `publicity.publish` there. Refuses `PeriodOver`, `PlaceEmpty`, `FileNotFound`, `TooMany`.
    """
    where = clean(name, LONGEST_PLACE, "name", refusal=PlaceEmpty)
    if not where:
        raise PlaceEmpty(field="name")
    with transaction():
        row = running(period_id, actor)
        place = models.ShownPlace.objects.create(
            period=row, version=row.current.version, kind=PlaceKind(kind).value,
            name=mask_text(where).text[:LONGEST_PLACE], has_photo=bool(photos), at=now,
            by_id=actor.account_id,
        )  # fmt: skip
        files.attach(ids=photos, owner=(SHOWN_PLACE, place.pk), actor=actor, now=now)
        _line("publicity.shown_at", row, actor, now, place=str(place.pk), photos=len(photos))
        if photos and row.waits == Waits.PHOTO:
            jobs.enqueue(END_DUE, {}, now=now)
    return place.pk


def withdraw_period(*, period_id: UUID, reason: str, actor: Actor, now: datetime) -> Period:
    """Take a period back before its end, with a reason that the public reads. It is `upheld` where
    an objection to the present text was upheld, else `withdrawn`; a procedure that waits for it
    goes on with `upheld`: the text does not hold. Needs `publicity.publish` there. Refuses
    `PeriodOver`, `ReasonMissing`.
    """
    why = clean(reason, LONGEST_REASON, "reason", refusal=ReasonMissing)
    if not why:
        raise ReasonMissing(field="reason")
    with transaction():
        row = running(period_id, actor)
        state = PeriodState.UPHELD if _upheld(row) else PeriodState.WITHDRAWN
        row.reason = mask_text(why).text[:LONGEST_REASON]
        _end(row, state, actor, now)
    return as_period(row)


def end_due(now: datetime) -> int:
    """End every period whose days are used up, unless an objection is open or a photo is missing
    (then whoever has the duty is told, once); end those whose procedure no longer waits. Returns
    how many ended. Idempotent; any number of workers may call it. Where a procedure refuses to go
    on, that period stays, the others end, and the first refusal is raised at last.
    """
    rows = models.Period.objects.filter(state=PeriodState.RUNNING)
    due = list(rows.filter(ends__lte=now).order_by("ends").values_list("pk", flat=True))
    waiting = rows.filter(ends__gt=now, step_id__isnull=False).values_list("pk", "step_id")
    due += [pk for pk, step_id in waiting if step_id and not procedure_reads.is_parked(step_id)]
    ended, refusals = 0, []
    for pk in due:
        try:
            ended += _end_one(pk, now)
        except Refused as refused:
            refusals.append(refused)
    if refusals:
        raise refusals[0]
    return ended


def _end_one(period_id: UUID, now: datetime) -> bool:
    with transaction():
        row = hold(period_id)
        if row is None or row.state != PeriodState.RUNNING:
            return False  # another worker was faster
        if row.step_id is not None and not procedure_reads.is_parked(row.step_id):
            _end(row, PeriodState.WITHDRAWN, SYSTEM, now)
            return True
        row.ends = max(row.ends, territory.due(row.begins, Limit.parse(row.length)))
        found = verdict(
            now=now,
            ends=row.ends,
            unanswered=models.Objection.objects.filter(period=row, ruling="").count(),
            upheld=_upheld(row),
            photo_missing=row.photos and not _photographed(row),
        )
        if found in (Verdict.EFFECTIVE, Verdict.UPHELD):
            _end(row, PeriodState(found.value), SYSTEM, now)
            return True
        _wait(row, found, now)
    return False


def _wait(row: models.Period, found: Verdict, now: datetime) -> None:
    waits = {Verdict.WAITS_RULING: Waits.RULING, Verdict.WAITS_PHOTO: Waits.PHOTO}
    before, row.waits = row.waits, waits.get(found, Waits.NOTHING)
    row.save(update_fields=["ends", "waits"])
    if found is Verdict.RUNS:  # the calendar was corrected meanwhile
        _ends_at(row, now)
    elif row.waits != before:
        tell_duty(row, OBJECTIONS_WAIT, now=now)


def _upheld(row: models.Period) -> int:
    """Objections against the present text that were upheld."""
    return models.Objection.objects.filter(
        period=row, version=row.current.version, ruling=Ruling.UPHELD
    ).count()


def _photographed(row: models.Period) -> bool:
    return models.ShownPlace.objects.filter(
        period=row, version=row.current.version, has_photo=True
    ).exists()


def _end(row: models.Period, state: PeriodState, actor: Actor, now: datetime) -> None:
    """The end, and the answer to the procedure that waits for it."""
    row.state, row.ended_at, row.waits = state.value, now, Waits.NOTHING
    row.save()
    _close(row.current, now)
    count = models.Objection.objects.filter(period=row).count()
    data = {"restarts": row.restarts, "objections": count}
    _line("publicity.period_ended", row, actor, now, state=state.value, **data)
    if row.step_id is not None and procedure_reads.is_parked(row.step_id):
        outcome = "effective" if state is PeriodState.EFFECTIVE else "upheld"
        procedures.resume(step_id=row.step_id, outcome=outcome, data=data, actor=actor, now=now)


def _ends_at(row: models.Period, now: datetime) -> None:
    """Look at it the moment its days are used up; the periodic job is for what was missed."""
    jobs.enqueue(END_DUE, {}, now=now, run_at=row.ends)


def hold(period_id: UUID) -> models.Period | None:
    """The period, locked; the run that waits for it first (docs/architecture.md, lock order)."""
    run_id = models.Period.objects.filter(pk=period_id).values_list("run_id", flat=True).first()
    if run_id is not None:
        procedures.hold(run_id)
    return locked(models.Period.objects.filter(pk=period_id)).first()


def at_desk(period_id: UUID, actor: Actor) -> models.Period:
    """The period, held, for somebody who may publish there. Refuses `PeriodNotFound`,
    `NotAllowed`."""
    row = hold(period_id)
    if row is None:
        raise PeriodNotFound
    actor.require(PUBLISH, Target(row.area_path))
    return row


def running(period_id: UUID, actor: Actor) -> models.Period:
    """The same, still running. Refuses `PeriodOver` too."""
    row = at_desk(period_id, actor)
    if row.state != PeriodState.RUNNING:
        raise PeriodOver
    return row


def _line(name: str, row: models.Period, actor: Actor, now: datetime, **data: object) -> None:
    trail.record(name, actor=actor, now=now, subject=(SUBJECT, row.pk), data=data)
