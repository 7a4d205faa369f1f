"""What is shown to the public, masked.

Owns: Publications: a title and a few masked words about a subject of another context, open for a
span of time, in versions. Periods (公示): a text before the public for a number of days, whose
versions are publications; where it was put up; objections to it and their rulings; what came of it.
Words: publish, draft, open, withdraw (with a reason), mask; period, version, place, objection,
ruling, outcome (effective, upheld, withdrawn).
Invariants: nothing is stored unmasked; one open publication per subject and kind, a newer one
takes its place with the next version; what is withdrawn or over is shown to nobody. One running
period per subject and kind; it ends no earlier than its days are used up and no objection is open;
a changed text begins the clock anew; nobody rules on their own objection.
Refuses: empty words, publishing outside one's places (`publicity.publish`), withdrawing without a
reason. Masking is a net with holes: whoever publishes reads the masked words before it.
"""
