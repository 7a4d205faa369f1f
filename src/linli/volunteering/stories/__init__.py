"""The sentences of golden stories that speak of volunteering."""

from linli.volunteering.stories import activities, hours, rotas, teams

__all__ = ["activities", "hours", "rotas", "teams"]
