"""The pure decisions of territory: working time, names, codes, datum and geometry."""

from linli.territory.rules.codes import check_parent, check_row, layout_of, segment
from linli.territory.rules.datum import to_gcj02, to_wgs84
from linli.territory.rules.geometry import (
    Shapes,
    check_boundary,
    check_point,
    overlap_share,
    rounded,
)
from linli.territory.rules.names import Gazetteer, short_name, spoken_forms
from linli.territory.rules.working_time import (
    began,
    deadline,
    guessed_years,
    left_words,
    worked,
)

__all__ = [
    "Gazetteer",
    "Shapes",
    "began",
    "check_boundary",
    "check_parent",
    "check_point",
    "check_row",
    "deadline",
    "guessed_years",
    "layout_of",
    "left_words",
    "overlap_share",
    "rounded",
    "segment",
    "short_name",
    "spoken_forms",
    "to_gcj02",
    "to_wgs84",
    "worked",
]
