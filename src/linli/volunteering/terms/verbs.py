"""What may be done here, and the name of our share of a method."""

PART = "volunteering"
SEE, LEAD, MANAGE = "volunteering.see", "volunteering.lead", "volunteering.manage"
