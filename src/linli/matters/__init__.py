"""Matters (事项): what residents, grid members and offices bring up and want carried to an end.

Owns: the matter's head and its appended facts (place, category, urgency), the reports that
brought it (words, tracking code, contact), ratings, closing reasons, the import of lists.
Words: Matter, Report (one reporter's words on a matter), Intake (what is handed in), Fact,
Rating. A matter's way through duties is a run of `procedures`; the matter holds the key to it.
Invariants: one client key, one matter; facts are appended and the head points to the latest; a
parent is never closed while a child is open; personal words live in `Report` alone and can be
erased without breaking any chain.
Refuses: a kind, category or place the method does not know, a report without words and picture,
closing without its conditions, acting outside duty and scope.
"""
