import pytest
from django.contrib.auth import get_user_model

from linli.organisations import selectors
from linli.organisations.tests.factories import appointed, county, person

pytestmark = pytest.mark.django_db
PASSWORD = "Lin-li2026"


@pytest.fixture
def areas(now):
    return county(now)


def test_the_tree_shows_posts_and_gaps_to_those_who_may_see(client, areas, now):
    zhang = person("zhang", "张三", now)
    appointed("网格员", zhang, now, areas["100001g01"].id)
    client.force_login(get_user_model().objects.get(pk=zhang))
    page = client.get("/organisations/")
    assert page.status_code == 200
    assert [gap.duty for gap in page.context["gaps"]] == []  # their own grid is manned
    committee = selectors.unit_at(areas["100001"].id, "社区居委会")
    page = client.get("/organisations/", {"at": committee.id})
    posts = {(post.title, post.area_id): post for post in page.context["posts"]}
    assert posts["网格员", areas["100001g01"].id].holders[0].name == "张三"
    assert client.get("/organisations/", {"at": "x"}).status_code == 404


def test_nobody_else_sees_it(client, areas, now):
    assert client.get("/organisations/").status_code == 302
    zhang = person("zhang", "张三", now)
    client.force_login(get_user_model().objects.get(pk=zhang))
    assert client.get("/organisations/").status_code == 403


def test_the_actor_costs_three_statements_a_request(
    client, areas, now, django_assert_max_num_queries
):
    zhang = person("zhang", "张三", now)
    appointed("部门", zhang, now, unit="住建局")
    client.force_login(get_user_model().objects.get(pk=zhang))
    client.get("/accounts/password/change/")
    with django_assert_max_num_queries(4):  # session, account, counters, grants
        client.get("/accounts/password/change/")
