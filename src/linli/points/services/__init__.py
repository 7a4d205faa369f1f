"""Writes of points; outsiders import from here."""
