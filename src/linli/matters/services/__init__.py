"""Writes of matters: one function, one use case, one transaction."""

from linli.matters.services.correcting import annul, correct
from linli.matters.services.ending import close
from linli.matters.services.following import follow_paths
from linli.matters.services.imports import (
    Sheet,
    SheetLine,
    check_sheet,
    dry_run,
    import_kept,
    import_sheet,
)
from linli.matters.services.intake import open_matter
from linli.matters.services.reporters import (
    answer,
    erase_person,
    erase_words,
    rate_for,
    settle_parent,
    withdraw,
)
from linli.matters.services.telling import reporter_asked

__all__ = [
    "Sheet",
    "SheetLine",
    "annul",
    "answer",
    "check_sheet",
    "close",
    "correct",
    "dry_run",
    "erase_person",
    "erase_words",
    "follow_paths",
    "import_kept",
    "import_sheet",
    "open_matter",
    "rate_for",
    "reporter_asked",
    "settle_parent",
    "withdraw",
]
