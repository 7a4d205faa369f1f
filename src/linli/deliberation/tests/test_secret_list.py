"""What is published of a secret vote: to its voters, to anybody, and where it would name people."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.deliberation import sealing, selectors, services
from linli.deliberation.terms import Choice
from linli.deliberation.tests import scene
from linli.deliberation.tests.voting import (
    as_voter,
    hand_in,
    open_box,
    opened,
    person_of,
    roll,
    set_place,
    take,
)
from linli.kernel import clock
from linli.kernel.actor import SYSTEM

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    """(areas, then): sixteen days ago."""
    then = clock.now() - timedelta(days=16)
    return set_place(then), then


@pytest.fixture
def convener(place):
    return scene.secretary(place[0], place[1])


def voted(client, motion, convener, on_paper=0):
    """All take papers and cast, but the last so many who vote on paper; [(ballot, choice)]."""
    entries = roll(motion)
    online = entries[: len(entries) - on_paper]
    for entry in entries[len(online) :]:
        services.hand_paper(motion_id=motion.pk, entry_id=entry.pk, actor=convener, now=clock.now())
    papers = [take(client, motion, entry) for entry in online]
    open_box(motion, convener)
    cast = [paper.ballot("no" if n == 0 else "yes") for n, paper in enumerate(papers)]
    for ballot in cast:
        assert hand_in(client, motion, ballot).status_code == 200
    services.count_up(
        motion_id=motion.pk, counts={Choice.YES: on_paper}, actor=convener, now=clock.now()
    )
    services.close_vote(motion_id=motion.pk, actor=convener, now=clock.now())
    client.logout()
    return cast


def test_ten_ballots_are_published_for_anybody_to_count(client, place, convener):
    motion = opened(place, convener, 10)
    assert client.get(f"/motions/{motion.pk}/ballots").status_code == 404
    cast = voted(client, motion, convener)
    answer = client.get(f"/motions/{motion.pk}/ballots?form=json")
    given = answer.json()
    assert set(given) == {
        "motion", "title", "key", "fingerprint", "handed", "cast", "paper", "ballots", "tally",
    }  # fmt: skip
    assert given["tally"] == {"yes": 9, "no": 1}
    assert (given["handed"], given["cast"], given["paper"]) == (10, 10, 0)
    assert given["fingerprint"] == sealing.fingerprint(given["key"])
    receipts = [one["receipt"] for one in given["ballots"]]
    assert receipts == sorted(receipts)
    published = [{k: v for k, v in one.items() if k != "receipt"} for one in given["ballots"]]
    by_mark = {one["mark"]: one for one in cast}
    assert {one["mark"]: one for one in published} == by_mark
    page = client.get(f"/motions/{motion.pk}/ballots").text
    assert receipts[0][:5] + "-" + receipts[0][5:] in page
    assert 'data-voter=""' in page
    assert "/sign-in/phone" in page
    entry = roll(motion)[0]
    page = as_voter(client, entry).get(f"/motions/{motion.pk}/ballots").text
    assert f'data-voter="{selectors.voter_marks(SYSTEM, person_of(entry), motion.pk)[0]}"' in page


@pytest.mark.parametrize(
    ("members", "on_paper", "tally"),
    [(9, 0, {}), (12, 2, {"yes": 11, "no": 1}), (12, 9, {"yes": 11, "no": 1})],
)
def test_no_ballot_tells_its_choice_where_that_would_name_somebody(
    client, place, convener, members, on_paper, tally
):
    """Fewer than ten of a kind: with the figures of all, one kind would give the other away."""
    motion = opened(place, convener, members)
    cast = voted(client, motion, convener, on_paper=on_paper)
    given = client.get(f"/motions/{motion.pk}/ballots?form=json").json()
    assert given["tally"] == tally
    assert [set(one) for one in given["ballots"]] == [{"receipt", "sealed"}] * len(cast)
    found = {one["receipt"]: one["sealed"] for one in given["ballots"]}
    for ballot in cast:
        message = sealing.decoded(ballot["message"])
        sealed = found[sealing.receipt(message)]
        assert sealed == sealing.sealed_choice(message, ballot["choice"])
    page = client.get(f"/motions/{motion.pk}/ballots").text
    assert cast[0]["message"] not in page


def test_ten_on_paper_and_ten_online_tell_their_choices(client, place, convener):
    motion = opened(place, convener, 20)
    cast = voted(client, motion, convener, on_paper=10)
    given = client.get(f"/motions/{motion.pk}/ballots?form=json").json()
    assert given["tally"] == {"yes": 19, "no": 1}
    assert {one["mark"] for one in given["ballots"]} == {one["mark"] for one in cast}
