"""Figures of volunteering, by name."""

from linli.kernel import registry
from linli.volunteering import selectors


def register() -> None:
    registry.measures.add("volunteering.duties_done", selectors.duties_done)
    registry.measures.add("volunteering.teams", selectors.teams_standing)
    registry.measures.add("volunteering.people_in_teams", selectors.people_in_teams)
    registry.measures.add("volunteering.activities_held", selectors.activities_held)
    registry.measures.add("volunteering.pupils_served", selectors.pupils_served)
    registry.measures.add("volunteering.series_run", selectors.series_run)
    registry.measures.add("volunteering.hours_served", selectors.hours_served)
    registry.measures.add("volunteering.volunteers_with_hours", selectors.volunteers_with_hours)
    registry.measures.add("volunteering.broadcasters", selectors.broadcasters_there)
    registry.measures.add("volunteering.suggestions_answered", selectors.suggestions_answered)
