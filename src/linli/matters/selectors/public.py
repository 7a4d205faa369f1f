"""A matter as its reporter and the public see it: plain words, roles instead of names."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from linli.files import selectors as files
from linli.kernel.ids import read_code
from linli.matters.models import Matter, Rating, Remark, Report
from linli.matters.selectors.catalogue import catalogue
from linli.matters.selectors.conversing import remarks_of
from linli.matters.terms import (
    NOT_SOLVED,
    REPORT,
    SOLVED,
    SUBJECT,
    CodeNotFound,
    State,
    TimelineEntry,
    Tracked,
)
from linli.matters.terms import Kind as Sort
from linli.organisations import selectors as organisations
from linli.organisations.terms import REPORTER
from linli.procedures import selectors as procedures
from linli.procedures.terms import HappeningView, Kind, StepView
from linli.territory import selectors as territory

LONGEST_PUBLIC_TITLE = 60
# What a reporter is told of: what was done, by which duty; not the engine's own bookkeeping.
_SHOWN = {Kind.DONE, Kind.MARKED, Kind.EXTENDED, Kind.REASSIGNED, Kind.RELABELLED, Kind.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class PublicSummary:
    """What is shown to everybody: category and estate, and the published answer."""

    title: str
    words: str
    area_path: str
    kind: str = SUBJECT  # under which it is shown: what stands on a shelf has one of its own


def by_code(code: str, *, now: datetime) -> Tracked:
    """The doorway by tracking code; refuses `CodeNotFound`."""
    read = read_code(code)
    report = Report.objects.select_related("matter").filter(code=read).first() if read else None
    if report is None:
        raise CodeNotFound
    matter = report.matter
    assert matter.run_id is not None
    kind = catalogue().kinds.get(matter.kind)
    talks = kind is not None and kind.conversation
    steps = procedures.open_steps(matter.run_id) if matter.state == State.OPEN else ()
    asked = _question(matter.pk, steps)
    history = procedures.history(matter.run_id)
    ratings = Rating.objects.filter(matter_id=matter.pk).order_by("-at")
    rating = ratings.values_list("solved", "satisfied").first()
    return Tracked(
        matter_id=matter.pk,
        code=report.code,
        number=matter.number,
        title=catalogue().category_name(matter.category) or _kind_words(kind) or _("待分类"),
        place=report.place_words or (territory.full_name(matter.area_id) if matter.area_id else ""),
        words=report.words,
        opened_at=report.at,
        state=matter.state,
        timeline=_timeline(matter, report, history, now),
        files=tuple(file.id for file in files.of_owner(REPORT, report.pk)),
        question=asked.id if asked else None,
        answers=_answers(asked),
        closing=_closing(matter),
        rating=rating,
        said=_said(history, rating[0]) if rating else "",
        talks=talks and matter.state == State.OPEN,
        remarks=remarks_of(matter.pk) if talks else (),
    )


def _kind_words(found: Sort | None) -> str:
    """The name of a kind that was chosen as such; "" of the first that residents may open, which
    takes whatever there is and is told by its category."""
    general = next((one for one in catalogue().kinds.values() if one.anonymous), None)
    return str(found.name) if found is not None and found != general else ""


def _question(matter_id: UUID, steps: Iterable[StepView]) -> StepView | None:
    """The step that waits for the reporter, unless an answer to it is kept until a child ends."""
    asked = next((step for step in steps if asks_reporter(step)), None)
    if asked is None:
        return None
    said = Rating.objects.filter(matter_id=matter_id, at__gte=asked.opened_at)
    return None if said.exists() else asked


def _answers(asked: StepView | None) -> tuple[str, str]:
    named = {one.key: str(one.name) for one in asked.outcomes} if asked else {}
    return named.get(SOLVED, ""), named.get(NOT_SOLVED, "")


def asks_reporter(step: StepView) -> bool:
    """Is this the step at which the reporter is asked?"""
    return organisations.duty_or_key(step.duty).level == REPORTER


def _closing(matter: Matter) -> str:
    reason = catalogue().reasons.get(matter.closing)
    return str(reason.told) if reason else ""


def _said(history: Sequence[HappeningView], solved: bool) -> str:
    """The reporter's last answer as the method calls it. While it is only kept, no step is done."""
    wanted = SOLVED if solved else NOT_SOLVED
    done = [one for one in history if one.kind == Kind.DONE and one.outcome == wanted]
    return str(done[-1].outcome_name) if done else _("解决了") if solved else _("没有解决")


