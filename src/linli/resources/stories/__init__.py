"""The sentences of golden stories that speak of resources."""

from linli.resources.stories import lending, places, shop

__all__ = ["lending", "places", "shop"]
