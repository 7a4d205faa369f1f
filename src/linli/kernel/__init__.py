"""What every ring may use and what knows nothing of any of them.

Owns: the trail (append-only audit lines), the version counters behind process caches, the
documents that a county method publishes part by part, the rate windows and the number counters.
Words: Actor, Grant, Target (who asks, what for); Refused (a typed, coded, translated no);
registry (the only way upward). Refuses: to import anything of ours.
"""
