"""Journeys in a real browser, against a real server with a scene of its own."""
