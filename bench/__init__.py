"""Measurements of linli against its budgets, as ratios taken in one run.

`bench/run` is the entry. Each module of `bench.measures` measures one thing in a process of its
own, on a database of its own, and gives `Row`s; `bench.page` renders them as docs/performance.md.
What is compared is compared in turns (a, b, a, b, …), so that a busy machine slows both alike.
Traps that cost us wrong figures once, and are therefore checked: a busy port is refused, rows are
counted before and after, and the database that answered is the one that was asked for.
"""
