"""Walking and covering against the slow and sure way, on small cases made at random."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.resources.rules.covering import cover, in_order, undominated
from linli.resources.rules.walking import (
    SNAP,
    Cells,
    Network,
    NetworkBroken,
    Reach,
    Walking,
    metres,
)

HERE = (119.5, 26.5)
STEP = 0.001  # about a hundred metres

spots = st.tuples(st.integers(0, 12), st.integers(0, 12)).map(
    lambda xy: (HERE[0] + xy[0] * STEP, HERE[1] + xy[1] * STEP)
)
ways = st.lists(
    st.tuples(spots, spots, st.one_of(st.none(), st.floats(1, 2000, width=32))), max_size=30
)


def walked_slowly(network, sources, limit):
    """Bellman and Ford: no heap, no cleverness."""
    best = {}
    for node, away in sources:
        best[node] = min(away, best.get(node, away))
    for _round in range(network.crossings):
        for node in range(network.crossings):
            if node not in best:
                continue
            for at in range(network.starts[node], network.starts[node + 1]):
                end, away = network.ends[at], best[node] + network.lengths[at]
                best[end] = min(away, best.get(end, away))
    return {node: away for node, away in best.items() if away <= limit}


@given(ways, st.floats(0, 3000), st.data())
@settings(max_examples=150, deadline=None)
def test_the_walk_finds_what_the_slow_way_finds(made, limit, data):
    network = Network.of(made)
    if not network.crossings:
        return
    nodes = st.integers(0, network.crossings - 1)
    sources = data.draw(st.lists(st.tuples(nodes, st.floats(0, 500)), max_size=3))
    assert network.walk(sources, limit) == pytest.approx(walked_slowly(network, sources, limit))


@given(ways)
@settings(max_examples=50, deadline=None)
def test_a_network_survives_packing(made):
    network = Network.of(made)
    assert Network.unpacked(network.packed()) == network


@pytest.mark.parametrize("data", [b"", b"no", Network.of([]).packed()[:-3]])
def test_bytes_that_are_no_network_are_refused(data):
    with pytest.raises(NetworkBroken):
        Network.unpacked(data)


def test_a_way_is_never_shorter_than_the_straight_line_and_counts_once():
    a, b = HERE, (HERE[0], HERE[1] + STEP)
    network = Network.of([(a, b, 5.0), (b, a, 300.0), (a, a, None)])
    assert (network.crossings, network.ways) == (2, 1)
    assert network.lengths[0] == pytest.approx(metres(a, b), rel=1e-5)


@given(st.lists(spots, max_size=40), spots, st.floats(0, 1500))
@settings(max_examples=100, deadline=None)
def test_cells_find_every_neighbour_and_no_other(points, spot, reach):
    cells = Cells(points, 300)
    near = {i for i, point in enumerate(points) if metres(spot, point) <= reach}
    assert {i for i, _ in cells.near(spot, reach)} == near
    nearest = cells.nearest(spot, reach)
    assert (nearest[0] if nearest else None) == min(
        near, key=lambda i: (metres(spot, points[i]), i), default=None
    )


@given(st.lists(spots, min_size=1, max_size=25), st.lists(spots, max_size=6), ways, st.booleans())
@settings(max_examples=100, deadline=None)
def test_reach_is_the_union_of_what_each_place_reaches(homes, places, made, walked):
    walking = Walking(limit=600, detour=1.3, network=Network.of(made) if walked else None)
    reach = Reach(homes, walking)
    each = [reach.of([place]) for place in places]
    assert reach.of(places) == set().union(*each)
    if walking.network is None:
        for place, found in zip(places, each, strict=True):
            assert found == {
                i for i, home in enumerate(homes) if metres(home, place) <= walking.radius
            }


def test_a_river_without_a_bridge_cannot_be_walked_over():
    left, right = HERE, (HERE[0] + 3 * STEP, HERE[1])
    banks = [(left, (left[0], left[1] + STEP), None), (right, (right[0], right[1] + STEP), None)]
    homes = [left, right]
    assert Reach(homes, Walking(900, 1.3)).of([left]) == {0, 1}  # the straight line knows no river
    assert Reach(homes, Walking(900, 1.3, Network.of(banks))).of([left]) == {0}
    bridge = [*banks, (left, right, None)]
    assert Reach(homes, Walking(900, 1.3, Network.of(bridge))).of([left]) == {0, 1}


def test_a_home_that_no_way_passes_is_measured_straight():
    far = (HERE[0], HERE[1] + 5 * STEP)
    network = Network.of([(HERE, (HERE[0] + STEP, HERE[1]), None)])
    assert metres(HERE, far) > SNAP
    reach = Reach([HERE, far], Walking(900, 1.3, network))
    assert reach.on_network == 1
    assert reach.of([HERE]) == {0, 1}


sets = st.lists(st.frozensets(st.integers(0, 9), max_size=6), max_size=8)
weights = st.dictionaries(st.integers(0, 9), st.integers(0, 30), max_size=10)


def served(chosen, some, households):
    reached = set().union(*(some[i] for i in chosen)) if chosen else set()
    return sum(households.get(j, 0) for j in reached)


@given(sets, weights, st.integers(1, 4))
@settings(max_examples=120, deadline=None)
def test_covering_is_as_good_as_trying_everything(some, households, p):
    tried = (chosen for n in range(p + 1) for chosen in combinations(range(len(some)), n))
    best = max(served(chosen, some, households) for chosen in tried)
    found = cover(some, households, p)
    assert (found.gain, found.bound, found.optimal) == (best, best, True)
    chosen = [index for index, _ in found.chosen]
    assert len(chosen) <= p
    assert served(chosen, some, households) == best
    assert all(gain > 0 for _, gain in found.chosen)


@given(sets)
def test_nothing_that_matters_is_dropped(some):
    kept = undominated(some)
    assert all(not one or any(one <= some[i] for i in kept) for one in some)
    assert all(not some[a] <= some[b] for a in kept for b in kept if a != b)


def test_the_chosen_are_listed_by_what_they_add():
    some = [{1}, {1, 2, 3}, {3, 4}]
    assert in_order(some, {1: 1, 2: 1, 3: 1, 4: 5}, [0, 1, 2]) == ((2, 6), (1, 2))
