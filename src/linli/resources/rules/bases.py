"""Rules of bases: how courses lie in days, what the method says, what answers come to. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any
from uuid import UUID

from linli.kernel.language import Words
from linli.resources.terms.bases import (
    LEAST_ANSWERS,
    AnswerMissing,
    BaseKind,
    CourseRow,
    Half,
    Item,
    Question,
    QuestionKind,
    ResultRow,
    Slot,
    Theme,
    WrongProgramme,
)

Document = Mapping[str, Any]


def lay_out(items: Iterable[Item], courses: Mapping[UUID, CourseRow], days: int) -> list[Slot]:
    """The half days that these courses take, in order: a course of several goes on without a gap.
    Refuses `WrongProgramme`: nothing chosen, two at once, or beyond the days."""
    taken: dict[int, Slot] = {}
    for one in items:
        course = courses.get(one.course_id)
        if course is None:
            raise WrongProgramme(days=days, field="items")
        first = (one.day - 1) * 2 + one.half
        for at in range(first, first + course.halves):
            if at in taken or not 0 <= at < 2 * days:
                raise WrongProgramme(days=days, field="items")
            taken[at] = Slot(at // 2 + 1, Half(at % 2), course.id, course.site_id)
    if not taken:
        raise WrongProgramme(days=days, field="items")
    return [taken[at] for at in sorted(taken)]


def base_kinds(document: Document) -> dict[str, BaseKind]:
    """`[[bases]]` of the method, as checked and stored, by key."""
    return {row["key"]: _kind(row) for row in document.get("bases", ())}


def _kind(row: Mapping[str, Any]) -> BaseKind:
    days = row.get("days", (1, 5))
    return BaseKind(
        key=row["key"],
        name=Words.of(row["name"]),
        themes=tuple(Theme(one["key"], Words.of(one["name"])) for one in row["themes"]),
        questions=tuple(
            Question(
                one["key"],
                Words.of(one["name"]),
                QuestionKind(one.get("kind", QuestionKind.SCORE)),
                one.get("required", False),
            )
            for one in row.get("questions", ())
        ),
        desk=row["desk"],
        days=(days[0], days[1]),
        ahead=row.get("ahead", 3),
        asks=row.get("asks", 30),
        basis=row.get("basis", ""),
    )


def clean_answers(questions: Sequence[Question], given: Mapping[str, str]) -> dict[str, Any]:
    """What was answered, by question: a score, yes or no, or words. What nobody asked is dropped.
    Refuses `AnswerMissing`."""
    kept: dict[str, Any] = {}
    for one in questions:
        text = given.get(one.key, "").strip()
        value = _answer(one, text)
        if value is not None:
            kept[one.key] = value
        elif one.required or text:
            raise AnswerMissing(question=str(one.name), field=one.key)
    return kept


def _answer(one: Question, text: str) -> Any:
    match one.kind:
        case QuestionKind.SCORE:
            return int(text) if text in ("1", "2", "3", "4", "5") else None
        case QuestionKind.YES:
            return text == "yes" if text in ("yes", "no") else None
        case _:
            return text or None


def results(questions: Sequence[Question], answers: Sequence[Mapping[str, Any]]) -> list[ResultRow]:
    """Question by question; below five answers neither a mean nor a share."""
    return [_result(one, [row[one.key] for row in answers if one.key in row]) for one in questions]


def _result(one: Question, given: list[Any]) -> ResultRow:
    if one.kind is QuestionKind.TEXT:
        return ResultRow(one, len(given), words=tuple(given))
    if len(given) < LEAST_ANSWERS:
        return ResultRow(one, len(given))
    if one.kind is QuestionKind.YES:
        share = Fraction(100 * sum(given), len(given))
        return ResultRow(one, len(given), share=int(share + Fraction(1, 2)))
    mean = Fraction(10 * sum(given), len(given))
    return ResultRow(one, len(given), mean=int(mean + Fraction(1, 2)))
