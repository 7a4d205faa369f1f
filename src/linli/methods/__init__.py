"""County methods: reading a folder, its gate, publishing it as a revision, playing its stories.

Owns: `MethodRevision` (every folder that was ever published, as it was) and the two parts `method`
and `words`; every other part of a method belongs to the context that parses it
(`kernel.registry.MethodPart`).
Words: folder (relative path → bytes, hostile until parsed), gate (all findings of all parts),
revision (a county's own label, never used twice for different content), story (a Gherkin feature
in the method's own words).
Invariants: at most one revision is published; a published folder is never changed; everything of a
method is published in one transaction or not at all.
Refuses: folders that are too large, climb out of themselves or hold links; a method whose gate is
closed; a revision label that was already used for other content; another county's method.
"""
