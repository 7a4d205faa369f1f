"""Visits: who goes where how often, what they ask, what they find; made without a network too.

Owns: Subject (of visits), Plan, Visit, Finding; kinds, groups and findings from the method part.
Words: 日走访 visit · 夜研判 triage · 周会商 council · 复查 again · 巡防 shifts and points.
Invariants: one visit per client key; what a phone sent is kept, if need be as a conflict; words of
people are sealed under their subject's key; a group is seen by its duties alone.
Refuses: visits in the future, answers that do not fit the form, places outside one's duty.
Visits know no matters: a finding that needs one is handed up (`matters.services.from_findings`).
People are not tracked: a visit keeps whom it was about, what was answered and when, never a path.
"""
