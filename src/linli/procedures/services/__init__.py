"""Writes of procedures. One function, one use case, one transaction; the run is locked first."""

from linli.procedures.services.changing import (
    extend,
    hand_over,
    move,
    reassign,
    relabel,
    withdraw,
)
from linli.procedures.services.erasing import erase_words
from linli.procedures.services.following import follow_areas
from linli.procedures.services.notices import tell_opened, tell_taken
from linli.procedures.services.publishing import declare_subject, publish, starts_with
from linli.procedures.services.recomputing import recompute_due
from linli.procedures.services.running import hold, resume, send_message, start
from linli.procedures.services.steps import (
    answer_as_reporter,
    claim,
    complete,
    mark,
    release,
)
from linli.procedures.services.sweeping import fire_due
from linli.procedures.services.undoing import take_back

__all__ = [
    "answer_as_reporter",
    "claim",
    "complete",
    "declare_subject",
    "erase_words",
    "extend",
    "fire_due",
    "follow_areas",
    "hand_over",
    "hold",
    "mark",
    "move",
    "publish",
    "reassign",
    "recompute_due",
    "relabel",
    "release",
    "resume",
    "send_message",
    "start",
    "starts_with",
    "take_back",
    "tell_opened",
    "tell_taken",
    "withdraw",
]
