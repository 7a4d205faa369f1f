"""The papers of elections, out of the tables, for the pure rules; and how each poll stands, in
words with the article."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from linli.deliberation.models import Candidate, Election, Poll, PollLine
from linli.deliberation.rules import elections as rules
from linli.deliberation.selectors.elections import (
    candidate_names,
    election_kind,
    rule_of_election,
)
from linli.deliberation.terms import (
    WOMEN,
    Bound,
    CandidateStanding,
    ElectionKind,
    ElectionRule,
    PollKind,
    PollRow,
    Position,
    Share,
    VotesRow,
)
from linli.kernel.clock import local

Tables = dict[str, dict[str, int]]


@dataclass(slots=True)
class Papers:
    """An election's candidates, polls and lines; `women` and keys of candidates are ids as text."""

    row: Election
    kind: ElectionKind
    rule: ElectionRule
    candidates: list[Candidate]
    polls: list[Poll]
    lines: dict[UUID, list[PollLine]]

    @property
    def women(self) -> frozenset[str]:
        return frozenset(str(one.pk) for one in self.candidates if WOMEN in one.tags)

    @property
    def slots(self) -> tuple[rules.Slot, ...]:
        return tuple(rules.Slot(one.key, one.seats, one.woman) for one in self.kind.positions)

    @property
    def counted(self) -> list[Poll]:
        return [one for one in self.polls if one.counted_at is not None]

    def cast(self, poll: Poll) -> rules.Cast:
        votes: dict[str, dict[str, int]] = defaultdict(dict)
        for line in self.lines[poll.pk]:
            votes[line.position][str(line.candidate_id)] = line.votes or 0
        return rules.Cast(PollKind(poll.kind), votes, poll.taken_back or 0, poll.registered)

    def outcome(self, polls: Sequence[Poll] | None = None) -> rules.Outcome:
        """How it stands after these polls (all that are counted)."""
        listed = self.counted if polls is None else polls
        casts = [self.cast(one) for one in listed]
        return rules.outcome(self.slots, casts, self.women, self.rule)

    def standing_for(self, position: str) -> tuple[str, ...]:
        return tuple(
            str(one.pk)
            for one in self.candidates
            if position in one.positions and one.standing == CandidateStanding.ACCEPTED
        )


def papers_of(row: Election, now: datetime) -> Papers:
    """Three statements."""
    polls = list(Poll.objects.filter(election=row).order_by("number"))
    lines: dict[UUID, list[PollLine]] = defaultdict(list)
    for one in PollLine.objects.filter(poll__election=row).order_by("-votes", "id"):
        lines[one.poll_id].append(one)
    return Papers(
        row=row,
        kind=election_kind(row.kind, row.revision),
        rule=rule_of_election(row, polls[0].rule if polls else None, local(now).date()),
        candidates=list(Candidate.objects.filter(election=row).order_by("nominated_at", "id")),
        polls=polls,
        lines=lines,
    )


def ballot_due(papers: Papers) -> tuple[PollKind | None, dict[str, int], dict[str, list[str]]]:
    """(what ballot is due, seats by position, who stands for each)."""
    found = papers.outcome()
    seats: dict[str, int] = {}
    stand: dict[str, list[str]] = {}
    if found.next_poll is PollKind.TIE:
        for key, tie in found.ties:
            seats[key] = seats.get(key, 0) + tie.seats
            stand[key] = [*stand.get(key, []), *tie.among]
    elif found.next_poll is not None:
        casts = [papers.cast(one) for one in papers.counted]
        for slot in papers.slots:
            left = found.open_seats[slot.key]
            able = papers.standing_for(slot.key)
            if found.next_poll is PollKind.RERUN and left:
                runners = rules.runners(
                    slot, casts, found, women=papers.women, rule=papers.rule, standing=able
                )
                seats[slot.key], stand[slot.key] = left, list(runners)
            elif found.next_poll is PollKind.FIRST:
                seats[slot.key], stand[slot.key] = slot.seats, list(able)
    return found.next_poll, seats, stand


# --- in words -------------------------------------------------------------------------------------


def share_words(share: Share) -> dict[str, object]:
    """超过 and 1/2; 不少于 and 1/3: for a sentence."""
    more = share.bound is Bound.MORE_THAN
    return {"bound": _("超过") if more else _("不少于"), "share": share.share}


def poll_rows(papers: Papers, *, public: bool = False) -> tuple[PollRow, ...]:
    """The polls of an election, oldest first, each explained. Two statements, for the names."""
    names = candidate_names(papers.candidates, public=public)
    return tuple(_poll(papers, one, names) for one in papers.polls)


