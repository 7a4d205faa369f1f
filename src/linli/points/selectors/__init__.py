"""Reads of points; outsiders import from here."""
