"""Pure decisions of resources: no Django, no clock."""
