"""What is shown to the public, masked.

Owns: Publications: a title and a few masked words about a subject of another context, open for a
span of time, in versions.
Words: publish, draft, open, withdraw (with a reason), mask.
Invariants: nothing is stored unmasked; one open publication per subject and kind, a newer one
takes its place with the next version; what is withdrawn or over is shown to nobody.
Refuses: empty words, publishing outside one's places (`publicity.publish`), withdrawing without a
reason. Masking is a net with holes: whoever publishes reads the masked words before it.
"""
