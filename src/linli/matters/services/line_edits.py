"""Editing a line of a list: what it said before is kept as a version."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from linli.kernel import clock, trail
from linli.kernel.actor import Actor
from linli.kernel.database import transaction
from linli.kernel.writes import insert
from linli.matters import rules, selectors
from linli.matters.models import Condition, LineVersion, ListLine, MatterList, Report
from linli.matters.services.ending import open_matter_row
from linli.matters.services.indexing import digest, index
from linli.matters.services.line_sheets import CONDITIONS, DUE, EVIDENCE, PERSON, WHAT, day_of
from linli.matters.services.lists import checked_conditions, checked_person
from linli.matters.terms import (
    MOST_CONDITIONS,
    SUBJECT,
    ConditionShown,
    DueNeeded,
    DueNotRead,
    DuePassed,
    LineChanged,
    LineEdit,
    MayNotEditLine,
    NewCondition,
    PersonNotThere,
    TooManyConditions,
)
from linli.procedures import services as procedures


def edit_line(*, line_id: UUID, edit: LineEdit, actor: Actor, now: datetime) -> None:
    """Rewrite a line: its words, its closing conditions, who is named, by when. By whoever drew up
    the list, while line and list are open; what was known from the start follows, and an open step
    goes to whoever is named now. A condition that has evidence stays as it is. Nothing changed
    makes no version. Refuses `LineNotFound`, `MayNotEditLine`, `AlreadyEnded`, `LineChanged`,
    `ConditionShown`, `DueNeeded`, `DuePassed`, `PersonNotThere`, and what words refuse."""
    words = rules.clean_words(edit.words, pictures=0)
    conditions = checked_conditions(edit.conditions)
    list_id = selectors.line_for(actor, line_id)
    with transaction():
        parent = open_matter_row(list_id)
        spec = selectors.catalogue().list_of(MatterList.objects.get(pk=list_id).key)
        if not selectors.draws_up(actor, spec, parent):
            raise MayNotEditLine(verb="matters.see")
        matter = open_matter_row(line_id)
        line = ListLine.objects.select_related("owner").get(pk=line_id)
        report = Report.objects.filter(matter_id=line_id).order_by("-at")[0]
        if LineVersion.objects.filter(line_id=line_id).count() != edit.version:
            raise LineChanged
        before = _as_it_is(line, report, edit.version + 1, actor, now)
        changed = _changed(line, report, before, replace(edit, words=words), conditions, now)
        if not changed:
            return
        insert(before)
        _rewrite(line, edit, conditions)
        report.words, report.digest = words, digest(words, report.place_words)
        report.save(update_fields=["words", "digest"])
        _follow(line, changed, matter.run_id, actor, now)
        index(matter, now)
        trail.record(
            "matters.line_edited", actor=actor, now=now, subject=(SUBJECT, line_id),
            data={"version": before.number, "fields": changed, "digest": report.digest},
        )  # fmt: skip


def edit_row(
    *, line_id: UUID, row: Mapping[str, str], version: int, actor: Actor, now: datetime
) -> None:
    """A line as it is typed on its page: the columns of a sheet by name, but for the unit, which
    stays. Refuses `DueNotRead`, `PersonNotThere`, and what `edit_line` refuses."""
    selectors.line_for(actor, line_id)
    owner = ListLine.objects.values_list("owner_id", flat=True).get(pk=line_id)
    count = row.get(EVIDENCE, "")
    evidence = int(count) if count.isdigit() else 1
    edit = LineEdit(
        words=row[WHAT],
        version=version,
        person=_person(row.get(PERSON, ""), owner, now),
        due_on=_day(row.get(DUE, "")),
        conditions=tuple(
            NewCondition(one, evidence) for one in row.get(CONDITIONS, "").splitlines()
        ),
    )
    edit_line(line_id=line_id, edit=edit, actor=actor, now=now)


def _person(name: str, owner_id: UUID | None, now: datetime) -> UUID | None:
    if not name:
        return None
    found = {one: account for account, one in selectors.people_at(owner_id, now=now)}
    if name not in found:
        raise PersonNotThere(field="person", name=name)
    return found[name]


def _day(text: str) -> date | None:
    if not text:
        return None
    day = day_of(text)
    if day is None:
        raise DueNotRead(field="due_on", day=text)
    return day


def _as_it_is(
    line: ListLine, report: Report, number: int, actor: Actor, now: datetime
) -> LineVersion:
    conditions = Condition.objects.filter(line_id=line.pk).order_by("number")
    return LineVersion(
        line=line,
        number=number,
        words=report.words,
        conditions=list(conditions.values_list("words", flat=True)),
        person_id=line.person_id,
        due_on=line.due_on,
        digest=report.digest,
        at=now,
        by_id=actor.account_id,
    )


def _changed(
    line: ListLine, report: Report, before: LineVersion, edit: LineEdit,
    conditions: tuple[NewCondition, ...], now: datetime,
) -> list[str]:  # fmt: skip
    """The names of what is another now; refuses what it may not be."""
    changed = []
    if edit.words != report.words:
        changed.append("words")
    if {one.words for one in conditions} != set(before.conditions):
        changed.append("conditions")
    if edit.person != line.person_id:
        checked_person(edit.person, line.owner_id, now)
        changed.append("person")
    if edit.due_on != line.due_on:
        if edit.due_on is None:
            raise DueNeeded(field="due_on")
        if edit.due_on <= clock.local(now).date():
            raise DuePassed(field="due_on", day=edit.due_on.isoformat())
        changed.append("due_on")
    return changed


def _rewrite(line: ListLine, edit: LineEdit, conditions: tuple[NewCondition, ...]) -> None:
    line.person_id, line.due_on = edit.person, edit.due_on
    line.save(update_fields=["person", "due_on"])
    there = list(Condition.objects.filter(line_id=line.pk).order_by("number"))
    given = selectors.evidence_counts([one.pk for one in there]) if there else {}
    wanted = {one.words: one for one in conditions}
    for one in there:
        if one.words in wanted:
            continue
        if one.met_at is not None or given.get(one.pk):
            raise ConditionShown(field="conditions", number=one.number)
        one.delete()
    known = {one.words for one in there}
    added = [one for one in wanted.values() if one.words not in known]
    if len(wanted) > MOST_CONDITIONS:
        raise TooManyConditions(field="conditions", most=MOST_CONDITIONS)
    last = max((one.number for one in there), default=0)  # numbers that were used stay used
    insert(
        *(
            Condition(line_id=line.pk, number=number, words=one.words, evidence=one.evidence)
            for number, one in enumerate(added, start=last + 1)
        )
    )


def _follow(
    line: ListLine, changed: list[str], run_id: UUID | None, actor: Actor, now: datetime
) -> None:
    """The line's procedure knew both from its start."""
    known: dict[str, Any] = {}
    if "person" in changed:
        known["person"] = str(line.person_id or "")
    if "due_on" in changed and line.due_on is not None:
        known["within"] = line.due_on.isoformat()
    if known and run_id is not None:
        procedures.relabel(run_id=run_id, data=known, actor=actor, now=now)
