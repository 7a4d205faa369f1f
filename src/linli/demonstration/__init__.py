"""Synthetic data for showing linli: a geography, people and matters that belong to nobody.

Owns: the reading of a method's `demonstration.toml`, and one building of a demonstration through
the services of every other context, with a passed clock: the same seed, day and method give the
same county. No tables of its own: that a demonstration stands is the document `demonstration` in
`kernel.parts`. Words: Plan (what the file says), Cast (who was appointed to what), Login.
Refuses: a file that cannot be read (`PlanUnreadable`), to build twice (`AlreadyBuilt`).
No county's name, unit or step is written here; all of that is in the method.
"""
