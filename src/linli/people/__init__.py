"""Accounts of those who work in linli, and identities: the one door to personal data."""
