"""Tables of volunteering."""
