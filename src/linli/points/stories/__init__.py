"""The sentences of golden stories that speak of points."""
