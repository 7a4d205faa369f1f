"""Writes of methods, and playing their stories."""

from linli.methods.services.publishing import keep_draft, load, roll_back
from linli.methods.services.starter import write_starter
from linli.methods.services.stories import method_in_force, play, run_stories, scenarios

__all__ = [
    "keep_draft",
    "load",
    "method_in_force",
    "play",
    "roll_back",
    "run_stories",
    "scenarios",
    "write_starter",
]
