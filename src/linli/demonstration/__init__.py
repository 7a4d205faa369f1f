"""Synthetic data for showing linli: a geography, people and matters that belong to nobody."""
