"""Uploads behind a doorway.

Owns: StoredFile rows and their bytes under MEDIA_ROOT (two levels of folders, named by id).
Words: receive (decode, re-encode, store), attach (give it an owner), remove (erase the bytes),
doorway (the owner's context says who may look: `kernel.registry.file_doorways`).
Invariants: a picture is always re-encoded, at most 1,600 px wide or high, upright and without
metadata; what was sent is never kept; bytes are on the disk before their row commits; bytes
without a row, and uploads that nobody attached, are swept away after a day.
Refuses: what is not a picture or an allowed document, what is too large, too many for one owner,
documents with macros, scripts or a bomb inside. File names are not kept: they name people.
"""
