"""Secret votes: one paper a head, nobody linked to a ballot, and a count that voters can check."""

from __future__ import annotations

import random
import threading
from datetime import timedelta

import pytest
from django.db import connection, connections

from linli.deliberation import models, sealing, selectors, services
from linli.deliberation.terms import (
    AlreadyVoted,
    Choice,
    MayNotVote,
    MotionNotFound,
    MotionState,
    NewMotion,
    NotPresent,
    PaperRefused,
    VoteNotOpen,
    Way,
    WrongCount,
)
from linli.deliberation.tests import scene
from linli.deliberation.tests.papers import Paper
from linli.kernel.actor import SYSTEM, Actor
from linli.kernel.models import TrailLine
from linli.organisations.tests.factories import person

pytestmark = pytest.mark.django_db
DAYS = timedelta(days=16)
RESIDENT = Actor(kind="resident")


def gather(now, members, **of):
    """(motion, entries, when): a secret motion of which all members came."""
    areas = scene.set_scene(now)
    made = scene.body(
        "representatives", areas[scene.VILLAGE], now, members=members,
        tags=frozenset(["representative"]),
    )  # fmt: skip
    agenda = (NewMotion("选谁家先修", "先修东头", Way.SECRET),)
    met = scene.meeting(made, "representatives", SYSTEM, now, came=members, agenda=agenda, **of)
    return models.Motion.objects.get(gathering_id=met), selectors.roll_of(met), now + DAYS


def person_of(entry):
    return models.Member.objects.get(pk=entry.member_id).identity_id


def take(motion, entry, at, paper=None):
    """A voter's phone takes a paper."""
    motion.refresh_from_db()
    paper = paper or Paper(motion.public_key)
    signature = services.take_paper(
        motion_id=motion.pk, entry_id=entry.pk, blinded=sealing.encoded(paper.blinded),
        actor=RESIDENT, person=person_of(entry), now=at,
    )  # fmt: skip
    paper.signature = paper.finish(sealing.decoded(signature))
    return paper


def cast(motion, paper, choice="yes", **of):
    given = {
        "message": sealing.encoded(paper.message),
        "signature": sealing.encoded(paper.signature),
        "choice": choice,
        "mark": sealing.encoded(paper.mark(choice)),
        **of,
    }
    return services.cast(motion_id=motion.pk, **given)


@pytest.mark.slow
def test_papers_online_and_on_paper_are_one_count_and_everybody_finds_their_own(now):
    motion, entries, at = gather(now, 21)
    services.open_vote(motion_id=motion.pk, actor=SYSTEM, now=at)
    for entry in entries[10:20]:
        services.hand_paper(motion_id=motion.pk, entry_id=entry.pk, actor=SYSTEM, now=at)
    papers = [take(motion, entry, at) for entry in entries[:10]]
    with pytest.raises(VoteNotOpen):  # the box is shut while papers are handed out
        cast(motion, papers[0])
    services.open_box(motion_id=motion.pk, actor=SYSTEM, now=at)
    with pytest.raises(VoteNotOpen):
        take(motion, entries[20], at)
    chosen = ["yes"] * 6 + ["no"] * 3 + ["abstain"]
    receipts = {cast(motion, paper, choice): choice
                for paper, choice in zip(papers, chosen, strict=True)}  # fmt: skip
    with pytest.raises(WrongCount):
        services.count_up(
            motion_id=motion.pk, counts={Choice.YES: 10, Choice.SPOILT: 1}, actor=SYSTEM, now=at
        )
    services.count_up(
        motion_id=motion.pk, counts={Choice.YES: 9, Choice.SPOILT: 1}, actor=SYSTEM, now=at
    )
    assert services.close_vote(motion_id=motion.pk, actor=SYSTEM, now=at)
    box = selectors.box(motion.pk)
    assert {line.receipt: line.choice for line in box.ballots} == receipts
    assert (box.handed, box.paper_handed, box.detailed) == (10, 10, True)
    assert box.tally == {Choice.YES: 15, Choice.NO: 3, Choice.ABSTAIN: 1, Choice.SPOILT: 1}
    for line in box.ballots:  # anybody checks every ballot with the published key alone
        of = line.published
        message = sealing.decoded(of["message"])
        assert sealing.genuine(box.key, message, sealing.decoded(of["signature"]))
        assert sealing.marked(message, of["choice"], sealing.decoded(of["mark"]))
    motion.refresh_from_db()
    assert motion.private_sealed is None


