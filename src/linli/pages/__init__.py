"""Composite pages: home, mine, my work, search, the county view and the wall.

Owns no tables and no rules: it puts together what the contexts answer.
"""
