"""Reads of volunteering; outsiders import from here."""
