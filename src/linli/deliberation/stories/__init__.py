"""The sentences of golden stories that speak of deliberation, by topic."""

from linli.deliberation.stories import charters, elections, gatherings, owing, pledges, selections

__all__ = ["charters", "elections", "gatherings", "owing", "pledges", "selections"]
