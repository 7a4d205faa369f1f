"""The sentences of golden stories that speak of points."""

from linli.points.stories import points  # noqa: F401 - its sentences register themselves