def _timeline(
    matter: Matter, report: Report, history: Sequence[HappeningView], now: datetime
) -> tuple[TimelineEntry, ...]:
    assert matter.run_id is not None
    entries = [TimelineEntry("done", _("已收到您的反映"), at=report.at)]
    entries += [_done(one) for one in history if one.kind in _SHOWN]
    if matter.state == State.OPEN:
        entries += [
            TimelineEntry("now", str(told.text), due_at=told.due_at, who=str(told.name))
            for told in procedures.told(matter.run_id, now=now)
        ]
    elif matter.state == State.CLOSED:
        entries.append(TimelineEntry("done", _("这件事已办结"), at=matter.closed_at))
    else:
        words = _closing(matter) or _("这件事已关闭，不再办理")
        entries.append(TimelineEntry("done", words, at=matter.closed_at))
    return tuple(entries)


def _done(one: HappeningView) -> TimelineEntry:
    """What was done as its reporter reads it: the step and its outcome, the role, no name."""
    if one.kind == Kind.DONE:
        words = f"{one.name}：{one.outcome_name}" if str(one.outcome_name) else str(one.name)
    else:
        words = f"{one.kind.label} · {one.name}" if str(one.name) else one.kind.label
    return TimelineEntry("done", words, at=one.at)


def may_publish(matter_id: UUID) -> bool:
    """Has everybody who left a number agreed that the outcome is shown?"""
    return not Report.objects.filter(
        matter_id=matter_id, identity__isnull=False, may_publish=False
    ).exists()


def public_summary(
    matter_id: UUID, *, fields: Sequence[str], level: str, thanks: bool = False
) -> PublicSummary:
    """What may be published of a matter: category, the place down to `level` (a kind of area; ""
    or unknown: the matter's own), and what was written for the public, to be masked: the first of
    the form `fields` that was answered, else only that it was done. With `thanks`, what the
    reporter said at the end is shown before all of them."""
    matter = Matter.objects.get(pk=matter_id)
    assert matter.run_id is not None
    assert matter.area_id is not None
    above = territory.ancestor(matter.area_id, level) if level else None
    shown = above or territory.area(matter.area_id)
    kind = catalogue().kinds.get(matter.kind)
    name = catalogue().category_name(matter.category) or _kind_words(kind) or _("居民反映的事")
    answers = [procedures.answer_of(matter.run_id, field) for field in fields]
    if thanks:
        said = Rating.objects.filter(matter_id=matter_id).order_by("-at").first()
        answers.insert(0, said.words if said else "")
    return PublicSummary(
        title=f"{name} · {territory.full_name(shown.id)}"[:LONGEST_PUBLIC_TITLE],
        words=next((text for text in answers if text), _("已办好。")),
        area_path=shown.path,
        kind=matter.kind if kind and kind.shelf else SUBJECT,
    )


def codes_of(identity_id: UUID) -> tuple[tuple[str, str, str, datetime, str], ...]:
    """(code, number, title, when, state) of a person's own reports, newest first; for someone who
    has proved the telephone number."""
    rows = (
        Report.objects.filter(identity_id=identity_id)
        .order_by("-at")
        .values_list("code", "matter__number", "matter__title", "at", "matter__state")[:50]
    )
    return tuple(rows)


def state_of(matter_id: UUID) -> tuple[str, str]:
    """(state, closing) of a matter."""
    return Matter.objects.values_list("state", "closing").get(pk=matter_id)


def reports_of(identity_id: UUID) -> list[dict[str, str]]:
    """What one person reported and said, for their own copy."""
    rows = Report.objects.filter(identity_id=identity_id).select_related("matter").order_by("at")
    said: dict[UUID, list[str]] = {}
    remarks = Remark.objects.filter(report__in=rows.values("pk")).order_by("at")
    for report_id, words in remarks.values_list("report_id", "words"):
        said.setdefault(report_id, []).append(words)
    return [
        {
            "number": row.matter.number,
            "code": row.code,
            "at": row.at.isoformat(),
            "words": row.words,
            "said": "\n".join(said.get(row.pk, ())),
            "place": row.place_words,
            "state": row.matter.state,
        }
        for row in rows
    ]
