"""A synthetic geography under real divisions: shapes for the map, and estates, grids, segments,
buildings, stairwells and households below the communities of a recipe.

Pure and seeded: the same divisions, recipe and seed give the same rows. There are no boundaries
that may be published, so every shape is drawn here, and says so (`synthetic`). Names and
places come from the recipe (`demonstration.toml`) alone.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import cos, radians
from typing import Any

from shapely import MultiPoint, Point, Polygon, voronoi_polygons
from shapely.affinity import scale
from shapely.geometry import MultiPolygon, mapping
from shapely.geometry.base import BaseGeometry

from linli.territory.terms import AreaRow

SOURCE = "synthetic"
_ROUNDS = 3  # of evening out the cells
_DEGREE_KM = 111.2


class RecipeError(ValueError):
    """The recipe cannot be read, or does not fit the divisions; the message says where."""


@dataclass(frozen=True, slots=True)
class Estate:
    name: str
    weight: int = 1
    segments: bool = False


@dataclass(frozen=True, slots=True)
class Community:
    code: str
    at: tuple[float, float]
    estates: tuple[Estate, ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What `demonstration.toml` says. Coordinates are WGS-84 (longitude, latitude)."""

    grids: int
    households: int
    since: date
    buildings: tuple[int, int]  # least and most in a grid
    stairwells: tuple[int, int]  # least and most in a building
    floors: int
    doors: int
    names: Mapping[str, str]
    outline: tuple[tuple[float, float], ...]
    towns: Mapping[str, tuple[float, float]]
    urban_town: str
    centre: tuple[float, float]
    radius_km: float
    communities: tuple[Community, ...]


@dataclass(frozen=True, slots=True)
class Geography:
    """`boundaries`: GeoJSON of the real divisions by code, for `set_boundaries`; `rows`: the
    synthetic areas, parents first, for `publish_areas`.
    """

    boundaries: Mapping[str, Mapping[str, Any]]
    rows: tuple[AreaRow, ...]


def read_recipe(text: str) -> Recipe:
    """The recipe in a `demonstration.toml`; refuses with `RecipeError`."""
    try:
        raw = tomllib.loads(text)
        recipe = Recipe(
            grids=int(raw["grids"]),
            households=int(raw["households"]),
            since=raw["since"],
            buildings=(raw["buildings_per_grid"][0], raw["buildings_per_grid"][1]),
            stairwells=(raw["stairwells_per_building"][0], raw["stairwells_per_building"][1]),
            floors=int(raw["floors"]),
            doors=int(raw["doors"]),
            names=dict(raw["names"]),
            outline=tuple(_pair(one) for one in raw["map"]["outline"]),
            towns={one["code"]: _pair(one["at"]) for one in raw["towns"]},
            urban_town=raw["urban"]["town"],
            centre=_pair(raw["urban"]["centre"]),
            radius_km=float(raw["urban"]["radius_km"]),
            communities=tuple(
                Community(one["code"], _pair(one["at"]), tuple(Estate(**e) for e in one["estates"]))
                for one in raw["communities"]
            ),
        )
    except (KeyError, IndexError, TypeError, ValueError) as fault:
        raise RecipeError(f"demonstration.toml: {fault!r}") from fault
    _check(recipe)
    return recipe


def _pair(value: Sequence[float]) -> tuple[float, float]:
    return float(value[0]), float(value[1])


def _check(recipe: Recipe) -> None:
    estates = sum(len(one.estates) for one in recipe.communities)
    if not estates or recipe.grids < estates:
        raise RecipeError(f"grids: {recipe.grids} grids are too few for {estates} estates")
    if not all(1 <= low <= high for low, high in (recipe.buildings, recipe.stairwells)):
        raise RecipeError("buildings_per_grid, stairwells_per_building: need 1 <= least <= most")
    if min(recipe.floors, recipe.doors) < 1:
        raise RecipeError("floors, doors: need at least one")
    if not Polygon(recipe.outline).is_valid:
        raise RecipeError("map.outline: crosses itself")
    if recipe.urban_town not in recipe.towns:
        raise RecipeError(f"urban.town: {recipe.urban_town} is none of the towns")


