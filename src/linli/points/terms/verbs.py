"""What may be done here, and the name of our share of a method."""

PART = "points"
SEE, GIVE, MANAGE = "points.see", "points.give", "points.manage"
