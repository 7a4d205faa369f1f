"""Writes of matters: one function, one use case, one transaction."""

from linli.matters.services.claims import accept, await_claim, claim, decline, invite, name_owner
from linli.matters.services.conditions import (
    meet_condition,
    refuse_open_conditions,
    strike_off,
)
from linli.matters.services.conversing import raise_matter, say_as_reporter, say_as_staff
from linli.matters.services.correcting import annul, correct
from linli.matters.services.ending import close
from linli.matters.services.findings import from_findings
from linli.matters.services.hot_spots import find_hot_spots, open_proactive
from linli.matters.services.imports import (
    Sheet,
    SheetLine,
    check_sheet,
    dry_run,
    import_kept,
    import_sheet,
)
from linli.matters.services.intake import open_matter
from linli.matters.services.joining import join
from linli.matters.services.line_edits import edit_line, edit_row
from linli.matters.services.line_sheets import (
    LineSheet,
    add_row,
    add_sources,
    check_lines,
    import_lines,
    keep_lines,
)
from linli.matters.services.lists import (
    add_line,
    await_lines,
    open_list,
    settle_list,
)
from linli.matters.services.merging import merge, unmerge
from linli.matters.services.reporters import (
    answer,
    erase_person,
    erase_words,
    rate_for,
    settle_parent,
    withdraw,
)
from linli.matters.services.rulings import drop_precedent, keep_precedent
from linli.matters.services.showing import publish_list
from linli.matters.services.suggesting import learn, offer, settle, suggest_units
from linli.matters.services.taking_part import (
    add_party,
    enrol,
    erase_sides,
    leave_role,
    reveal_party,
)
from linli.matters.services.telling import reporter_asked, reporter_reminded

__all__ = [
    "LineSheet",
    "Sheet",
    "SheetLine",
    "accept",
    "add_line",
    "add_party",
    "add_row",
    "add_sources",
    "annul",
    "answer",
    "await_claim",
    "await_lines",
    "check_lines",
    "check_sheet",
    "claim",
    "close",
    "correct",
    "decline",
    "drop_precedent",
    "dry_run",
    "edit_line",
    "edit_row",
    "enrol",
    "erase_person",
    "erase_sides",
    "erase_words",
    "find_hot_spots",
    "from_findings",
    "import_kept",
    "import_lines",
    "import_sheet",
    "invite",
    "join",
    "keep_lines",
    "keep_precedent",
    "learn",
    "leave_role",
    "meet_condition",
    "merge",
    "name_owner",
    "offer",
    "open_list",
    "open_matter",
    "open_proactive",
    "publish_list",
    "raise_matter",
    "rate_for",
    "refuse_open_conditions",
    "reporter_asked",
    "reporter_reminded",
    "reveal_party",
    "say_as_reporter",
    "say_as_staff",
    "settle",
    "settle_list",
    "settle_parent",
    "strike_off",
    "suggest_units",
    "unmerge",
    "withdraw",
]
