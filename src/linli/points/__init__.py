"""Ledgers of points, hours, deposits and money: accounts, entries, schemes, deeds."""
