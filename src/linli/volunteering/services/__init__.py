"""Writes of volunteering; outsiders import from here."""
