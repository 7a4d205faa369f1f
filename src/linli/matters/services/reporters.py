"""What reporters do by tracking code, and what staff write down for them."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from linli.files import services as files
from linli.kernel import trail
from linli.kernel.actor import SYSTEM, Actor, Target
from linli.kernel.database import transaction
from linli.kernel.ids import read_code
from linli.kernel.texts import clean
from linli.matters.models import Matter, Party, Rating, Remark, Report
from linli.matters.selectors import asks_reporter
from linli.matters.services.conditions import erase_conditions
from linli.matters.services.correcting import end
from linli.matters.services.ending import (
    open_children,
    open_matter_row,
    refuse_open_children,
    seen_open_row,
)
from linli.matters.services.indexing import index
from linli.matters.terms import (
    NOT_SOLVED,
    REPORT,
    SOLVED,
    SUBJECT,
    AnswerKept,
    CodeNotFound,
    State,
    StillOpen,
    TooLong,
)
from linli.procedures import selectors as procedure_reads
from linli.procedures import services as procedures
from linli.publicity import selectors as publicity_reads
from linli.publicity import services as publicity
from linli.search import services as search

WITHDRAWN = "withdrawn"


def _report_of(code: str) -> Report:
    read = read_code(code)
    report = Report.objects.filter(code=read).first() if read else None
    if report is None:
        raise CodeNotFound
    return report


def answer(
    *, code: str, solved: bool, satisfied: int | None, words: str, actor: Actor, now: datetime
) -> None:
    """The reporter's answer to the question at the end: solved or not, and, asked separately, how
    satisfied from 1 to 5. The code is the key. "Not solved" goes back to work, as the procedure
    says. Refuses `CodeNotFound`, `AlreadyEnded` (nothing is being asked)."""
    with transaction():
        report = _report_of(code)
        _answer(report.matter_id, report, solved, satisfied, words, actor, now)


def rate_for(
    *,
    matter_id: UUID,
    solved: bool,
    satisfied: int | None,
    words: str,
    actor: Actor,
    now: datetime,
) -> None:
    """Write down what the reporter said when called back. Needs `matters.call` or
    `matters.open_for` there."""
    with transaction():
        matter = seen_open_row(matter_id, actor)
        if not actor.may("matters.call", Target(matter.area_path)):
            actor.require("matters.open_for", Target(matter.area_path))
        _answer(matter_id, None, solved, satisfied, words, actor, now)


def _answer(
    matter_id: UUID,
    report: Report | None,
    solved: bool,
    satisfied: int | None,
    words: str,
    actor: Actor,
    now: datetime,
) -> None:
    matter = open_matter_row(matter_id)
    assert matter.run_id is not None
    step = procedure_reads.reporter_step(matter.run_id)
    if Rating.objects.filter(matter_id=matter_id, at__gte=step.opened_at).exists():
        raise AnswerKept
    said = clean(words, 500, "words", refusal=TooLong)
    Rating.objects.create(
        matter_id=matter_id,
        report=report,
        solved=solved,
        satisfied=satisfied,
        words=said,
        asked_by_id=actor.account_id,
        at=now,
    )
    if not solved:
        _take_off_the_board(matter_id, now)
    trail.record(
        "matters.rated",
        actor=actor,
        now=now,
        subject=(SUBJECT, matter_id),
        data={"solved": solved, "satisfied": satisfied},
    )
    if solved and open_children(matter_id):
        return  # the answer is kept; the last child to end settles it
    procedures.answer_as_reporter(
        step_id=step.id,
        outcome=SOLVED if solved else NOT_SOLVED,
        answers={},
        note=said,
        actor=actor,
        now=now,
    )


def _take_off_the_board(matter_id: UUID, now: datetime) -> None:
    """What was shown as done is not, says the reporter: it is not shown any longer. What stands on
    a shelf (kept under its own kind) waits there again, to be claimed by somebody else."""
    for one in publicity_reads.of_subject(SUBJECT, matter_id):
        if one.state == "open" and one.kind == SUBJECT:
            publicity.withdraw(publication_id=one.id, reason=NOT_SOLVED, actor=SYSTEM, now=now)


def settle_parent(*, parent_id: UUID, now: datetime) -> None:
    """A child has ended: if it was the last one and the reporter has said "solved" at the step that
    is still open, that answer counts now. Idempotent; does nothing otherwise."""
    with transaction():
        matter = Matter.objects.filter(pk=parent_id, state=State.OPEN).first()
        if matter is None or matter.run_id is None or open_children(parent_id):
            return
        asked = [one for one in procedure_reads.open_steps(matter.run_id) if asks_reporter(one)]
        said = Rating.objects.filter(matter_id=parent_id).order_by("-at").first()
        if not asked or said is None or not said.solved or said.at < asked[0].opened_at:
            return
        procedures.answer_as_reporter(
            step_id=asked[0].id, outcome=SOLVED, answers={}, note=said.words, actor=SYSTEM, now=now
        )


def withdraw(*, code: str, actor: Actor, now: datetime) -> None:
    """The reporter takes the report back, while it is open and has no open child."""
    with transaction():
        report = _report_of(code)
        matter = open_matter_row(report.matter_id)
        others = Report.objects.filter(matter_id=matter.pk, erased_at=None)
        if others.exclude(pk=report.pk).exists():
            _leave(matter, report, actor, now)
            return
        refuse_open_children(matter.pk)
        end(matter, closing=WITHDRAWN, note="", actor=actor, now=now)


def _leave(matter: Matter, report: Report, actor: Actor, now: datetime) -> None:
    """One of several reporters takes their words and pictures back; the others' matter goes on."""
    _erase_report(report.pk, actor, now)
    index(matter, now)
    trail.record("matters.report_withdrawn", actor=actor, now=now, subject=(SUBJECT, matter.pk))


