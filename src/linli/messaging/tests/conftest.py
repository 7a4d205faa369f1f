from datetime import timedelta

import pytest
from django.apps import apps

from linli.kernel.actor import Actor, Grant
from linli.messaging.tests.robot import Robot
from linli.territory.tests.factories import small_county


@pytest.fixture
def county(now):
    return small_county(now)


@pytest.fixture
def robot(settings):
    made = Robot()
    settings.LINLI_ROBOT_HOSTS = [made.origin]
    yield made
    made.close()


@pytest.fixture
def account():
    def make(name):
        return apps.get_model("people", "Account").objects.create_user(name, display_name=name).pk

    return make


@pytest.fixture
def hold(now, account):
    """hold("grid_member", area) -> the account that holds this duty there."""

    def make(duty, area, name):
        model = apps.get_model
        unit = model("organisations", "Organisation").objects.create(
            key=f"u-{name}",
            kind="x",
            name=name,
            short_name=name,
            path=f"{name}.",
            area_id=area.id,
            since=now,
        )
        post = model("organisations", "Post").objects.create(
            organisation=unit, title="t", area_id=area.id, since=now
        )
        model("organisations", "PostDuty").objects.create(post=post, duty=duty, area_id=area.id)
        pk = account(name)
        model("organisations", "Holding").objects.create(
            post=post, account_id=pk, since=now - timedelta(days=1), how="appointed"
        )
        return pk

    return make


@pytest.fixture
def manager(county):
    verbs = frozenset({"messaging.manage", "messaging.see"})
    return Actor(
        kind="staff", account_id=None, grants=(Grant("system", verbs, area_path=county[""].path),)
    )


@pytest.fixture
def publish(now):
    """Publish templates as a method would."""
    from linli.kernel import parts

    def make(*rows):
        document = {
            "templates": [{"title": {"zh": "题"}, "text": {"zh": "文"}, **row} for row in rows]
        }
        parts.publish("notices", "test", document, now)

    return make
