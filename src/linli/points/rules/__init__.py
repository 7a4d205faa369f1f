"""Pure decisions of points: no Django, no clock."""
