"""Pure decisions of deliberation: no Django, no clock."""
