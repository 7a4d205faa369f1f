"""What may be done here, and the name of our share of a method."""

PART = "resources"
SEE, RUN, MANAGE = "resources.see", "resources.run", "resources.manage"