def test_one_paper_a_head_and_only_for_whoever_may_vote(now):
    motion, entries, at = gather(now, 3)
    services.recuse(
        motion_id=motion.pk, entry_id=entries[2].pk, reason="亲属", actor=SYSTEM, now=at
    )
    services.open_vote(motion_id=motion.pk, actor=SYSTEM, now=at)
    first = take(motion, entries[0], at)
    with pytest.raises(AlreadyVoted):
        take(motion, entries[0], at)
    signature = first.signature
    assert take(motion, entries[0], at, paper=first).signature == signature  # its answer was lost
    with pytest.raises(AlreadyVoted):
        services.hand_paper(motion_id=motion.pk, entry_id=entries[0].pk, actor=SYSTEM, now=at)
    services.hand_paper(motion_id=motion.pk, entry_id=entries[1].pk, actor=SYSTEM, now=at)
    with pytest.raises(AlreadyVoted):
        take(motion, entries[1], at)
    with pytest.raises(MayNotVote):
        take(motion, entries[2], at)
    stranger = Paper(motion.public_key)
    with pytest.raises(MayNotVote):
        services.take_paper(
            motion_id=motion.pk, entry_id=entries[1].pk, blinded=sealing.encoded(stranger.blinded),
            actor=RESIDENT, person=None, now=at,
        )  # fmt: skip


def test_a_forged_altered_foreign_or_used_paper_is_refused(now):
    motion, entries, at = gather(now, 3)
    services.open_vote(motion_id=motion.pk, actor=SYSTEM, now=at)
    paper, other = take(motion, entries[0], at), take(motion, entries[1], at)
    services.open_box(motion_id=motion.pk, actor=SYSTEM, now=at)
    forged = {
        "signature": sealing.encoded(other.signature),
        "message": sealing.encoded(other.message),
        "choice": "no",
        "mark": sealing.encoded(other.mark("yes")),
    }
    good = {
        "message": sealing.encoded(paper.message),
        "signature": sealing.encoded(paper.signature),
        "choice": "yes",
        "mark": sealing.encoded(paper.mark("yes")),
    }
    for name, value in forged.items():
        with pytest.raises(PaperRefused):
            services.cast(motion_id=motion.pk, **{**good, name: value})
    for bad in ("", "x" * 5000, "*", "YQ"):
        with pytest.raises(PaperRefused):
            cast(motion, paper, message=bad)
    with pytest.raises(PaperRefused):
        cast(motion, paper, "perhaps")
    receipt = cast(motion, paper)
    assert cast(motion, paper) == receipt  # sent again: the answer was lost on the way
    with pytest.raises(PaperRefused):
        cast(motion, paper, "no")
    assert models.Boxed.objects.count() == 1


def test_under_ten_votes_no_detail_is_told_and_voters_still_find_theirs(now):
    motion, entries, at = gather(now, 3)
    services.open_vote(motion_id=motion.pk, actor=SYSTEM, now=at)
    papers = [take(motion, entry, at) for entry in entries]
    services.open_box(motion_id=motion.pk, actor=SYSTEM, now=at)
    with pytest.raises(MotionNotFound):
        selectors.box(motion.pk)
    receipts = [cast(motion, paper) for paper in papers]
    assert services.close_vote(motion_id=motion.pk, actor=SYSTEM, now=at)
    box = selectors.box(motion.pk)
    assert [line.receipt for line in box.ballots] == sorted(receipts)
    assert {(line.choice, *line.published) for line in box.ballots} == {("", "receipt", "sealed")}
    own = next(line for line in box.ballots if line.receipt == receipts[0])
    assert own.published["sealed"] == sealing.sealed_choice(papers[0].message, "yes")
    assert own.published["sealed"] != sealing.sealed_choice(papers[0].message, "no")
    (row,) = selectors.page(SYSTEM, motion.gathering_id, now=at).motions
    assert (row.passed, row.explained.tally, box.tally) == (True, (), {})
    assert "3 人" not in row.explained.majority[0][0].words.split("到会")[0]


