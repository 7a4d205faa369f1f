import pytest

from linli.kernel.distance import metres


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ((117, 26), (117, 27), 111_195),  # a degree of latitude
        ((117, 26), (117, 26), 0),
        ((179.9, 0), (-179.9, 0), 22_239),  # over the date line
        ((0, 90), (123, 90), 0),  # at the pole every longitude is one place
        ((0, 0), (180, 0), 20_015_115),  # the other side
    ],
)
def test_along_the_ground(one, other, far):
    assert metres(one, other) == pytest.approx(far, abs=5)
    assert metres(one, other) == metres(other, one)
