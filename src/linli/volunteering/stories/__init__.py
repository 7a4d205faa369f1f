"""The sentences of golden stories that speak of volunteering."""

from linli.volunteering.stories import activities, broadcasts, hours, rotas, teams

__all__ = ["activities", "broadcasts", "hours", "rotas", "teams"]