def test_nothing_in_the_database_links_a_ballot_to_a_voter(now):
    """Not an id, a time, an actor, a line of the trail, nor the order of rows."""
    motion, entries, at = gather(now, 8)
    services.open_vote(motion_id=motion.pk, actor=SYSTEM, now=at)
    papers = [take(motion, entry, at) for entry in entries]
    services.open_box(motion_id=motion.pk, actor=SYSTEM, now=at)
    lines = TrailLine.objects.count()
    order = [cast(motion, paper) for paper in random.sample(papers, len(papers))]
    assert TrailLine.objects.count() == lines  # casting leaves no line
    services.close_vote(motion_id=motion.pk, actor=SYSTEM, now=at)
    names = {field.name for field in models.Boxed._meta.get_fields()}
    assert names == {"id", "motion", "choice", "digest", "message", "signature", "mark"}
    assert {one.pk.version for one in models.Boxed.objects.all()} == {4}
    handed = models.Ballot.objects.all()
    assert {(one.choice, one.medium) for one in handed} == {("", "online")}
    kept = " ".join(str(vars(one)) for one in handed)
    for one in models.Boxed.objects.all():
        assert one.digest not in kept
        assert one.message not in kept
    rowid = "rowid" if connection.vendor == "sqlite" else "ctid"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT message FROM deliberation_boxed ORDER BY {rowid}")
        stored = [sealing.receipt(sealing.decoded(text)) for (text,) in cursor.fetchall()]
    assert sorted(stored) == sorted(order)
    assert stored != order  # one in 40,320 by chance


def test_a_member_who_is_not_there_gets_no_paper(now):
    motion, entries, at = gather(now, 3)
    models.RollEntry.objects.filter(pk=entries[2].pk).update(came="not_yet")
    services.open_vote(motion_id=motion.pk, actor=SYSTEM, now=at)
    with pytest.raises(NotPresent):
        take(motion, entries[2], at)


@pytest.mark.django_db(transaction=True)
def test_of_two_papers_asked_for_at_once_one_is_given(now):
    """Two connections, the same voter on two phones."""
    motion, entries, at = gather(now, 3)
    services.open_vote(motion_id=motion.pk, actor=SYSTEM, now=at)
    motion.refresh_from_db()
    given, start = [], threading.Barrier(2)

    def ask():
        paper = Paper(motion.public_key)
        try:
            start.wait(10)
            services.take_paper(
                motion_id=motion.pk, entry_id=entries[0].pk,
                blinded=sealing.encoded(paper.blinded), actor=RESIDENT,
                person=person_of(entries[0]), now=at,
            )  # fmt: skip
            given.append("paper")
        except AlreadyVoted:
            given.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert sorted(given) == ["paper", "refused"]
    assert models.Ballot.objects.filter(motion=motion).count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_ballot_cast_while_the_vote_closes_counts_or_is_refused(now):
    motion, entries, at = gather(now, 3)
    services.open_vote(motion_id=motion.pk, actor=SYSTEM, now=at)
    papers = [take(motion, entry, at) for entry in entries]
    services.open_box(motion_id=motion.pk, actor=SYSTEM, now=at)
    done, start = [], threading.Barrier(4)

    def run(work):
        try:
            start.wait(10)
            work()
            done.append("done")
        except VoteNotOpen:
            done.append("refused")
        finally:
            connections.close_all()

    works = [lambda paper=paper: cast(motion, paper) for paper in papers]
    works.append(lambda: services.close_vote(motion_id=motion.pk, actor=SYSTEM, now=at))
    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    motion.refresh_from_db()
    counted = sum(motion.figures["tally"].values())
    assert motion.state == MotionState.DECIDED
    assert counted == models.Boxed.objects.filter(motion=motion).count() == done.count("done") - 1


def test_a_colleague_votes_by_account(now):
    areas = scene.set_scene(now)
    made = scene.body("council", areas[scene.VILLAGE], now)
    account = person("member-1", "李四", now)
    services.enrol(
        body_id=made,
        new=scene.NewMember(account_id=account, born=scene.date(1980, 1, 1)),
        actor=SYSTEM,
        now=now,
    )
    agenda = (NewMotion("修路", way=Way.NAMED),)
    met = scene.meeting(made, "council", SYSTEM, now, agenda=agenda, came=1)
    motion = models.Motion.objects.get(gathering_id=met)
    services.open_vote(motion_id=motion.pk, actor=SYSTEM, now=now + DAYS)
    actor = Actor(kind="staff", account_id=account)
    services.vote(
        motion_id=motion.pk, entry_id=selectors.roll_of(met)[0].pk, choice=Choice.YES, actor=actor,
        now=now + DAYS,
    )  # fmt: skip
    assert services.close_vote(motion_id=motion.pk, actor=SYSTEM, now=now + DAYS)
