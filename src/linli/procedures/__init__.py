"""Procedures: how a county's method carries a matter through duties to its end.

Owns: Definition (a published procedure file, immutable once used), Run, Step (a token; the open
ones are the task list), Clock (promises, stages and timers that ring), Happening (append-only),
Note (the one erasable place for what people wrote). And the engine, the forms, the ladders.
Words: procedure, run, step, outcome, stage, duty, pool, claim, rung, told.
Invariants: a step is done once, by whoever was first; the run is locked before its steps; a clock
rings once however many workers sweep; a run keeps the revision with which it began; happenings hold
ids, codes and digests, never words.
Refuses: who has not the step's duty at exactly its place; the doer as second person; closing
without evidence or reason where the file asks for it; extending beyond the ceiling; files that
fail the gate.
"""