def _poll(papers: Papers, poll: Poll, names: Mapping[UUID, str]) -> PollRow:
    counted = poll.counted_at is not None
    before = [one for one in papers.counted if one.number < poll.number]
    found = papers.outcome([*before, poll]) if counted else None
    tables = []
    for position in papers.kind.positions:
        lines = [one for one in papers.lines[poll.pk] if one.position == position.key]
        if lines:
            rows = tuple(_line(papers, poll, line, names, found) for line in lines)
            tables.append((position, int(poll.seats.get(position.key, 0)), rows))
    return PollRow(
        id=poll.pk,
        number=poll.number,
        kind=PollKind(poll.kind),
        opened_at=poll.opened_at,
        counted_at=poll.counted_at,
        registered=poll.registered,
        handed_out=poll.handed_out,
        taken_back=poll.taken_back,
        valid=poll.valid,
        invalid=poll.invalid,
        is_valid=found.valid[-1] if found else None,
        tables=tuple(tables),
        words=_explained(papers, poll, found, [one[0] for one in tables]) if found else (),
    )


def _threshold(papers: Papers, poll: Poll) -> Share | None:
    if poll.kind == PollKind.TIE:
        return None
    return papers.rule.elected if poll.kind == PollKind.FIRST else papers.rule.rerun


def _line(
    papers: Papers,
    poll: Poll,
    line: PollLine,
    names: Mapping[UUID, str],
    found: rules.Outcome | None,
) -> VotesRow:
    share = _threshold(papers, poll)
    back = poll.taken_back or 0
    key = str(line.candidate_id)
    how = ""
    if found is not None and found.valid[-1]:
        won = {(one.position, one.candidate) for one in found.won}
        tied = {(where, one) for where, tie in found.ties for one in tie.among}
        reached = share is None or share.met(line.votes or 0, back)
        how = (
            "won"
            if (line.position, key) in won
            else "tied"
            if (line.position, key) in tied
            else "full" if reached else "short"
        )  # fmt: skip
    return VotesRow(
        candidate_id=line.candidate_id,
        name=names[line.candidate_id],
        votes=line.votes if poll.counted_at else None,
        needed=rules.needed(share, back) if share and poll.counted_at else 0,
        how=how,
        woman=key in papers.women,
    )


def _explained(
    papers: Papers, poll: Poll, found: rules.Outcome, positions: Sequence[Position]
) -> tuple[tuple[str, str], ...]:
    """(sentence, article): was it valid, what was needed, who has the woman's seat, what is due."""
    rule, kind = papers.rule, PollKind(poll.kind)
    turnout = rule.turnout if kind is PollKind.FIRST else rule.rerun_turnout
    data = {
        "back": poll.taken_back,
        "registered": poll.registered,
        **share_words(turnout),
        "least": rules.needed(turnout, poll.registered),
    }
    if not found.valid[-1]:
        text = _(
            "参加投票 %(back)d 人，要%(bound)s登记 %(registered)d 人的 %(share)s"
            "（至少 %(least)d 人）：选举无效，要重新投票"
        )
        return ((text % data, rule.basis),)
    text = _(
        "参加投票 %(back)d 人，要%(bound)s登记 %(registered)d 人的 %(share)s"
        "（至少 %(least)d 人）：选举有效"
    )
    said = [(text % data, rule.basis), _what_was_needed(papers, poll)]
    said += _womans_seat(papers, poll, found)
    for position in positions:
        tied = [tie for where, tie in found.ties if where == position.key]
        left = found.open_seats[position.key]
        if tied:
            text = _("%(position)s：%(count)d 人得票相同，在他们中再次投票，得票多的当选")
            count = sum(len(tie.among) for tie in tied)
            said.append((text % {"position": position.name, "count": count}, rule.tie_basis))
        if position.key in found.waiting:
            text = _("%(position)s：有人得票相同，等上面的职位再次投票以后确定")
            said.append((text % {"position": position.name}, rule.tie_basis))
        elif left:
            text = _("%(position)s：还缺 %(count)d 名，另行选举")
            said.append((text % {"position": position.name, "count": left}, rule.rerun_basis))
    return tuple(said)


def _what_was_needed(papers: Papers, poll: Poll) -> tuple[str, str]:
    share = _threshold(papers, poll)
    if share is None:
        return _("得票相同的人中，得票多的当选"), papers.rule.tie_basis
    data = {**share_words(share), "least": rules.needed(share, poll.taken_back or 0)}
    if poll.kind == PollKind.FIRST:
        text = _(
            "得票要%(bound)s参加投票人数的 %(share)s（至少 %(least)d 票）才能当选，票多的先当选"
        )
        return text % data, papers.rule.basis
    text = _("另行选举，得票多的当选，但要%(bound)s投票总数的 %(share)s（至少 %(least)d 票）")
    return text % data, papers.rule.rerun_basis


def _womans_seat(papers: Papers, poll: Poll, found: rules.Outcome) -> list[tuple[str, str]]:
    """What became of it in this poll."""
    rule = papers.rule
    if not rule.women:
        return []
    now = [one for one in found.won if one.reserved and one.poll == len(found.valid)]
    if now:
        return [(_("没有妇女按得票当选，一个名额由过线的妇女中得票最多的当选"), rule.women_basis)]
    seats = {one.key: one for one in papers.slots if one.woman}
    elected = found.seated() & papers.women
    open_ = any(found.open_seats[key] for key in seats)
    if seats.keys() & poll.seats.keys() and open_ and not elected and not found.waiting:
        return [(_("没有妇女过线，留一个名额给妇女"), rule.women_basis)]
    return []
