"""The synthetic geography: the same every time, tiling without gap or overlap, and saying what it
is. Numbers are those of the first county's recipe."""

import csv
from collections import Counter
from datetime import date
from itertools import combinations
from pathlib import Path
from time import perf_counter

import pytest
from shapely import STRtree, unary_union
from shapely.geometry import Point, shape

from linli.demonstration.geography import RecipeError, generate, read_recipe
from linli.kernel import parts, versions
from linli.kernel.actor import SYSTEM
from linli.kernel.registry import Folder
from linli.territory import selectors, services
from linli.territory.method import TerritoryPart
from linli.territory.rules import layout_of
from linli.territory.terms import AreaRow

METHOD = Path(__file__).parents[4] / "methods" / "taining"
TEXT = (METHOD / "demonstration.toml").read_text(encoding="utf-8")
RECIPE = read_recipe(TEXT)
FOLDER = Folder({name: (METHOD / name).read_bytes() for name in ("areas.csv", "territory.toml")})
LAYOUT = layout_of(TerritoryPart().parse(FOLDER)[0])
URBAN = [one.code for one in RECIPE.communities]


def official():
    with (METHOD / "areas.csv").open(encoding="utf-8") as file:
        return [
            AreaRow(one["code"], one["name"], one["kind"], one["parent"], date(2023, 6, 30))
            for one in csv.DictReader(file)
        ]


ROWS = official()
PLACE = generate(ROWS, RECIPE, 1)
BY_CODE = {row.code: row for row in PLACE.rows}


def drawn(code):
    return shape(PLACE.boundaries[code] if code in PLACE.boundaries else BY_CODE[code].boundary)


def below(code, kind=""):
    """The codes right below, official or synthetic, that have a shape."""
    return [
        row.code
        for row in (*ROWS, *PLACE.rows)
        if row.parent == code and (row.boundary or row.code in PLACE.boundaries)
    ]


def test_as_many_of_each_kind_as_the_recipe_says():
    counts = Counter(row.kind for row in PLACE.rows)
    assert counts["grid"] == 138
    assert counts["household"] == 3000
    assert counts["estate"] == sum(len(one.estates) for one in RECIPE.communities)
    assert counts["building"] >= 138
    assert counts["stairwell"] >= counts["building"]
    assert counts["segment"] > 0


def test_the_same_seed_gives_the_same_place_and_another_seed_another():
    assert generate(ROWS, RECIPE, 1) == PLACE
    assert generate(ROWS, RECIPE, 2) != PLACE


def test_everything_synthetic_says_so():
    assert all(row.synthetic for row in PLACE.rows)
    assert all(row.boundary_source == "synthetic" for row in PLACE.rows if row.boundary)


def test_every_division_is_drawn():
    assert set(PLACE.boundaries) == {row.code for row in ROWS}


OUTER = ["350429", *RECIPE.towns, *URBAN, *(r.code for r in PLACE.rows if r.kind == "estate")]


@pytest.mark.parametrize("code", OUTER)
def test_each_level_tiles_the_one_above(code):
    outer, parts_ = drawn(code), [drawn(one) for one in below(code)]
    assert parts_
    assert sum(one.area for one in parts_) == pytest.approx(outer.area, rel=1e-6)
    assert unary_union(parts_).symmetric_difference(outer).area < outer.area * 1e-6
    for one, other in combinations(parts_, 2):
        assert one.intersection(other).area <= min(one.area, other.area) * 1e-6


def test_grids_are_of_a_size():
    areas = [drawn(row.code).area for row in PLACE.rows if row.kind == "grid"]
    assert max(areas) < 12 * min(areas)


def test_buildings_stand_in_their_grid():
    for row in PLACE.rows:
        if row.kind == "building":
            grid = row.code.split("b")[0]
            assert drawn(grid).contains(Point(row.longitude, row.latitude))


def test_building_numbers_are_given_once_in_an_estate():
    seen = set()
    for row in PLACE.rows:
        if row.kind == "building":
            estate = BY_CODE[row.code.split("b")[0]].parent
            assert (estate, row.name) not in seen
            seen.add((estate, row.name))


def test_no_door_twice():
    doors = [(row.parent, row.name) for row in PLACE.rows if row.kind == "household"]
    assert len(doors) == len(set(doors))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("grids = 138", "grids = 3"),
        ("grids = 138", 'grids = "many"'),
        ("grids = 138", ""),
        ("households = 3000", "households = 99999"),
        ("buildings_per_grid = [1, 3]", "buildings_per_grid = [3, 1]"),
        ("floors = 6", "floors = 0"),
        ('town = "350429100"', 'town = "350429999"'),
        ('code = "350429101"', 'code = "350429199"'),
        ('code = "350429100006"', 'code = "350429100999"'),
        ("weight = 3", "height = 3"),
        ("[map]", "[map"),
        ("[116.93, 27.03], [116.99, 27.10]", "[117.30, 26.70], [116.99, 27.10]"),
    ],
)
def test_recipes_that_cannot_be_are_refused(old, new):
    assert old in TEXT
    with pytest.raises(RecipeError):
        generate(ROWS, read_recipe(TEXT.replace(old, new)), 1)


def test_divisions_that_do_not_fit_the_recipe_are_refused():
    with pytest.raises(RecipeError):
        generate([], RECIPE, 1)


@pytest.mark.django_db
def test_the_place_goes_through_the_services_in_three_seconds(now):
    document, _ = TerritoryPart().parse(FOLDER)
    parts.publish("territory", "test", document, now)
    TerritoryPart().publish(document, "test", SYSTEM, now)
    began = perf_counter()
    place = generate(ROWS, RECIPE, 1)
    services.set_boundaries(boundaries=place.boundaries, source="synthetic", actor=SYSTEM, now=now)
    done = services.publish_areas(rows=place.rows, actor=SYSTEM, now=now)
    with versions.unit_of_work():
        grids = selectors.below("", "grid")
        assert perf_counter() - began < 3
        assert done.added == len(place.rows)
        assert len(grids) == 138
        for grid in grids:
            assert selectors.at_point(grid.longitude, grid.latitude) == grid
            assert selectors.ancestor(grid.id, "community").code in URBAN
        assert len(selectors.households(selectors.root().id)) == 3000
        assert [one.kind for one in selectors.find("炉峰社区青云小区")] == ["estate"]
        buildings = selectors.below(selectors.find("青云小区")[0].path, "building")
        assert selectors.full_name(buildings[0].id) == "炉峰社区青云小区1号楼"
        features = selectors.shapes("village")["features"]
        assert len(features) == 113
        assert all(one["properties"]["synthetic"] for one in features)
        tree = STRtree([shape(one["geometry"]) for one in features])
        assert len(tree) == 113
    again = services.publish_areas(rows=place.rows, actor=SYSTEM, now=now)
    assert (again.added, again.changed) == (0, 0)
