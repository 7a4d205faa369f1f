"""Places, bookings and meals of a demonstration, through the services."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings

from linli.demonstration.places import add_places
from linli.demonstration.plan import read_plan
from linli.kernel.actor import SYSTEM
from linli.resources import models
from linli.resources.tests import places_scene
from linli.resources.tests.test_meals import TEXT
from linli.territory.models import Area

PLAN = Path(settings.HOME) / "methods" / "taining" / "demonstration.toml"


@pytest.mark.django_db
def test_places_of_all_kinds_in_turn_with_bookings_and_menus(now):
    places_scene.set_scene(now, TEXT)
    Area.objects.update(longitude=117.17, latitude=26.9)
    plan = replace(read_plan(PLAN.read_text(encoding="utf-8")), bodies=())
    made = add_places(plan, SYSTEM, now - timedelta(days=9), now)
    assert len(made) >= 4
    assert models.Place.objects.count() == len(made)
    assert {one.kind.key for one in made} <= {"home", "hall", "station", "canteen", "school"}
    assert models.RoomBooking.objects.exists() == any(one.rooms for one in made)
    kitchens = [one for one in made if one.kind.meals and one.open]
    assert kitchens
    assert models.Menu.objects.count() == 3 * len(kitchens)
    assert models.MealOrder.objects.count() == len(kitchens)
