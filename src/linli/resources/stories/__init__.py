"""The sentences of golden stories that speak of resources."""

from linli.resources.stories import bases, circle, lending, meals, places, shop, sittings

__all__ = ["bases", "circle", "lending", "meals", "places", "shop", "sittings"]
