"""Reads of resources; outsiders import from here."""