def erase_words(*, kept_for: timedelta, actor: Actor, now: datetime, limit: int = 200) -> int:
    """Retention: of matters that ended longer ago than `kept_for`, erase the reports' words, the
    steps' notes and answers, pictures and evidence, what was published, and the search entry; codes
    and digests stay, so every chain still holds. Returns how many reports. Idempotent."""
    ended = Report.objects.filter(erased_at=None, matter__closed_at__lt=now - kept_for)
    rows = list(ended.values_list("pk", "matter_id", "matter__run_id")[:limit])
    for report_id, matter_id, run_id in rows:
        with transaction():
            _erase(report_id, matter_id, run_id, actor, now)
    return len(rows)


def erase_person(*, identity_id: UUID, actor: Actor, now: datetime) -> int:
    """Erase what one person reported, at their request, however long ago it ended. Refuses
    `StillOpen` while one of the matters is under way: withdraw it first. Returns how many."""
    theirs = Report.objects.filter(identity_id=identity_id)
    count = theirs.filter(matter__state=State.OPEN).count()
    if count:
        raise StillOpen(count=count)
    with transaction():
        rows = list(theirs.values_list("pk", "matter_id", "matter__run_id"))
        for report_id, matter_id, run_id in rows:
            _erase(report_id, matter_id, run_id, actor, now)
    return len(rows)


def _erase_report(report_id: UUID, actor: Actor, now: datetime) -> None:
    """What one reporter alone gave: words, place, pictures, and what they said since."""
    files.remove_of_owner(owner=(REPORT, report_id), actor=actor, now=now)
    _erase_remarks(Remark.objects.filter(report_id=report_id), actor, now)
    Rating.objects.filter(report_id=report_id).update(words="")
    Report.objects.filter(pk=report_id).update(
        words="", place_words="", identity=None, erased_at=now
    )


def _erase_remarks(remarks: QuerySet[Remark], actor: Actor, now: datetime) -> None:
    for remark_id in remarks.values_list("pk", flat=True):
        files.remove_of_owner(owner=("remark", remark_id), actor=actor, now=now)
    remarks.update(words="")


def _erase(report_id: UUID, matter_id: UUID, run_id: UUID, actor: Actor, now: datetime) -> None:
    """What the others of a matter reported, with their pictures, stays theirs. What staff wrote and
    photographed goes with each of them: nobody can tell whose it speaks of.
    """
    _erase_report(report_id, actor, now)
    for step_id in procedure_reads.step_ids(run_id):
        files.remove_of_owner(owner=("step", step_id), actor=actor, now=now)
    procedures.erase_words(run_id=run_id, actor=actor, now=now)
    publicity.erase_of_subject(subject=(SUBJECT, matter_id), actor=actor, now=now)
    Rating.objects.filter(matter_id=matter_id, report=None).update(words="")
    erase_conditions(matter_id, actor, now)
    _erase_remarks(Remark.objects.filter(matter_id=matter_id, report=None), actor, now)
    if Report.objects.filter(matter_id=matter_id, erased_at=None).exists():
        index(Matter.objects.get(pk=matter_id), now)
    else:
        search.remove(kind=SUBJECT, id=matter_id)
        Party.objects.filter(matter_id=matter_id).update(identity=None)
    trail.record("matters.words_erased", actor=actor, now=now, subject=(SUBJECT, matter_id))
