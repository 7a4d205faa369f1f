"""What linli suggests to people who decide: models that learn from what they decided before, and a
record of every suggestion and its fate."""
