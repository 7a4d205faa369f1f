"""Many posts filled at once: as one by one, all or nothing, in a fixed number of statements."""

import pytest

from linli.kernel.actor import SYSTEM
from linli.kernel.errors import NotAllowed
from linli.kernel.models import TrailLine
from linli.kernel.tests.counting import statements
from linli.organisations import models, services
from linli.organisations.terms import AccountClosed, AlreadyHolds, NoSuchPost, PostFull
from linli.organisations.tests.factories import person, post_of
from linli.organisations.tests.test_services import areas, manager

__all__ = ["areas"]
pytestmark = pytest.mark.django_db


def filled(pairs, now, actor=SYSTEM):
    services.appoint_many(appointments=pairs, actor=actor, now=now)


def held():
    return set(models.Holding.objects.values_list("post_id", "account_id"))


def test_everybody_holds_what_they_were_given(areas, now):
    zhang, li = person("zhang", "张三", now), person("li.si", "李四", now)
    grid, village = post_of("网格员", areas["100001g01"].id), post_of("村", areas["100200"].id)
    filled([(grid, zhang), (village, li), (village, zhang)], now)
    assert held() == {(grid, zhang), (village, li), (village, zhang)}
    one = models.Holding.objects.get(post_id=grid)
    assert (one.since, one.until, one.full_time, one.how) == (now, None, True, "appointed")
    line = TrailLine.objects.get(name="organisations.appointed", subject_id=one.pk)
    assert line.data == {"post": str(grid), "account": str(zhang), "how": "appointed"}


def test_one_refusal_leaves_nothing(areas, now):
    people = [person(f"person{n}", "王小明", now) for n in range(40)]
    grid, village = post_of("网格员", areas["100001g01"].id), post_of("村", areas["100200"].id)
    models.Post.objects.filter(pk=village).update(places=2)
    closed = models.Post.objects.create(
        organisation_id=models.Post.objects.get(pk=grid).organisation_id, title="旧岗", places=1,
        since=now, until=now,
    )  # fmt: skip
    first = (grid, people[0])
    for refusal, more in (
        (NoSuchPost, [(closed.pk, people[1])]),
        (PostFull, [(village, one) for one in people[:3]]),
        (AlreadyHolds, [first]),
        (AccountClosed, [(village, closed.pk)]),
        (NotAllowed, [(post_of("系统管理员", areas[""].id), people[1])]),
    ):
        with pytest.raises(refusal):
            filled([first, *more], now)
        assert held() == set()
    filled([first], now)
    with pytest.raises(AlreadyHolds):
        filled([first], now)


def test_it_needs_the_verb_over_every_place(areas, now):
    zhang = person("zhang", "张三", now)
    grid, village = post_of("网格员", areas["100001g01"].id), post_of("村", areas["100200"].id)
    boss = manager(areas["100001"].path)
    with pytest.raises(NotAllowed):
        filled([(grid, zhang), (village, zhang)], now, actor=boss)
    assert held() == set()
    filled([(grid, zhang)], now, actor=boss)
    assert held() == {(grid, zhang)}


@pytest.mark.parametrize("many", [1, 3])
def test_it_costs_the_same_for_one_and_for_three(areas, now, many):
    village = post_of("村", areas["100200"].id)
    models.Post.objects.filter(pk=village).update(places=9)
    pairs = [(village, person(f"person{n}", "王小明", now)) for n in range(many)]
    with statements() as seen:
        filled(pairs, now)
    reads = [sql for sql in seen if sql.startswith("SELECT")]
    assert len(reads) == 9, reads
