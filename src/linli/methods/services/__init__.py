"""Writes of methods, and playing their stories."""

from linli.methods.services.drafting import (
    begin_from_current,
    begin_from_starter,
    begin_from_upload,
    drop_draft,
    known_files,
    publish_draft,
    remove_file,
    save_file,
)
from linli.methods.services.publishing import load, roll_back
from linli.methods.services.starter import write_starter
from linli.methods.services.stories import method_in_force, play, run_stories, scenarios
from linli.methods.services.trying import play_trial, try_stories

__all__ = [
    "begin_from_current",
    "begin_from_starter",
    "begin_from_upload",
    "drop_draft",
    "known_files",
    "load",
    "method_in_force",
    "play",
    "play_trial",
    "publish_draft",
    "remove_file",
    "roll_back",
    "run_stories",
    "save_file",
    "scenarios",
    "try_stories",
    "write_starter",
]
