"""A county without a `demonstration.toml` starts with one login for each duty."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from linli.demonstration import selectors, services
from linli.demonstration.terms import AlreadyBuilt
from linli.kernel.actor import SYSTEM
from linli.methods import selectors as methods
from linli.methods import services as publishing
from linli.organisations import selectors as organisations
from linli.organisations.terms import REPORTER
from linli.people import selectors as people
from linli.territory import selectors as territory

METHODS = Path(__file__).parents[4] / "methods"
NOW = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


@pytest.fixture
def county(settings):
    """The zone brings no divisions: what stands below it are examples."""
    folder = METHODS / "gaoxin"
    assert not services.has_plan(folder)
    publishing.load(folder=methods.read_folder(folder), actor=SYSTEM, now=NOW)
    return services.seat(actor=SYSTEM, now=NOW, say=lambda _text: None)


def test_each_duty_has_a_login_that_holds_it(county):
    logins = selectors.logins()
    assert len(logins) == county
    assert len({one.username for one in logins}) == county
    named = {one.role.zh for one in logins}
    unfilled = {
        duty.key
        for duty in organisations.defined().duties.values()
        if duty.level != REPORTER and duty.name.zh not in named
    }
    # Nobody is invented for units that the method does not found.
    assert unfilled <= {"党员", "志愿服务队"}
    grid = people.account_by_username("grid")
    actor = organisations.actor_for(grid, via="test", now=NOW)
    assert {grant.duty for grant in actor.grants} == {"服务员"}


def test_the_example_areas_stand_one_below_the_other(county):
    grid = next(one for one in territory.below("", "grid"))
    line = [one.kind for one in territory.chain(grid.id)]
    assert line[0] == "grid"
    assert line[-1] == "county"
    assert territory.below("", "household") == ()


def test_it_is_done_once(county):
    assert selectors.is_built()
    with pytest.raises(AlreadyBuilt):
        services.seat(actor=SYSTEM, now=NOW, say=lambda _text: None)
