"""Pure decisions of volunteering: no Django, no clock."""
