"""Where things are and when work is done: areas, boundaries, the county's working calendar.

Owns: the tree of areas (county, town, community or village, estate, grid, … down to households),
their names, boundaries and dated changes; the table of working days, and the office hours.
Words: Area, AreaRow (an area as a file gives it), Limit and Unit (`3 工作日`), Workdays (the
calendar), path (dotted codes ending in a dot: `350429.100.005.`).
Invariants: a code is never used twice; a kind of area stands only below the kinds that the method
allows; an area is closed with a date, never deleted; a change takes effect at the latest today, so
"open" means "without a closing date" and every past date can still be read; coordinates are
WGS-84 (CGCS2000 within their accuracy) and lie inside the county's frame.
Refuses: a wrong parent (naming the rule), a code used before, a closing without or before its date,
coordinates outside the county, boundaries that cross themselves or their neighbours, limits that
cannot be read. Names that fit several areas are answered with all of them: the asker chooses.
Every change raises the counter `territory`; a change of working time raises `calendar` as well.
"""
