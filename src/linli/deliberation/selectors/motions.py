"""Points of an agenda, with their votes and what became of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from linli.deliberation import sealing
from linli.deliberation.models import (
    Ballot,
    Boxed,
    Gathering,
    Motion,
    PaperCount,
    Recusal,
    RollEntry,
    TextVersion,
    Undertaking,
)  # fmt: skip
from linli.deliberation.selectors.counting import HERE
from linli.deliberation.selectors.explaining import explained
from linli.deliberation.terms import (
    DETAIL_FROM,
    Box,
    BoxLine,
    Came,
    Choice,
    Medium,
    MotionNotFound,
    MotionRow,
    MotionState,
    TextRow,
    VotingLine,
    Way,
)  # fmt: skip
from linli.kernel import cipher


def text_row(row: TextVersion) -> TextRow:
    return TextRow(row.pk, row.number, row.title, row.words, row.digest, row.made_at)


def voter_mark(motion_id: UUID, entry_id: UUID) -> str:
    """What a phone keeps the paper of that line under: neither the line nor the voter in plain."""
    return cipher.keyed_digest(f"{motion_id}:{entry_id}", purpose="ballot.voter")[:32]


@dataclass(frozen=True, slots=True)
class _Votes:
    """What was given, by motion: media by line, recusals, ballots in the box, what became of it."""

    voted: Mapping[UUID, Mapping[UUID, Medium]]
    recused: Mapping[UUID, Mapping[UUID, str]]
    boxed: Mapping[UUID, int]
    became: Mapping[UUID, list[tuple[str, UUID]]]


def _votes(ids: list[UUID]) -> _Votes:
    """Four statements."""
    voted: dict[UUID, dict[UUID, Medium]] = defaultdict(dict)
    for motion_id, entry_id, medium in Ballot.objects.filter(motion_id__in=ids).values_list(
        "motion_id", "entry_id", "medium"
    ):
        voted[motion_id][entry_id] = Medium(medium)
    recused: dict[UUID, dict[UUID, str]] = defaultdict(dict)
    for motion_id, entry_id, reason in Recusal.objects.filter(motion_id__in=ids).values_list(
        "motion_id", "entry_id", "reason"
    ):
        recused[motion_id][entry_id] = reason
    boxed = Counter(Boxed.objects.filter(motion_id__in=ids).values_list("motion_id", flat=True))
    became: dict[UUID, list[tuple[str, UUID]]] = defaultdict(list)
    for motion_id, kind, subject in Undertaking.objects.filter(motion_id__in=ids).values_list(
        "motion_id", "subject_kind", "subject_id"
    ):
        became[motion_id].append((kind, subject))
    return _Votes(voted, recused, boxed, became)


def motion_rows(
    row: Gathering,
    roll: list[RollEntry],
    own: frozenset[UUID],
    names: Mapping[UUID, str],
    tags: Mapping[str, str],
) -> tuple[MotionRow, ...]:
    """Five statements, however many there are. `own` are the reader's lines of the roll."""
    motions = list(Motion.objects.filter(gathering=row).select_related("text").order_by("position"))
    votes = _votes([one.pk for one in motions])
    return tuple(_motion_row(one, votes, roll, own, names, tags) for one in motions)


def _motion_row(
    one: Motion,
    votes: _Votes,
    roll: list[RollEntry],
    own: frozenset[UUID],
    names: Mapping[UUID, str],
    tags: Mapping[str, str],
) -> MotionRow:
    voted, recused = votes.voted[one.pk], votes.recused[one.pk]
    may = [line for line in roll if line.votes and line.pk not in recused]
    return MotionRow(
        id=one.pk,
        position=one.position,
        title=one.title,
        text=text_row(one.text) if one.text else None,
        way=Way(one.way),
        state=MotionState(one.state),
        matter_id=one.matter_id,
        number=one.number,
        passed=one.passed,
        explained=explained(one.figures, tags) if one.figures else None,
        votes_in=len(voted),
        votes_due=len(may),
        recused=tuple((names[entry], why) for entry, why in recused.items()),
        boxed=votes.boxed[one.pk],
        public_key=one.public_key,
        fingerprint=sealing.fingerprint(one.public_key) if one.public_key else "",
        lines=_lines(one, may, own, names, voted),
        without=tuple(
            (line.pk, f"{line.number}. {names[line.pk]}")
            for line in may
            if line.came in HERE and line.pk not in voted
        ),
        on_paper=list(voted.values()).count(Medium.PAPER),
        became=tuple(votes.became[one.pk]),
    )


def _lines(
    motion: Motion,
    may: list[RollEntry],
    own: frozenset[UUID],
    names: Mapping[UUID, str],
    voted: Mapping[UUID, Medium],
) -> tuple[VotingLine, ...]:
    """One's own first, unless somebody else stands in for it."""
    mine = [one for one in may if one.pk in own and one.came != Came.PROXY]
    others = [one for one in may if one.proxy_id in own]
    return tuple(
        VotingLine(
            entry=one.pk,
            name=f"{one.number}. {names[one.pk]}",
            own=one.pk in own,
            medium=voted.get(one.pk),
            mark=voter_mark(motion.pk, one.pk),
        )
        for one in (*mine, *others)
    )


def box(motion_id: UUID) -> Box:
    """What anybody may check of a closed secret vote: the public key and every paper cast online,
    by receipt. What each said is shown from ten ballots on, and only if there were no paper ballots
    or ten of these too: the figures of both are known, so the one would give the other away. Else
    only its voter can tell. `MotionNotFound` before it is closed, and for rehearsals."""
    motion = (
        Motion.objects.filter(pk=motion_id, way=Way.SECRET, state=MotionState.DECIDED)
        .exclude(gathering__rehearsal=True)
        .first()
    )
    if motion is None or motion.figures is None:
        raise MotionNotFound
    rows = list(Boxed.objects.filter(motion=motion))
    handed = Counter(Ballot.objects.filter(motion=motion).values_list("medium", flat=True))
    told = bool(motion.figures["told"])
    counted = sum(PaperCount.objects.filter(motion=motion).values_list("count", flat=True))
    detailed = len(rows) >= DETAIL_FROM and (not counted or counted >= DETAIL_FROM)
    lines = [_box_line(one, told=detailed) for one in rows]
    return Box(
        motion_id=motion.pk,
        title=motion.title,
        key=motion.public_key,
        fingerprint=sealing.fingerprint(motion.public_key),
        handed=handed[Medium.ONLINE],
        paper_handed=handed[Medium.PAPER],
        ballots=tuple(sorted(lines, key=lambda one: one.receipt)),
        tally={Choice(key): n for key, n in motion.figures["tally"].items()} if told else {},
        detailed=detailed,
    )


def _box_line(one: Boxed, *, told: bool) -> BoxLine:
    message = sealing.decoded(one.message)
    if not told:
        sealed = sealing.sealed_line(message, one.choice)
        return BoxLine(sealed["receipt"], "", sealed)
    signature, mark = sealing.decoded(one.signature), sealing.decoded(one.mark)
    line = sealing.line(message, signature, one.choice, mark)
    return BoxLine(line["receipt"], one.choice, line)


def paper_counts(motion_id: UUID) -> dict[Choice, int]:
    """What was counted on paper, or by hands, so far."""
    rows = PaperCount.objects.filter(motion_id=motion_id).values_list("choice", "count")
    return {Choice(choice): count for choice, count in rows}
