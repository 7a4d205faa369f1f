"""What is suggested about a matter: a category by its words, a unit by what was solved before."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from uuid import UUID

from linli.advice import selectors as advice
from linli.advice.terms import CATEGORY
from linli.kernel import parts
from linli.kernel.versions import cached_by
from linli.matters import rules
from linli.matters.models import Matter, Report
from linli.matters.selectors.catalogue import catalogue
from linli.matters.terms import Offered, State, Suggested, Suggestion, UnitOffer
from linli.organisations import selectors as organisations
from linli.procedures import selectors as procedures

MODEL = "matters.category"
LEAST = 0.08  # a label less likely than this is not worth reading
LOOKED_BACK = timedelta(days=730)
MOST_SOLVED = 400
SURE_UNIT, ENOUGH = 0.7, 5
HERE_WEIGHS = 3  # one solved nearby says as much as three elsewhere


@cached_by(parts.VERSION)
def phrases() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(texts, categories): the names and usual words of the catalogue, which everything begins
    with. A category that nobody has used yet can be suggested all the same."""
    known = catalogue()
    pairs = [
        (text, one.key)
        for one in known.leaves()
        for text in (
            f"{known.category_name(one.parent)} {one.name.zh}",
            one.name.zh,
            *one.words,
            " ".join(one.words),
        )
        if text.strip()
    ]
    return tuple(text for text, _ in pairs), tuple(key for _, key in pairs)


def suggest(words: str, *, most: int = 3) -> Offered:
    """Categories that the words speak for, by what people decided before. The person decides."""
    texts, labels = phrases()
    known = catalogue()
    said = {one.category: one for one in rules.suggest(words, known, most=most)}
    answer = advice.answer(MODEL, words, texts=texts, labels=labels, most=most)
    leaves = {one.key: one for one in known.leaves()}
    found = [
        Suggestion(
            category=one.label,
            name=leaves[one.label].name,
            score=one.probability,
            because=said[one.label].because if one.label in said else one.because,
        )
        for one in answer.guesses
        if one.label in leaves and one.probability >= LEAST
    ]
    sure = answer.sure and bool(found)
    return Offered(tuple(found[:most]), sure, answer.version)


def suggested_of(matter_id: UUID) -> tuple[Suggested, ...]:
    """What was suggested about this matter, and what became of it."""
    rows = advice.kept(matter_id)
    if not rows:
        return ()
    known = catalogue()
    units = {one.key: one.name for one in organisations.units()}

    def name(kind: str, key: str) -> str:
        return str(known.category_name(key)) if kind == CATEGORY else units.get(key, key)

    return tuple(
        Suggested(
            kind=one.kind,
            name=name(one.kind, one.value),
            percent=round(100 * one.probability),
            sure=one.sure,
            fate=one.fate,
            chosen=name(one.kind, one.chosen) if one.chosen else "",
            made_at=one.made_at,
            decided_at=one.decided_at,
        )
        for one in rows
    )


def words_of(matter_id: UUID) -> str:
    """What its reporters wrote, the first one first."""
    rows = Report.objects.filter(matter_id=matter_id).order_by("at").values_list("words", flat=True)
    return "\n".join(text for text in rows if text)


def units_for(
    category: str, area_path: str, *, words: str = "", now: datetime, most: int = 3
) -> tuple[UnitOffer, ...]:
    """Units for a matter of this category there: rulings kept about such things first, then whoever
    solved most like it. The caller has been through the doorway to the matter."""
    if not category:
        return ()
    names = {one.key: one.name for one in organisations.units()}
    ruled = tuple(
        UnitOffer(one.unit, names[one.unit], one.likeness, True, basis=one.basis, gist=one.gist)
        for one in advice.precedents(category, like=words)
        if one.unit in names
    )
    taken = {one.unit for one in ruled}
    counted = _counted(category, area_path, now)
    return (*ruled, *(one for one in counted if one.unit not in taken))[:most]


def _counted(category: str, area_path: str, now: datetime) -> tuple[UnitOffer, ...]:
    rows = dict(
        Matter.objects.filter(
            category=category,
            state=State.CLOSED,
            opened_at__gte=now - LOOKED_BACK,
            run__isnull=False,
        )
        .order_by("-opened_at")
        .values_list("run_id", "area_path")[:MOST_SOLVED]
    )
    above = ".".join(area_path.rstrip(".").split(".")[:-1]) + "."
    solved: Counter[UUID] = Counter()
    here: Counter[UUID] = Counter()
    for run, unit in procedures.solvers(list(rows)).items():
        solved[unit] += 1
        here[unit] += rows[run].startswith(above)
    known = organisations.units_by_id(solved)
    weight = {unit: solved[unit] + (HERE_WEIGHS - 1) * here[unit] for unit in known}
    total, among = sum(weight.values()), sum(solved.values())
    return tuple(
        UnitOffer(
            unit=known[unit].key,
            name=known[unit].name,
            probability=(much + 0.5) / (total + 1.0 + 0.5 * len(weight)),
            sure=solved[unit] >= ENOUGH and much / total >= SURE_UNIT,
            solved=solved[unit],
            among=among,
            here=here[unit],
        )
        for unit, much in sorted(weight.items(), key=lambda one: -one[1])
    )