def generate(areas: Iterable[AreaRow], recipe: Recipe, seed: int) -> Geography:
    """Shapes for `areas` (the county's official rows) and the synthetic rows below.
    Refuses with `RecipeError` if a town or community of the recipe is not among them.
    """
    by_parent: dict[str, list[AreaRow]] = {}
    for row in areas:
        if row.valid_to is None:
            by_parent.setdefault(row.parent, []).append(row)
    dice = random.Random(seed)  # noqa: S311 - a demonstration, not a secret
    shapes = _divide(by_parent, recipe, dice)
    rows = tuple(_settle(shapes, recipe, dice))
    return Geography({code: _drawn(shape) for code, shape in shapes.items()}, rows)


# --- shapes ------------------------------------------------------------------------------------


def _divide(
    by_parent: Mapping[str, list[AreaRow]], recipe: Recipe, dice: random.Random
) -> dict[str, BaseGeometry]:
    """County, towns, urban communities, and every other village: each level tiles the one above."""
    county = by_parent.get("", [])
    towns = by_parent.get(county[0].code, []) if county else []
    if {town.code for town in towns} != set(recipe.towns):
        raise RecipeError("towns: are not those of areas.csv")
    urban_codes = [one.code for one in recipe.communities]
    below = {row.code for row in by_parent.get(recipe.urban_town, [])}
    if not below.issuperset(urban_codes):
        raise RecipeError("communities: are not all below urban.town in areas.csv")
    outline = Polygon(recipe.outline)
    shapes: dict[str, BaseGeometry] = {county[0].code: outline}
    cells = _cells(outline, [recipe.towns[town.code] for town in towns])
    shapes.update(zip((town.code for town in towns), cells, strict=True))
    core = _disc(recipe).intersection(shapes[recipe.urban_town])
    shapes.update(
        zip(urban_codes, _cells(core, [one.at for one in recipe.communities]), strict=True)
    )
    for town in towns:
        codes = [r.code for r in by_parent.get(town.code, []) if r.code not in shapes]
        rest = shapes[town.code]
        if town.code == recipe.urban_town:
            rest = rest.difference(core)
        shapes.update(zip(codes, _split(rest, len(codes), dice), strict=True))
    return shapes


def _disc(recipe: Recipe) -> BaseGeometry:
    """A circle of so many kilometres, as an ellipse in degrees."""
    radius = recipe.radius_km / _DEGREE_KM
    return scale(
        Point(recipe.centre).buffer(radius, quad_segs=6),
        xfact=1 / cos(radians(recipe.centre[1])),
        origin=recipe.centre,
    )


def _split(region: BaseGeometry, count: int, dice: random.Random) -> list[BaseGeometry]:
    """The region in `count` cells of about the same size."""
    if count <= 1:
        return [region] * count
    seeds = [_somewhere(region, dice) for _ in range(count)]
    for _ in range(_ROUNDS):
        seeds = [_middle(cell) for cell in _cells(region, seeds)]
    return _cells(region, seeds)


def _cells(region: BaseGeometry, seeds: Sequence[tuple[float, float]]) -> list[BaseGeometry]:
    """The region's Voronoi cell of each seed, in the order of the seeds: no gap, no overlap."""
    if len(seeds) == 1:
        return [region]
    cells = voronoi_polygons(MultiPoint(seeds), extend_to=region.envelope, ordered=True)
    return [_polygons(cell.intersection(region)) for cell in cells.geoms]


def _polygons(shape: BaseGeometry) -> BaseGeometry:
    """Without the stray points and lines that clipping may leave."""
    if isinstance(shape, Polygon | MultiPolygon):
        return shape
    return MultiPolygon([part for part in getattr(shape, "geoms", ()) if isinstance(part, Polygon)])


def _middle(shape: BaseGeometry) -> tuple[float, float]:
    middle = shape.centroid
    if not shape.contains(middle):
        middle = shape.representative_point()
    return middle.x, middle.y


def _somewhere(region: BaseGeometry, dice: random.Random) -> tuple[float, float]:
    """A point in the region, by trying."""
    west, south, east, north = region.bounds
    for _ in range(200):
        x, y = dice.uniform(west, east), dice.uniform(south, north)
        if region.contains(Point(x, y)):
            return x, y
    return _middle(region)


def _drawn(shape: BaseGeometry) -> dict[str, Any]:
    return dict(mapping(shape))


# --- what stands on it --------------------------------------------------------------------------


