"""One index of words over everything that can be searched.

Owns: Entry rows (what is found, where it is, whose it is) with their words, cut into tokens by
one pure function; FTS5 on SQLite, a tsvector with GIN on PostgreSQL, the same answers from both.
Words: index, remove, find; token, run (an unbroken stretch of one script).
Invariants: a word of two Chinese characters or more is found exactly where it is written; one
character is found wherever it occurs; answers are newest first and lie inside the actor's scope.
Refuses: nothing. Whatever is typed is an answer, if only an empty one.
The tokens are personal words of matters: `remove` erases them with the entry.
"""
