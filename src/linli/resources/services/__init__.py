"""Writes of resources; outsiders import from here."""