def _shares(total: int, weights: Sequence[int]) -> list[int]:
    """`total` in whole shares by weight, at least one each (largest remainders)."""
    left, whole = total - len(weights), sum(weights)
    exact = [left * weight / whole for weight in weights]
    shares = [int(one) for one in exact]
    order = sorted(range(len(weights)), key=lambda i: shares[i] - exact[i])
    for i in order[: left - sum(shares)]:
        shares[i] += 1
    return [share + 1 for share in shares]


def _settle(
    shapes: Mapping[str, BaseGeometry], recipe: Recipe, dice: random.Random
) -> Iterator[AreaRow]:
    """Estates, grids and all below; households last, when all stairwells are known."""
    pairs = [
        (community, estate) for community in recipe.communities for estate in community.estates
    ]
    grids = iter(_shares(recipe.grids, [estate.weight for _, estate in pairs]))
    stairwells: list[str] = []
    for community in recipe.communities:
        cells = _split(shapes[community.code], len(community.estates), dice)
        number = 0
        for place, (estate, cell) in enumerate(zip(community.estates, cells, strict=True), 1):
            code = f"{community.code}e{place:02}"
            yield _row(
                recipe, code, name=estate.name, kind="estate", parent=community.code, shape=cell
            )
            building = 0
            for plot in _split(cell, next(grids), dice):
                number += 1
                grid = f"{community.code}g{number:02}"
                name = recipe.names["grid"].format(n=number)
                yield _row(recipe, grid, name=name, kind="grid", parent=code, shape=plot)
                for row in _build(grid, estate, plot, before=building, recipe=recipe, dice=dice):
                    building += row.kind == "building"
                    if row.kind == "stairwell":
                        stairwells.append(row.code)
                    yield row
    yield from _move_in(stairwells, recipe, dice)


def _build(
    grid: str,
    estate: Estate,
    plot: BaseGeometry,
    *,
    before: int,
    recipe: Recipe,
    dice: random.Random,
) -> Iterator[AreaRow]:
    """The segments, buildings and stairwells of one grid. Buildings are numbered through the
    estate, as on its gate plan.
    """
    count = dice.randint(*recipe.buildings)
    inner = plot.buffer(-0.1 * plot.length / 8)
    segments = min(count, 2) if estate.segments else 0
    for n in range(1, segments + 1):
        name = recipe.names["segment"].format(n=n)
        yield _row(recipe, f"{grid}d{n}", name=name, kind="segment", parent=grid)
    for n in range(1, count + 1):
        code = f"{grid}b{n:02}"
        name = recipe.names["building"].format(n=before + n)
        parent = f"{grid}d{1 + (n - 1) * segments // count}" if segments else grid
        at = _somewhere(plot if inner.is_empty else inner, dice)
        yield _row(recipe, code, name=name, kind="building", parent=parent, at=at)
        for stair in range(1, dice.randint(*recipe.stairwells) + 1):
            name = recipe.names["stairwell"].format(n=stair)
            yield _row(recipe, f"{code}s{stair}", name=name, kind="stairwell", parent=code)


def _move_in(stairwells: Sequence[str], recipe: Recipe, dice: random.Random) -> Iterator[AreaRow]:
    """Exactly so many households, each behind a door of its own."""
    doors = [
        f"{floor}{door:02}"
        for floor in range(1, recipe.floors + 1)
        for door in range(1, recipe.doors + 1)
    ]
    every, more = divmod(recipe.households, len(stairwells))
    if every + bool(more) > len(doors):
        raise RecipeError(f"households: {recipe.households} do not fit behind the doors there are")
    lucky = set(dice.sample(stairwells, more))
    for stairwell in stairwells:
        for door in sorted(dice.sample(doors, every + (stairwell in lucky))):
            name = recipe.names["household"].format(n=door)
            yield _row(recipe, f"{stairwell}h{door}", name=name, kind="household", parent=stairwell)


def _row(
    recipe: Recipe,
    code: str,
    *,
    name: str,
    kind: str,
    parent: str,
    shape: BaseGeometry | None = None,
    at: tuple[float, float] | None = None,
) -> AreaRow:
    if shape is not None:
        at = _middle(shape)
    return AreaRow(
        code=code,
        name=name,
        kind=kind,
        parent=parent,
        valid_from=recipe.since,
        longitude=round(at[0], 7) if at else None,
        latitude=round(at[1], 7) if at else None,
        boundary=_drawn(shape) if shape is not None else None,
        boundary_source=SOURCE if shape is not None else "",
        synthetic=True,
    )
